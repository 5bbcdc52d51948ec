// Compresses the built files once, as small as Brotli makes them, so that the server need not.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";

const folder = join("dist", "assets");
for (const name of readdirSync(folder).filter((entry) => /\.(js|css|svg)$/.test(entry))) {
  writeFileSync(join(folder, `${name}.br`), brotliCompressSync(readFileSync(join(folder, name))));
}
