// Takes links to other sites out of the comments of the generated files: the client names no host.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2] ?? "src/generated";

for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((entry) => entry.endsWith(".ts"))) {
  const path = join(folder, name);
  const text = readFileSync(path, "utf8");
  const tidy = text.replaceAll(/\{@link https?:\/\/\S+ (`[^`]+`)\}/g, "$1");
  if (tidy !== text) {
    writeFileSync(path, tidy);
  }
}
