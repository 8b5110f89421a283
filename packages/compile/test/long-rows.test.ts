/** Rows of which two vectors are computed in a turn: every remainder, in one piece and in parts. */
import { describe, expect, test } from "vitest";
import { type Tensor, data, random, sum, tanh } from "@chainrule/core";
import { evaluateRoots, input } from "@chainrule/core/engine";
import { program } from "../src/program.ts";
import { inParts } from "./in-parts.ts";

const graphs: Readonly<Record<string, (x: Tensor) => readonly Tensor[]>> = {
  "a map": (x) => [tanh(x)],
  "maps of one another": (x) => {
    const y = tanh(x.mul(1.5));
    return [y, y.mul(x), y.square().sub(x)];
  },
  "a fold of rows": (x) => [sum(x.exp(), [-1])],
  "a fold of all, and a map": (x) => [sum(x.square()), x.exp()],
  "a fold of columns": (x) => [sum(x.exp(), [0])],
  "a map of more instructions than are paired": (x) => [
    Array.from({ length: 12 }, (_, i) => i).reduce((y, i) => y.mul(1 + i / 8).sin(), x),
  ],
};

function near(got: ArrayLike<number>, wanted: ArrayLike<number>, tolerance: number): void {
  expect(got.length).toBe(wanted.length);
  for (const [i, w] of Array.from(wanted).entries())
    if (!(Math.abs((got[i] as number) - w) <= tolerance * (1 + Math.abs(w))))
      expect.fail(`at ${i}: ${got[i]} for ${w}`);
}

/** All that two programs of one graph have at `roots`, in one piece or in parts, is what the evaluator says. */
function check(make: () => readonly [x: Tensor, ys: readonly Tensor[]], tolerance: number): void {
  const [, plain] = make();
  evaluateRoots(plain);
  const compare = (ys: readonly Tensor[], view: (y: Tensor) => ArrayLike<number>): void => {
    for (const [i, y] of ys.entries()) near(view(y), data(plain[i] as Tensor), tolerance);
  };
  const [x, ys] = make();
  const like = ys.find((y) => y.shape.join() === x.shape.join());
  const one = program(ys, like === undefined ? new Map() : new Map([[like, x]]));
  one.step();
  compare(ys, one.view);
  const [, zs] = make();
  const parts = inParts(zs, new Map(), 2);
  for (const { parts: count, one: part, end } of parts.stages) {
    for (let i = count - 1; i >= 0; i--) part(i);
    end();
  }
  compare(zs, parts.view);
}

describe.each([
  ["float64", 1e-13],
  ["float32", 2e-6],
] as const)("in %s", (dtype, tolerance) => {
  const count = dtype === "float64" ? 2 : 4;
  const lengths = Array.from({ length: 2 * count + 1 }, (_, i) => 16 * count - 1 + i);
  test.each(Object.entries(graphs))("%s", (_, f) => {
    for (const shape of [...lengths.map((n) => [3, n]), [601], [7000 + count + 1]]) {
      const values = data(random(5).uniform(shape, { low: -2, high: 2 }));
      const typed = dtype === "float32" ? Float32Array.from(values) : values;
      check(() => {
        const x = input(typed.slice(), shape, dtype);
        return [x, f(x)];
      }, tolerance);
    }
  });
});
