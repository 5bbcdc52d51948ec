// Builds the package: JavaScript and declarations in dist, which `npm pack` then packs.

import { execFileSync } from "node:child_process";
import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const OUT = "dist";
const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");

rmSync(OUT, { recursive: true, force: true });
execFileSync(process.execPath, [tsc, "-p", "tsconfig.build.json"], { stdio: "inherit" });
// The compiler rewrites the suffix .ts of imports in JavaScript, but not in declarations, where consumers would need a setting to accept it.
for (const name of readdirSync(OUT, { recursive: true, encoding: "utf8" }).filter((entry) => entry.endsWith(".d.ts"))) {
  const path = join(OUT, name);
  const text = readFileSync(path, "utf8").replaceAll(/(["'])(\.{1,2}\/[^"']+)\.ts\1/g, "$1$2.js$1");
  writeFileSync(path, text);
}
copyFileSync(process.env["LICENSE"] ?? "../../../LICENSE", join(OUT, "LICENSE"));
