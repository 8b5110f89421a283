/** Every elementwise op at special values: what IEEE 754 promises is there to the bit, the rest within a few ulp. */
import { describe, expect, test } from "vitest";
import * as C from "@chainrule/core";
import { evaluateRoots, input, topological } from "@chainrule/core/engine";
import * as binaries from "../../core/src/methods/binary.ts";
import * as unaries from "../../core/src/methods/unary.ts";
import { program } from "../src/program.ts";

type Floating = "float64" | "float32";

const numbers = [NaN, Infinity, 0, 1, 0.5, 2.25, 3, 88.5, 90, 104, 700, 746, 1e-8, 1e20];
const ends = { float32: [2 ** -149, 2 ** -126, 3e38], float64: [5e-324, 2 ** -1022, 1e300] };
const specials = (dtype: Floating): number[] =>
  [...numbers, ...ends[dtype]].flatMap((x) => [x, -x]);

const dtypes = ["float64", "float32"] as const;
const ulp = { float64: 2 ** -52, float32: 2 ** -23 };
const least = { float64: 5e-324, float32: 2 ** -149 };

/** The words that every arithmetic rounds correctly, or does not round at all. */
const EXACT = new Set(
  "const add sub mul div sqrt neg abs max min floor nearest less lessOrEqual equal and or not select toNumber toMask".split(
    " ",
  ),
);

/** Whether an op is made of those words alone. */
function isExact(y: C.Tensor): boolean {
  let exact = true;
  const listening = new Proxy(
    {},
    { get: (_, word: string) => () => ((exact &&= EXACT.has(word)), 0) },
  );
  for (const { op } of topological([y]))
    if (op.kernel.kind === "map") op.kernel.scalar(listening as never, 0, 0, 0);
  return exact;
}

const held = (xs: readonly number[], dtype: Floating): C.Tensor =>
  input(dtype === "float32" ? Float32Array.from(xs) : Float64Array.from(xs), [xs.length], dtype);

function check(
  f: (...xs: C.Tensor[]) => C.Tensor,
  lists: readonly (readonly number[])[],
  dtype: Floating,
): void {
  const plain = f(...lists.map((xs) => held(xs, dtype)));
  const y = f(...lists.map((xs) => held(xs, dtype)));
  evaluateRoots([plain]);
  const p = program([y]);
  p.step();
  const wanted = C.data(plain);
  const exact = isExact(y);
  for (const [i, g] of p.view(y).entries()) {
    const w = wanted[i] as number;
    if (Object.is(g, w)) continue;
    const near = Math.abs(g - w) <= Math.max(4 * ulp[dtype] * Math.abs(w), least[dtype]);
    if (exact || !near) expect.fail(`at ${lists.map((xs) => xs[i]).join(", ")}: ${g} for ${w}`);
  }
}

const unary = Object.entries(unaries) as [string, (x: C.Tensor) => C.Tensor][];
const binary = Object.entries(binaries) as [string, (a: C.Tensor, b: C.Tensor) => C.Tensor][];
const takesBool = /^logical/;

describe.each(dtypes)("in %s", (dtype) => {
  const list = specials(dtype);
  test.each(unary.filter(([name]) => !takesBool.test(name)))("%s", (_, f) => {
    check((x) => f(x), [list], dtype);
  });
  test.each(binary.filter(([name]) => !takesBool.test(name)))("%s", (_, f) => {
    const lefts = list.flatMap((a) => list.map(() => a));
    const rights = list.flatMap(() => list);
    check((a, b) => f(a, b), [lefts, rights], dtype);
  });
  test("where, clip, and folds of what may be NaN", () => {
    const other = list.toReversed();
    check((a, b) => C.where<C.Tensor, C.Tensor, number>(C.less(a, b), a, -0), [list, other], dtype);
    check((a) => C.clip(a, -1, 2), [list], dtype);
    check((a) => C.expandDims(C.max(a), 0) as C.Tensor, [list], dtype);
  });
});
