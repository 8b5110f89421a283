import { Code } from "../src/wasm/code.ts";
import { type Lanes, V, f32, f64 } from "../src/wasm/lanes.ts";
import { assemble, imports } from "../src/wasm/module.ts";
import { type Value, Values } from "../src/wasm/values.ts";
import { Writer } from "../src/wasm/write.ts";

export type Floats = Float32Array | Float64Array;
export type Sentence = (m: Values, ...xs: readonly Value[]) => Value;
export const lanesOf = { float32: f32, float64: f64 } as const;

/** A sentence of one or two operands over whole arrays: write to `xs`, `run`, read `y`. */
export interface Lanewise {
  readonly xs: readonly [Floats, Floats];
  readonly y: Floats;
  readonly run: () => void;
}

/** Compiled for `n` elements, a multiple of 4. */
export function lanewise(lanes: Lanes, sentence: Sentence, n: number): Lanewise {
  const bytes = n * lanes.bytes;
  const m = new Values(lanes);
  const root = sentence(m, m.make("load", [], 0), m.make("load", [], 1));
  const code = new Code();
  const at = code.local("i32");
  code.repeat(n / lanes.count, () => {
    code.get(at);
    new Writer(code, [root], (v) => code.get(at).memory(V.load, Number(v.imm) * bytes)).push(root);
    code.memory(V.store, 2 * bytes).advance(at, 16);
  });
  const memory = new WebAssembly.Memory({ initial: Math.ceil((3 * bytes) / 65_536) });
  const module = new WebAssembly.Module(assemble([code], [{ name: "run", index: 0 }]));
  const { exports } = new WebAssembly.Instance(module, imports(memory));
  const part = (i: number): Floats =>
    lanes.bytes === 4
      ? new Float32Array(memory.buffer, i * bytes, n)
      : new Float64Array(memory.buffer, i * bytes, n);
  return { xs: [part(0), part(1)], y: part(2), run: exports["run"] as () => void };
}
