import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** Hospitals run old Windows: Chrome 109, Firefox 115 ESR, Safari 15.6 are the floor for scripts and styles. */
const version = (major: number, minor = 0): number => (major << 16) | (minor << 8);
export const STYLE_TARGETS = { chrome: version(109), firefox: version(115), safari: version(15, 6) };
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
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
      },
    },
  },
  test: { include: ["src/**/*.test.{ts,tsx}", "tests/**/*.test.{ts,tsx}"] },
});
