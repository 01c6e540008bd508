/** The style sheet as browsers get it: nothing in it that Chrome 109, Firefox 115 or Safari 15.6 would not understand. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { build, type Rollup } from "vite";
import { describe, expect, test } from "vitest";

const styles = join(import.meta.dirname, "../src/styles");
const sources = readdirSync(styles, { recursive: true, encoding: "utf8" }).filter(
  (name) => name.endsWith(".css") && !name.startsWith("fonts"), // those are linked apart, by the language of the page
);

async function built(): Promise<string> {
  const result = (await build({
    root: join(import.meta.dirname, ".."),
    logLevel: "silent",
    build: { write: false, rollupOptions: { input: join(styles, "main.css") } },
  })) as Rollup.RollupOutput;
  const sheet = result.output.find((file) => file.fileName.endsWith(".css"));
  return sheet?.type === "asset" ? sheet.source.toString() : "";
}

const css = await built();

describe("the built style sheet", () => {
  test.each([
    ["light-dark()", /light-dark\(/],
    [":has()", /:has\(/],
    [":dir()", /:dir\(/],
    ["nesting", /&/],
    ["oklch()", /oklch/],
    ["color-mix()", /color-mix/],
    ["range media queries", /@media[^{]*[<>]/],
    ["negated media features", /@media[^{]*not \(/],
    ["overflow: clip", /overflow:clip/],
    ["anchor positioning", /position-(area|try)/],
    ["another host", /url\((?!"?data:)/],
  ])("has no %s", (_name, forbidden) => {
    expect(css.length).toBeGreaterThan(20_000);
    expect(css.match(forbidden)).toBeNull();
  });

  test("masks carry the prefix of Chrome 109", () => {
    expect(css).toMatch(/-webkit-mask:var\(--i\)/);
  });

  test("container units stand behind a feature query", () => {
    const outside = css.replace(/@supports \(container-type:size\)\{[\s\S]*?\}\}/g, "");
    expect(outside).not.toMatch(/\dcq[ibwh]/);
  });

  test("every element that pins a theme declares the colours again", () => {
    expect(css).toMatch(/:root,\[data-surface\],\[data-theme\],\.on-dark\{[^}]*--canvas:/);
    expect(css).toMatch(/prefers-color-scheme:dark/);
  });
});

describe("the sources", () => {
  test.each(sources)("%s stays within 400 lines and is linked", (name) => {
    const text = readFileSync(join(styles, name), "utf8");
    expect(text.split("\n").length).toBeLessThanOrEqual(401);
    const main = readFileSync(join(styles, "main.css"), "utf8");
    if (name !== "main.css") expect(main).toContain(`@import "./${name.replaceAll("\\", "/")}"`);
  });

  test("every role that is used is declared", () => {
    const text = sources.map((name) => readFileSync(join(styles, name), "utf8")).join("\n");
    const declared = new Set([...text.matchAll(/(--[\w-]+)\s*:/g)].map((match) => match[1]));
    const used = [...text.matchAll(/var\((--[\w-]+)\)/g)].map((match) => match[1]);
    expect([...new Set(used)].filter((name) => !declared.has(name))).toEqual([]);
  });
});
