/** How far expressions are from the truth, in units of the last place. */
import { numbersOf } from "@chainrule/core/engine";
import { floatWords } from "../src/maths/words.ts";
import { shift } from "./double.ts";
import { type Floats, type Lanewise, lanesOf, lanewise } from "./lanewise.ts";
import { truth } from "./truth.ts";

type Word = (a: unknown, b?: unknown) => never;
export type Floating = keyof typeof lanesOf;

/** A word compiled over `n` elements. */
export const compiled = (word: string, dtype: Floating, n: number): Lanewise =>
  lanewise(
    lanesOf[dtype],
    (m, a, b) => (floatWords(m) as unknown as Record<string, Word>)[word]?.(a, b) as never,
    n,
  );

const reference = numbersOf("float64") as unknown as Record<
  string,
  (a: number, b: number) => number
>;

/** What the reference evaluator says in float64. */
export const expected = (word: string, a: number, b: number): number =>
  reference[word]?.(a, b) ?? NaN;

/** The distance to the next number, where denormals end the mantissa at 2^least. */
const place = (x: number, power: number, mantissa: number, least: number): number => {
  const exponent = Math.floor(Math.log2(Math.abs(x))) + power;
  return 2 ** (Math.max(exponent - mantissa, least) - power);
};

export interface Worst {
  readonly ulps: number;
  readonly at: readonly [number, number];
  readonly got: number;
}

/** The error at one point: 0 if nothing is wrong, Infinity if a special value is. */
export function error64(word: string, a: number, b: number, y: number): number {
  const rough = expected(word, a, b);
  if (Object.is(y, rough) && (!Number.isFinite(y) || y === 0 || a === 0)) return 0;
  if (!Number.isFinite(rough) || a === 0) return Infinity;
  const exact = truth[word];
  if (exact === undefined) return Object.is(y, rough) ? 0 : Infinity;
  const { value, power } = exact(a, b);
  if (value[0] === 0) return Infinity;
  const [held] = shift([y, 0], -power);
  return Math.abs(held - value[0] - value[1]) / place(value[0], power, 52, -1074);
}

export function error32(word: string, a: number, b: number, y: number): number {
  const exact = expected(word, a, b);
  const rounded = Math.fround(exact);
  if (Object.is(y, rounded)) {
    if (!Number.isFinite(y) || y === 0) return 0;
  } else if (!Number.isFinite(rounded) || !Number.isFinite(y) || a === 0) return Infinity;
  else if (y === 0 && rounded === 0) return Infinity;
  return exact === 0 ? 0 : Math.abs(y - exact) / place(exact, 0, 23, -149);
}

/** The worst of many points: `fill` writes operands, block after block, and says how many. */
export function worst(
  word: string,
  dtype: Floating,
  fill: (a: Floats, b: Floats) => number,
  size = 1 << 14,
): Worst {
  const { xs, y, run } = compiled(word, dtype, size);
  const error = dtype === "float32" ? error32 : error64;
  let found: Worst = { ulps: 0, at: [NaN, NaN], got: NaN };
  for (let n = fill(...xs); n > 0; n = fill(...xs)) {
    run();
    for (let i = 0; i < n; i++) {
      const [a, b, got] = [xs[0][i] as number, xs[1][i] as number, y[i] as number];
      const ulps = error(word, a, b, got);
      if (ulps > found.ulps || Number.isNaN(ulps)) found = { ulps, at: [a, b], got };
    }
  }
  return found;
}
