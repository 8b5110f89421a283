// What a user's program finds: the bundles, one engine in all packages, its own lines, threads, and sources behind the
// lines of the library. Run by Node in a folder that the packages are installed in.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import worker from "node:worker_threads";
import { ShapeError, Tensor, siteOf, tensor, trackSites } from "@chainrule/core";
import * as engine from "@chainrule/core/engine";
import { findNaN } from "@chainrule/check";
import { compile } from "@chainrule/compile";
import { Linear } from "@chainrule/nn";

for (const name of ["core", "core/engine", "check", "compile", "nn"])
  assert.match(import.meta.resolve(`@chainrule/${name}`), /\/dist\/bundle\/\w+\.js$/);

const here = fileURLToPath(import.meta.url);
const lineOf = (site) => site?.replace(/:\d+$/, "");
const lines = new Error("here").stack.includes(".ts") ? "mapped" : "as they are";
const mapped = process.execArgv.includes("--enable-source-maps");
assert.equal(lines, "as they are", "no line of this program is mapped");

const x = tensor([[1, -2, 3]]);
assert(engine.asTensor("x", x) === x && new Linear(3, 2).call(x) instanceof Tensor);

if (!mapped) {
  trackSites(true);
  const y = x.softmax().log();
  assert.equal(lineOf(siteOf(y)), `${here}:31`);
  assert.equal(lineOf(findNaN(x.log().sum()).site), `${here}:33`);
  trackSites(false);
}

try {
  x.matmul(x);
  assert.fail("shapes do not fit");
} catch (error) {
  assert(error instanceof ShapeError);
  const frames = error.stack.split("\n").filter((line) => /^\s+at /.test(line));
  assert(frames.some((frame) => frame.includes(here)));
  const [, path] = /\(?((?:file:\/\/)?\/[^\s()]+?):\d+:\d+\)?$/.exec(frames[0]) ?? [];
  const file = path.replace(/^file:\/\//, "");
  assert(existsSync(file), file);
  assert.equal(file.includes("/core/src/ops/"), mapped, file);
}

/** Workers that have started. */
const started = [];
worker.Worker = class extends worker.Worker {
  constructor(...given) {
    super(...given);
    this.on("error", assert.fail).on("online", () => started.push(this));
  }
};
const a = engine.scale(new Tensor(engine.fill([300, 300], 1)), 0.01);
