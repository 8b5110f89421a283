/** Code over the lanes of accumulators. */
import type { Tensor } from "@chainrule/core";
import type { Kernel as CoreKernel } from "@chainrule/core/engine";
import type { Code } from "../wasm/code.ts";
import { type Lanes, V, f64 } from "../wasm/lanes.ts";
import type { Value } from "../wasm/values.ts";
import { splat } from "../wasm/write.ts";
import type { Scope } from "./scope.ts";

type Fold = Extract<CoreKernel, { kind: "fold" }>;

/** A fold in vectors: every lane holds what its own share of the elements comes to. */
export interface Accumulator {
  readonly node: Tensor;
  readonly local: number;
  /** What an accumulator starts from. */
  readonly identity: number;
  /** The sentence over two registers: what `combine` makes of them. */
  readonly sentence: (sum: Value, x: Value) => Value;
  /** Whether it adds, so that a narrow sum may be widened. */
  readonly adds: boolean;
}

export function accumulator(scope: Scope, node: Tensor): Accumulator {
  const { combine, identity } = node.op.kernel as Fold;
  const words = scope.words(node.dtype);
  const sentence = (sum: Value, x: Value): Value => combine(words, sum, x);
  const [a, b] = [scope.m.make("register", [], -1), scope.m.make("register", [], -2)];
  const { op, args } = sentence(a, b);
  return {
    node,
    local: scope.code.local("v128"),
    identity:
      node.dtype === "int32" ? Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, identity)) : identity,
    sentence,
    adds: op === "add" && args.includes(a) && args.includes(b),
  };
}

/** Set an accumulator to what it starts from. */
export function start(scope: Scope, { node, identity, local }: Accumulator): void {
  const { code, lanes } = scope;
  if (node.dtype === "int32")
    code.simd16(V.const, new Uint8Array(new Int32Array(4).fill(identity).buffer));
  else splat(code, lanes, identity);
  code.set(local);
}

/** On the stack: the vector there in the first `width` lanes, the identity in the others. */
export function masked(scope: Scope, a: Accumulator, width: number): void {
  const { code, lanes } = scope;
  if (a.node.dtype === "int32")
    code.simd16(V.const, new Uint8Array(new Int32Array(4).fill(a.identity).buffer));
  else splat(code, lanes, a.identity);
  const mask = Uint8Array.from({ length: 16 }, (_, i) => (i < width * lanes.bytes ? 0xff : 0));
  code.simd16(V.const, mask).simd(V.bitselect);
}

const HIGH = [8, 9, 10, 11, 12, 13, 14, 15];
const SWAPPED = [...HIGH, 0, 1, 2, 3, 4, 5, 6, 7];
const NEIGHBOURS = [4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11];

/** Combine the lanes of an accumulator into all of its lanes. */
export function across(scope: Scope, a: Accumulator): void {
  const { code, lanes, m } = scope;
  const turns = lanes.count === 4 ? [SWAPPED, NEIGHBOURS] : [SWAPPED];
  for (const turn of turns) {
    const other = code.local("v128");
    code.get(a.local).get(a.local).simd16(V.shuffle, turn).set(other);
    const [x, y] = [m.make("register", [], -1), m.make("register", [], -2)];
    scope.between(
      a.sentence(x, y),
      new Map([
        [x, a.local],
        [y, other],
      ]),
    );
    code.set(a.local);
  }
}

/** Add the four float32 lanes of `narrow` to the float64 lanes of `wide`, where there are two or four, and start over. */
export function flush(code: Code, lanes: Lanes, narrow: number, wide: readonly number[]): void {
  for (const high of [false, true]) {
    const sum = (high ? wide.at(-1) : wide[0]) ?? -1;
    code.get(sum).get(narrow);
    if (high) code.get(narrow).simd16(V.shuffle, [...HIGH, ...HIGH]);
    code
      .simd(V.promote)
      .simd(f64.op["add"] ?? 0)
      .set(sum);
  }
  splat(code, lanes, 0);
  code.set(narrow);
}

/** `wide`, rounded to float32, in the lanes of `narrow`: four lanes as they are, or the sum of two in all of them. */
export function narrowed(code: Code, [wide = -1, upper]: readonly number[], narrow: number): void {
  if (upper !== undefined) {
    code.get(wide).simd(V.demote).get(upper).simd(V.demote);
    code.simd16(V.shuffle, [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23]).set(narrow);
    return;
  }
  code.get(wide).get(wide).get(wide).simd16(V.shuffle, SWAPPED);
  code
    .simd(f64.op["add"] ?? 0)
    .simd(V.demote)
    .set(narrow);
  code.get(narrow).get(narrow).simd16(V.shuffle, [0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3]);
  code.set(narrow);
}
