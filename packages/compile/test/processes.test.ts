import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/** Programs of threads in processes of their own, from one file as a build tool makes it. */
const folder = mkdtempSync(join(tmpdir(), "compile-"));
afterAll(() => rmSync(folder, { recursive: true }));

const source = `
import { random } from "@chainrule/core";
import { compile } from "@chainrule/compile";
import { hasRelaxed } from "@chainrule/compile/host";
const x = random(1).normal([300, 300]);
export { compile, hasRelaxed, random };
export const pause = (ms) => new Promise((done) => setTimeout(done, ms));
export const start = () => {
  const { step, outputs } = compile((a) => a.matmul(a).mul(0.01), { threads: 2 }).program(x);
  step();
  return { step, outputs };
};
`;

beforeAll(async () => {
  writeFileSync(join(folder, "entry.js"), source);
  for (const minify of [false, true])
    await build({
      configFile: false,
      logLevel: "silent",
      resolve: {
        conditions: ["@chainrule/source"],
        alias: {
          "@chainrule/core/engine": join(import.meta.dirname, "../../core/src/engine.ts"),
          "@chainrule/core": join(import.meta.dirname, "../../core/src/index.ts"),
          "@chainrule/compile/host": join(import.meta.dirname, "../src/host.ts"),
          "@chainrule/compile": join(import.meta.dirname, "../src/index.ts"),
        },
      },
      build: {
        outDir: join(folder, minify ? "small" : "plain"),
        minify,
        lib: { entry: join(folder, "entry.js"), formats: ["es"], fileName: "entry" },
      },
    });
}, 120_000);

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

function node(kind: string, script: string, ...flags: readonly string[]): Promise<Ended> {
  const file = join(folder, kind, "script.mjs");
  writeFileSync(file, `import { pause, start } from "./entry.js";\n${script}`);
  const child = spawn(process.execPath, [...flags, file], { timeout: 50_000 });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (text: Buffer) => void (output += text.toString()));
  return new Promise((done) => child.on("exit", (code) => done({ code, output })));
}

describe.each(["plain", "small"])("a process, %s build", (kind) => {
  test("ends by itself while its programs live", async () => {
    const script = `
      globalThis.kept = [start(), start()];
      const end = performance.now() + 300;
      while (performance.now() < end) for (const { step } of kept) step();
      await pause(100);
      for (const { step } of kept) step();
      console.log(new Int32Array(kept[0].outputs.buffer)[0], "ready");`;
    expect(await node(kind, script)).toEqual({ code: 0, output: "1 ready\n" });
  });
});

test("a process that waits uses no processor time", async () => {
  const script = `
    const { step } = start();
    for (let i = 0; i < 20; i++) { step(); await pause(10); }
    await pause(500);
    const before = process.cpuUsage();
    await pause(1000);
    const { user, system } = process.cpuUsage(before);
    console.log((user + system) / 1000);`;
  const { code, output } = await node("plain", script);
  expect(code).toBe(0);
  expect(Number(output)).toBeLessThan(10);
});

test("relaxed rounds products and sums once, where the host can", async () => {
  const script = `
    import { compile, hasRelaxed, random } from "./entry.js";
    const [x, w] = [random(1).normal([40, 30], { dtype: "float32" }), random(2).normal([30, 20], { dtype: "float32" })];
    const f = (a, b) => [a.matmul(b).tanh(), a.exp()];
    const [y, z] = [false, true].map((relaxed) => compile(f, { relaxed })(x, w).map((t) => t.data()));
    let most = 0;
    for (const [i, list] of y.entries()) list.forEach((v, j) => { most = Math.max(most, Math.abs(v - z[i][j]) / (1 + Math.abs(v))); });
    console.log(hasRelaxed(), most < 1e-5);`;
  // Node 20 has the instruction behind a flag, later ones without.
  const old = Number(process.versions.node.split(".")[0]) < 21;
  const flags = old ? ["--experimental-wasm-relaxed-simd"] : [];
  const { code, output } = await node("plain", script, ...flags);
  expect({ code, output }).toEqual({ code: 0, output: "true true\n" });
});

test("workers go when the programs are forgotten", async () => {
  const script = `
    const { Worker } = process.getBuiltinModule("node:worker_threads");
    let stopped = 0;
    const stop = Worker.prototype.terminate;
    Worker.prototype.terminate = function () { stopped++; return stop.call(this); };
    let running = [start(), start()];
    await pause(200);
    running.pop();
    for (let i = 0; i < 5; i++) { gc(); await pause(20); }
    const one = stopped;
    running[0].step();
    running = null;
    for (let i = 0; i < 5; i++) { gc(); await pause(20); }
    const { step } = start();
    await pause(200);
    step();
    console.log(one, stopped);`;
  expect(await node("plain", script, "--expose-gc")).toEqual({ code: 0, output: "0 1\n" });
});
