import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

/** Hospitals run old Windows: Chrome 109, Firefox 115 ESR, Safari 15.6 are the floor for scripts and styles. */
const version = (major: number, minor = 0): number => (major << 16) | (minor << 8);
export const STYLE_TARGETS = { chrome: version(109), firefox: version(115), safari: version(15, 6) };
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/**
 * What every view of the room needs, as one chunk: left to itself it falls into fifteen, each with a head of its own
 * and a request. Only what all views load anyway may stand here: the rest is fetched by who opens it.
 */
const CORE = new RegExp(
  [
    "/node_modules/(@preact|preact)/",
    "/src/i18n/[a-z]+\\.ts",
    "/src/protocol/",
    "/src/services/(api|bursts|captioning|cards|gestures|media|mediatypes|remembered|rereading|snapshot|sound|sources|store|stream|told|transport)\\.ts",
    "/src/state/(captioning|captions|chat|checks|interpretation|languages|listening|names|polls|questions|reading|recent|recordings|records|room|seating|seminar|slides|stage|translation)\\.ts",
    "/src/ui/(Dialog|Icon|context|lazy|time)\\.tsx?",
    "/src/ui/panel/draft\\.ts",
    "/src/ui/room/(Bar|Notices|Recording|Seating|Tiles|TurnBadge|keys|turning)\\.tsx?",
  ].join("|"),
);

/** Writes .gz and .br beside every script and sheet: WhiteNoise sends them as they are, to lines of 64 kbit/s too. */
function compressed(): Plugin {
  return {
    name: "compressed",
    apply: "build",
    writeBundle({ dir }) {
      if (!dir) return;
      for (const name of readdirSync(dir, { recursive: true, encoding: "utf8" })) {
        if (!/\.(js|css)$/.test(name)) continue;
        const path = join(dir, name);
        const content = readFileSync(path);
        writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
        writeFileSync(
          `${path}.br`,
          brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
        );
      }
    },
  };
}

/**
 * What livekit-client notes for its own developers is never written at the level it has here: marked as without effect,
 * the calls are left out, 2 kB that nobody runs.
 */
function quiet(): Plugin {
  const note = /\b(?:(?:this|_this\d*)\.log|log)\.(?:debug|trace)\(/g;
  return {
    name: "quiet",
    apply: "build",
    transform: {
      filter: { id: /\/livekit-client\// },
      handler: (code) => ({ code: code.replace(note, "/* @__PURE__ */ $&"), map: null }),
    },
  };
}

export default defineConfig({
  plugins: [quiet(), compressed()],
  base: "/static/",
  publicDir: false,
  css: { transformer: "lightningcss", lightningcss: { targets: STYLE_TARGETS } },
  server: { host: "127.0.0.1", port: 5173, strictPort: true },
  build: {
    outDir: "dist",
    manifest: "manifest.json",
    target: ["chrome109", "firefox115", "safari15.6"],
    cssMinify: "lightningcss",
    assetsInlineLimit: 0,
    // The polyfill is an inline script, which the content security policy forbids.
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: {
        style: here("src/styles/main.css"),
        site: here("src/pages/site.ts"),
        room: here("src/pages/room.tsx"),
        replay: here("src/pages/replay.tsx"),
        // one sheet of faces per script, linked by the language of the page: ui/templatetags/ui.py
        ...Object.fromEntries(
          ["arabic", "cyrillic", "devanagari", "han", "urdu"].map((script) => [
            `fonts-${script}`,
            here(`src/styles/fonts/${script}.css`),
          ]),
        ),
      },
      output: { codeSplitting: { groups: [{ name: "core", test: CORE }] } },
    },
  },
  test: { include: ["src/**/*.test.{ts,tsx}", "tests/**/*.test.{ts,tsx}"] },
});
