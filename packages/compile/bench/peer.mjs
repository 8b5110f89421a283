// This engine as one more peer of another benchmark of libraries. Its harness gives data, timing and the form of the
// results: `--harness=FILE`.

import { pathToFileURL } from "node:url";
import { chainrule } from "./compare/chainrule.mjs";

const harness = process.argv.find((arg) => arg.startsWith("--harness="))?.slice(10);
if (harness === undefined) throw new Error("--harness=FILE is missing");
const { drive, opt, mlpData, scalarData } = await import(pathToFileURL(harness).href);
const options = opt.threads > 1 ? { threads: opt.threads } : {};
const { mlp, gemm, elem, scalar } = chainrule(options, { mlpData, scalarData });
await drive({ name: "chainrule", gemm, mlp, elem, scalar });
