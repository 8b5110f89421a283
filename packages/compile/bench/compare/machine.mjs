/** What the machine can do, and what a million steps leave behind. `node --expose-gc` for the second. */
import { fileURLToPath } from "node:url";
import { mean, relu, tensor, valueAndGrad } from "@chainrule/core";
import { compile } from "@chainrule/compile";
import { Code, I } from "../../dist/wasm/code.js";
import { V, f32 } from "../../dist/wasm/lanes.js";
import { assemble, imports } from "../../dist/wasm/module.js";
import { mlpData } from "./data.mjs";
import { RATE, smallest } from "./works.mjs";

const TURNS = 400_000;
const ROWS = 4;

/**
 * Operations per nanosecond of eight sums of four lanes, each of which is given a product per turn: four constant vectors
 * times two that are loaded anew, as in a product of matrices. Nothing else is done.
 */
export function peakOf() {
  const code = new Code(0);
  const rows = Array.from({ length: ROWS }, () => code.local("v128"));
  const sums = Array.from({ length: 2 * ROWS }, () => code.local("v128"));
  const pair = [code.local("v128"), code.local("v128")];
  const at = code.local("i32");
  for (const [i, row] of rows.entries())
    code
      .i32(16 * i)
      .memory(V.load, 1024)
      .set(row);
  code.repeat(TURNS, () => {
    for (const [j, b] of pair.entries())
      code
        .get(at)
        .memory(V.load, 16 * j)
        .set(b);
    for (const [i, a] of rows.entries())
      for (const [j, b] of pair.entries()) {
        const sum = sums[2 * i + j];
        code.get(sum).get(a).get(b).simd(f32.op.mul).simd(f32.op.add).set(sum);
      }
    code.get(at).i32(32).op(I.add).i32(1023).op(I.and).set(at);
  });
  for (const [i, sum] of sums.entries())
    code
      .i32(16 * i)
      .get(sum)
      .memory(V.store, 2048);
  const memory = new WebAssembly.Memory({ initial: 1 });
  new Float32Array(memory.buffer).fill(1e-3);
  const module = new WebAssembly.Module(assemble([code], [{ name: "run", index: 0 }]));
  const { run } = new WebAssembly.Instance(module, imports(memory)).exports;
  const rates = Array.from({ length: 25 }, () => {
    const start = performance.now();
    run();
    return (2 * 4 * sums.length * TURNS) / (performance.now() - start) / 1e6;
  });
  return Math.max(...rates);
}

/** Bytes that are more in use after a million training steps of the smallest network, by program and by call. */
function growth(steps) {
  const d = mlpData(smallest);
  const single = (data, shape) => tensor(data, { shape, dtype: "float32" });
  const { sizes, batch } = smallest;
  let p = d.Ws.flatMap((w, i) => [
    single(w, [sizes[i], sizes[i + 1]]),
    single(d.bs[i], [sizes[i + 1]]),
  ]);
  const [x, t] = [single(d.x, [batch, sizes[0]]), single(d.t, [batch, sizes.at(-1)])];
  const loss = ([W, b, V, c, U, e], a) =>
    mean(
      relu(relu(a.matmul(W).add(b)).matmul(V).add(c))
        .matmul(U)
        .add(e)
        .sub(t)
        .square(),
    );
  const train = compile(
    (q, a) => {
      const [value, slopes] = valueAndGrad((r) => loss(r, a))(q);
      return [value, q.map((w, i) => w.sub(slopes[i].mul(RATE)))];
    },
    { donate: 0 },
  );
  const { step } = train.program(p, x);
  const used = () => {
    for (let i = 0; i < 3; i++) globalThis.gc();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const grown = (run) => {
    for (let i = 0; i < 20_000; i++) run();
    const before = used();
    for (let i = 0; i < steps; i++) run();
    return used() - before;
  };
  const bytes = { program: grown(step), called: grown(() => ([, p] = train(p, x))) };
  return { steps, ...bytes };
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  process.send(process.argv[2] === "peak" ? peakOf() : growth(Number(process.argv[2])));
