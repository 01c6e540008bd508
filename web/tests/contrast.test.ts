/** Every text and control pair against WCAG 2.2, in both themes. A new pair goes in here first. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const css = readFileSync(join(import.meta.dirname, "../src/styles/palette.css"), "utf8");
const normal = css.slice(0, css.indexOf("prefers-contrast"));
const colours = new Map<string, [string, string]>();
for (const [, name, light, dark] of normal.matchAll(/--([\w-]+):\s*light-dark\((#\w{6}),\s*(#\w{6})\)/g))
  colours.set(name!, [light!, dark!]);
for (const [, name, value] of normal.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g))
  colours.set(name!, [value!, value!]);

const WEIGHTS = [0.2126, 0.7152, 0.0722];
function luminance(hex: string): number {
  return [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, index) => sum + part * WEIGHTS[index]!, 0);
}

function ratio(front: string, back: string, theme: 0 | 1): number {
  const [light, dark] = [front, back]
    .map((name) => {
      const pair = colours.get(name);
      if (!pair) throw new Error(`palette.css has no --${name}`);
      return luminance(pair[theme]);
    })
    .sort((a, b) => b - a);
  return (light! + 0.05) / (dark! + 0.05);
}

type Pair = [front: string, back: string, minimum: number];
const grounds = ["canvas", "surface", "surface-2", "overlay"];
const onGrounds: [string, number][] = [
  ["ink", 7],
  ["ink-2", 7],
  ...["ink-3", "accent", "live", "machine", "ok", "warn", "info"].map((name): [string, number] => [
    name,
    4.5,
  ]),
  ["focus", 3],
  ["line-strong", 3],
];
const pairs: Pair[] = [
  ...grounds.flatMap((ground) => onGrounds.map(([front, minimum]): Pair => [front, ground, minimum])),
  ["ink", "surface-3", 7],
  ["ink-2", "surface-3", 4.5],
  ["on-accent", "accent", 4.5],
  ["on-accent", "accent-hover", 4.5],
  ["on-accent-soft", "accent-soft", 4.5],
  ["on-live", "live-fill", 4.5],
  ...["live", "ok", "warn", "info", "machine"].map((name): Pair => [`on-${name}-soft`, `${name}-soft`, 4.5]),
  ...[1, 2, 3, 4].map((number): Pair => [`data-${number}`, "surface", 3]),
  ["ink", "selection", 4.5],
];

test.each(pairs)("%s on %s reaches %d:1 in light and dark", (front, back, minimum) => {
  expect(ratio(front, back, 0)).toBeGreaterThanOrEqual(minimum);
  expect(ratio(front, back, 1)).toBeGreaterThanOrEqual(minimum);
});
