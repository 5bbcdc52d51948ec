import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const API = process.env["ALLIANCE_URL"] ?? "http://127.0.0.1:8000";
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Swagger UI is bundled already: of what it contains only its own files tell. */
const notices: Plugin = {
  name: "notices",
  applyToEnvironment: ({ name }) => name === "docs",
  generateBundle() {
    for (const name of ["NOTICE", "swagger-ui-es-bundle.js.LICENSE.txt"]) {
      const source = readFileSync(here(`./node_modules/swagger-ui-dist/${name}`));
      this.emitFile({ type: "asset", fileName: `licenses/swagger-ui/${name}`, source });
    }
  },
};

export default defineConfig({
  plugins: [react(), notices],
  resolve: { alias: { "@": here("./src"), "@client": here("./client/src") } },
  build: {
    // The strict content policy allows no inline script and no inlined file.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    target: "es2022",
    // `light-dark()` stays as it is written: pictures take its light colours by a class.
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    license: { fileName: "licenses/explorer.md" },
  },
  // Two pages, each built for itself: were they built as one, they would share pieces, and the explorer would load one more.
  builder: {},
  environments: {
    docs: {
      consumer: "client",
      build: {
        emptyOutDir: false,
        license: { fileName: "licenses/docs.md" },
        chunkSizeWarningLimit: 2000,
        rolldownOptions: { input: here("./docs.html") },
      },
    },
  },
  server: {
    host: "127.0.0.1",
    // What the explorer's server answers itself goes to a running `alliance up`.
    proxy: Object.fromEntries(
      ["/v1", "/docs", "/assets", "/openapi.json", "/static", "/problems", "/reconcile"].map((path) => [path, { target: API }]),
    ),
  },
  test: { include: ["tests/**/*.test.ts", "tests/**/*.test.tsx"], setupFiles: ["tests/labels.ts"] },
});
