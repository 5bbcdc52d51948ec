import { fileURLToPath } from "node:url";

import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const API = process.env["ALLIANCE_URL"] ?? "http://127.0.0.1:8000";
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { "@": here("./src"), "@client": here("./client/src") } },
  build: {
    // The strict content policy allows no inline script and no inlined file.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    target: "es2022",
  },
  server: {
    host: "127.0.0.1",
    // What the explorer's server answers itself goes to a running `alliance up`.
    proxy: Object.fromEntries(["/v1", "/docs", "/static", "/problems", "/reconcile"].map((path) => [path, { target: API }])),
  },
  test: { include: ["tests/**/*.test.ts", "tests/**/*.test.tsx"] },
});
