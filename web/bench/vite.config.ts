/** Builds the bare page for bench/first_frame.py into build/bench-bare; no part of the product. */
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here("."),
  base: "./",
  build: {
    outDir: here("../../build/bench-bare"),
    emptyOutDir: true,
    target: ["chrome109"],
    rollupOptions: { input: here("bare.html") },
  },
});
