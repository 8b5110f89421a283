// node scripts/ops.mjs [names]   what the code and the tables say of every public op, or of those named
//                      --audit   what they do not say, one line each; fails if there is anything
//                      --write   the same as pages in docs/ops

import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { primitives } from "./ops/primitives.mjs";
import { publicOps } from "./ops/sources.mjs";
import { load } from "./ops/watching.mjs";

const docs = fileURLToPath(new URL("../docs/ops", import.meta.url));

const { audit, claimed, facts, listOf, pagesOf } = await load();
const all = facts(publicOps(claimed), primitives());
const options = process.argv.slice(2);

function check() {
  const complaints = audit(all);
  for (const complaint of complaints) console.log(complaint);
  console.log(`${all.ops.length} ops, ${complaints.length} complaints`);
  process.exitCode = complaints.length === 0 ? 0 : 1;
}

function write() {
  const pages = Object.entries(pagesOf(all));
  rmSync(docs, { recursive: true, force: true });
  for (const [path, text] of pages) {
    mkdirSync(dirname(join(docs, path)), { recursive: true });
    writeFileSync(join(docs, path), text);
  }
  const bytes = pages.reduce((sum, [, text]) => sum + Buffer.byteLength(text), 0);
  console.log(`docs/ops: ${pages.length} files, ${(bytes / 1000).toFixed(0)} kB`);
}

function list() {
  const unknown = options.filter((name) => !all.ops.some((op) => op.name === name));
  if (unknown.length > 0) console.log(`there is no op ${unknown.join(", ")}`);
  console.log(listOf(all, options));
}

if (options.includes("--audit")) check();
else if (options.includes("--write")) write();
else list();
