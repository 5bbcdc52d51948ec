import { defineConfig } from "@hey-api/openapi-ts";

export default defineConfig({
  input: process.env["OPENAPI"] ?? "../../../tests/api/openapi.json",
  output: {
    path: process.env["OUTPUT"] ?? "src/generated",
    importFileExtension: ".ts",
    postProcess: [{ command: process.execPath, args: ["tidy.ts", "{{path}}"] }],
  },
  plugins: ["@hey-api/typescript", "@hey-api/sdk", "@hey-api/client-fetch"],
});
