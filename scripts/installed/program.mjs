// What a program finds that uses the packages: bundles, one engine in all of them, its own lines in sites, sources behind
// the lines of the library, and threads. Run in a folder that they are installed in.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { findNaN } from "@chainrule/check";
import { compile } from "@chainrule/compile";
import { ShapeError, random, siteOf, tensor, trackSites } from "@chainrule/core";
import { asTensor } from "@chainrule/core/engine";
import { Linear } from "@chainrule/nn";

for (const entry of ["core", "core/engine", "check", "compile", "nn"])
  assert.match(import.meta.resolve(`@chainrule/${entry}`), /\/dist\/bundle\/\w+\.js$/);

const x = tensor([[1, -2, 3]]);
assert.equal(asTensor("x", x), x);
assert.deepEqual(new Linear(random(1).normal([2, 3]), null).forward(x).shape, [1, 2]);

/** Sources are behind the lines of the library where Node is told to map them. */
const mapped = process.execArgv.includes("--enable-source-maps");
const here = fileURLToPath(import.meta.url);
assert.throws(
  () => x.matmul(x),
  (error) => {
    const frames = error.stack.split("\n").filter((line) => /^ +at /.test(line));
    const [, path] = /(\/[^\s():]+):\d+:\d+\)?$/.exec(frames[0]);
    assert.match(path, mapped ? /core\/src\/ops\/\w+\.ts$/ : /core\/dist\/bundle\/\w+\.js$/);
    assert(existsSync(path), path);
    assert(frames.some((frame) => frame.includes(here)));
    return error instanceof ShapeError;
  },
);

if (!mapped) {
  trackSites(true);
  const line = () => `${here}:${new Error("here").stack.split("\n")[2].split(":").at(-2)}`;
  const site = (found) => found.replace(/:\d+$/, "");
  assert.equal(site(siteOf(x.softmax().mean())), line());
  assert.equal(site(findNaN(x.log()).first.site), line());
  trackSites(false);
}

const [a, b] = [1, 2].map((seed) => random(seed).normal([300, 300]));
const f = (a, b) => a.matmul(b).mul(0.01).tanh();
const program = compile(f, { threads: 2 }).program(a, b);
const words = new Int32Array(program.outputs.buffer);
for (const end = performance.now() + 30_000; words[0] === 0 && performance.now() < end;)
  await new Promise((done) => setTimeout(done, 1));
assert.equal(words[0], 1, "a worker knows the program");
program.outputs.fill(0);
for (let i = 0; i < 20; i++) program.step();
assert.deepEqual(program.outputs, compile(f)(a, b).data());
