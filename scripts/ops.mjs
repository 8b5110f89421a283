// node scripts/ops.mjs [names]   what the code and the tables say of every public op, or of those named
//                      --audit   what they do not say, one line each; fails if there is anything

import { primitives } from "./ops/primitives.mjs";
import { publicOps } from "./ops/sources.mjs";
import { load } from "./ops/watching.mjs";

const { audit, claimed, facts, listOf } = await load();
const all = facts(publicOps(claimed), primitives());
const options = process.argv.slice(2);

if (options.includes("--audit")) {
  const complaints = audit(all);
  for (const complaint of complaints) console.log(complaint);
  console.log(`${all.ops.length} ops, ${complaints.length} complaints`);
  process.exitCode = complaints.length === 0 ? 0 : 1;
} else {
  const unknown = options.filter((name) => !all.ops.some((op) => op.name === name));
  if (unknown.length > 0) console.log(`there is no op ${unknown.join(", ")}`);
  console.log(listOf(all, options));
}
