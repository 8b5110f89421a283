import { describe, expect, test } from "vitest";
import { type Value, type Values } from "../src/wasm/values.ts";
import { pow } from "../src/maths/power.ts";
import { type Floating, compiled, error32, error64, expected } from "./accuracy.ts";
import { lanesOf, lanewise } from "./lanewise.ts";
import { binaryWords, unaryWords } from "./operands.ts";

const dtypes = ["float32", "float64"] as const;
const ends = {
  float32: [2 ** -149, 3 * 2 ** -149, 2 ** -126, 2 ** 127 * (2 - 2 ** -23), 2 ** 24, 2 ** 25 + 4],
  float64: [2 ** -1074, 3 * 2 ** -1074, 2 ** -1022, Number.MAX_VALUE, 2 ** 53, 2 ** 54 + 4],
};
const specials = (dtype: Floating): number[] =>
  [
    [0, 1, 2, 3, 0.5, 1.5, 7, 10, Math.PI / 2, Math.PI, 88.8, 104, 709.9, 746, 1e6, 1e20],
    ends[dtype],
    [Infinity, NaN],
  ]
    .flat()
    .flatMap((x) => [x, -x]);

const listed = (xs: readonly number[]): number[] =>
  [...xs, ...xs, ...xs, ...xs].slice(0, 4 * xs.length);

/** What a word says of each pair. */
function answers(
  word: string,
  dtype: Floating,
  as: readonly number[],
  bs: readonly number[],
): number[] {
  const { xs, y, run } = compiled(word, dtype, 4 * as.length);
  xs[0].set(listed(as));
  xs[1].set(listed(bs));
  run();
  return Array.from(y.slice(0, as.length));
}

function agree(word: string, dtype: Floating, as: readonly number[], bs: readonly number[]): void {
  const held = dtype === "float32" ? Math.fround : (x: number): number => x;
  const error = dtype === "float32" ? error32 : error64;
  for (const [i, got] of answers(word, dtype, as, bs).entries()) {
    const [a, b] = [held(as[i] as number), held(bs[i] as number)];
    const wanted = held(expected(word, a, b));
    if (!Object.is(got, wanted) && !(error(word, a, b, got) <= 2))
      expect.fail(`${word}(${a}, ${b}) = ${got}, not ${wanted}`);
  }
}

describe.each(dtypes)("at zeros, infinities, NaN, denormals and large numbers, %s", (dtype) => {
  const xs = specials(dtype);
  test.each(unaryWords)("%s", (word) => agree(word, dtype, xs, xs));
  test.each(binaryWords)("%s", (word) => {
    agree(
      word,
      dtype,
      xs.flatMap((x) => xs.map(() => x)),
      xs.flatMap(() => xs),
    );
  });
});

const integers = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);

describe.each(dtypes)("exact in %s", (dtype) => {
  const [least, most] = dtype === "float32" ? [-149, 127] : [-1074, 1023];
  const exponents = integers(least, most);
  const powers = exponents.map((k) => 2 ** k);

  test("log2 of powers of 2", () => {
    expect(answers("log2", dtype, powers, powers)).toEqual(exponents);
  });
  test("log10 of powers of 10", () => {
    const tens = integers(0, dtype === "float32" ? 10 : 22);
    const xs = tens.map((k) => Number(`1e${k}`));
    expect(answers("log10", dtype, xs, xs)).toEqual(tens);
  });
  test("powers of 2, with 2 written into the code and not", () => {
    const n = 4 * exponents.length;
    const { xs, y, run } = lanewise(lanesOf[dtype], (m, x) => pow(m, m.const(2), x), n);
    xs[0].set(listed(exponents));
    run();
    expect(Array.from(y.slice(0, exponents.length))).toEqual(powers);
    const twos = exponents.map(() => 2);
    expect(answers("pow", dtype, twos, exponents)).toEqual(powers);
  });
  test("powers of small integers", () => {
    const pairs = integers(2, 10).flatMap((a) => integers(0, 7).map((b) => [a, b] as const));
    const got = answers(
      "pow",
      dtype,
      pairs.map(([a]) => a),
      pairs.map(([, b]) => b),
    );
    expect(got).toEqual(pairs.map(([a, b]) => a ** b));
  });
  test("exponents 1, 2, 3 and −1 that are written into the code", () => {
    const values = specials(dtype);
    const held = dtype === "float32" ? Math.fround : (x: number): number => x;
    for (const b of [0, 1, 2, 3, -1]) {
      const by = (m: Values, x: Value): Value => pow(m, x, m.const(b));
      const { xs, y, run } = lanewise(lanesOf[dtype], by, 4 * values.length);
      xs[0].set(listed(values));
      run();
      const wanted = values.map(held).map((x) => {
        if (b <= 0) return b === 0 ? 1 : held(1 / x);
        return integers(2, b).reduce((p) => held(p * x), x);
      });
      expect(Array.from(y.slice(0, values.length)), `exponent ${b}`).toEqual(wanted);
    }
  });
});

describe.each(dtypes)("arguments that are left to the host, %s", (dtype) => {
  test.each(["sin", "cos", "tan"] as const)("%s, one lane in four", (word) => {
    const xs = [1, 1e8, -2, 0.5, 205_886, 205_888, -1e30, 3];
    agree(word, dtype, xs, xs);
  });
});
