import { expect, test } from "vitest";
import { type Tensor, add, matmul, mul } from "@chainrule/core";
import { input } from "@chainrule/core/engine";
import { program } from "../src/program.ts";

const vector = (...values: number[]): Tensor<readonly [number]> =>
  input(Float64Array.from(values), [values.length], "float64");

test("a result over an input that a later result of the same kernel reads", () => {
  const [x, y] = [vector(1, 2, 3), vector(0, 10, 20)];
  const [a, b] = [add(y, 1), add(mul(x, 2), y)];
  const p = program([a, b], new Map([[a, x]]));
  p.step();
  expect(p.schedule.kernels.length).toBe(1);
  expect(p.schedule.inPlace.get(a)).toBe(x);
  expect([...p.view(a)]).toEqual([1, 11, 21]);
  expect([...p.view(b)]).toEqual([2, 14, 26]);
});

test("two inputs that change places", () => {
  const [x, y] = [vector(1, 2, 3), vector(0, 10, 20)];
  const [a, b] = [add(y, 1), add(mul(x, 2), mul(y, 0))];
  const p = program(
    [a, b],
    new Map([
      [a, x],
      [b, y],
    ]),
  );
  p.step();
  expect([...p.view(a)]).toEqual([1, 11, 21]);
  expect([...p.view(b)]).toEqual([2, 4, 6]);
});

test("a result of a product's write-back over what another result of it reads", () => {
  const [m, v] = [
    input(Float64Array.of(1, 2, 3, 4), [2, 2], "float64"),
    input(Float64Array.of(1, 1, 2, 2), [2, 2], "float64"),
  ];
  const w = input(Float64Array.of(5, 6, 7, 8), [2, 2], "float64");
  const c = matmul(m, v);
  const [a, b] = [add(c, 1), add(mul(w, 2), c)];
  const p = program([a, b], new Map([[a, w]]));
  p.step();
  expect(p.schedule.inPlace.size).toBe(1);
  expect([...p.view(a)]).toEqual([6, 6, 12, 12]);
  expect([...p.view(b)]).toEqual([15, 17, 25, 27]);
});
