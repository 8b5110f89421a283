// node scripts/installed.mjs TARBALLS: installed into an empty folder, the packages work for Node, and bundlers find modules
// that they can leave out.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { install } from "./install.mjs";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "chainrule-installed-")));
const program = join(folder, "program.mjs");

/** The modules of which something is left in a program for browsers that takes the gradient of a sum. */
async function carried() {
  const code = 'import { grad, sum } from "@chainrule/core"; export default grad((x) => sum(x));';
  const input = join(folder, "small.mjs");
  const { output } = await build({
    root: folder,
    configFile: false,
    logLevel: "warn",
    plugins: [
      {
        name: "program",
        resolveId: (id) => (id === input ? id : undefined),
        load: (id) => (id === input ? code : undefined),
      },
    ],
    build: { write: false, rollupOptions: { input, preserveEntrySignatures: "strict" } },
  });
  return output.flatMap(({ modules }) =>
    Object.keys(modules).filter((id) => modules[id].renderedLength > 0),
  );
}

try {
  install(process.argv.slice(2), folder);
  copyFileSync(fileURLToPath(new URL("installed/program.mjs", import.meta.url)), program);
  for (const flags of [[], ["--enable-source-maps"]])
    execFileSync(process.execPath, [...flags, program], { cwd: folder, timeout: 60_000 });
  const modules = await carried();
  assert(modules.some((id) => id.endsWith("/core/dist/graph/tensor.js")));
  assert.deepEqual(
    modules.filter((id) => /\/dist\/(bundle|view)\//.test(id)),
    [],
  );
} finally {
  rmSync(folder, { recursive: true });
}
