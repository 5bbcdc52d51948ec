import { defineConfig } from "@hey-api/openapi-ts";

export default defineConfig({
  input: process.env["OPENAPI"] ?? "../../../tests/api/openapi.json",
  output: { path: process.env["OUTPUT"] ?? "src/generated", importFileExtension: ".ts" },
  plugins: ["@hey-api/typescript", { name: "@hey-api/sdk" }, { name: "@hey-api/client-fetch" }],
});
