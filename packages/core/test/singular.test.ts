import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import {
  type Tensor,
  div,
  grad,
  gradients,
  greater,
  hessian,
  jacobian,
  log,
  mul,
  pow,
  sqrt,
  sum,
  tensor,
  where,
} from "../src/index.ts";
import { families } from "./singular-table.ts";
import { documentOf, showPoint } from "./singular/document.ts";
import type { Exact, Row } from "./singular/row.ts";
import { type Expression, expressionOf, matched, pointOf } from "./singular/run.ts";

const expectValue = (answer: Tensor, wanted: Exact) =>
  expect(matched(answer.toArray() as Exact, wanted, true)).toEqual(wanted);

/** The sign of a zero derivative says how it was summed, nothing more: it counts only where −0 is wanted. */
const expectSlope = (answer: Tensor, wanted: Exact, how: string) =>
  expect(matched(answer.toArray() as Exact, wanted, false), how).toEqual(wanted);

const total = (y: Tensor): Tensor => sum(y);

/** `f` as a function of argument `i` alone. */
const alone = (f: Expression, point: readonly Tensor[], i: number) => (x: Tensor) =>
  total(f(...point.with(i, x)));

function expectSlopes(row: Row, slopes: readonly Exact[]): void {
  const f = expressionOf(row);
  const point = pointOf(row);
  const onValues = grad((xs: readonly Tensor[]) => total(f(...xs)))(point);
  const onGraph = gradients(total(f(...point)), point);
  slopes.forEach((wanted, i) => {
    expectSlope(onValues[i]!, wanted, `∂${i}, reverse mode on values`);
    expectSlope(onGraph[i]!, wanted, `∂${i}, reverse mode on the graph`);
    const forward = jacobian(alone(f, point, i), { mode: "forward" })(point[i]!);
    expectSlope(forward, row.forward?.[i] ?? wanted, `∂${i}, forward mode`);
  });
}

function expectSeconds(row: Row, seconds: readonly Exact[]): void {
  const f = expressionOf(row);
  const point = pointOf(row);
  seconds.forEach((wanted, i) => {
    const g = alone(f, point, i);
    expectSlope(hessian(g)(point[i]!), wanted, `∂²${i}, forward over reverse`);
    const twice = jacobian((x: Tensor) => grad(g)(x), { mode: "reverse" })(point[i]!);
    expectSlope(twice, wanted, `∂²${i}, reverse over reverse`);
  });
}

describe.each(families.map((family) => [family.title, family.rows] as const))("%s", (_, rows) => {
  test.each(rows.map((row) => [row.f, showPoint(row), row] as const))("%s at %s", (_, __, row) => {
    if (row.error !== undefined) {
      expect(() => expressionOf(row)(...pointOf(row))).toThrow(row.error);
      return;
    }
    expectValue(expressionOf(row)(...pointOf(row)), row.value!);
    if (row.slope) expectSlopes(row, row.slope);
    if (row.second) expectSeconds(row, row.second);
  });
});

test("no point is decided twice", () => {
  const points = families.flatMap(({ rows }) => rows.map((row) => `${row.f} at ${showPoint(row)}`));
  expect(points.filter((point, i) => points.indexOf(point) !== i)).toEqual([]);
  expect(points.length).toBe(201);
});

describe("a branch not taken", () => {
  const alive = (x: Tensor) => greater(x, 0);
  const branches: Readonly<Record<string, (x: Tensor) => Tensor>> = {
    "√x": sqrt,
    "ln x": log,
    "x ln x": (x) => mul(x, log(x)),
    "1/x": (x) => div(1, x),
    "x^−1.5": (x) => pow(x, -1.5),
  };

  test.each(Object.entries(branches))(
    "%s is dead at every order, and alive where it is taken",
    (_, f) => {
      let [whole, part] = [(x: Tensor): Tensor => where(alive(x), f(x), 0), f];
      for (let order = 1; order <= 4; order++) {
        [whole, part] = [grad(whole), grad(part)];
        for (const x of [0, -0, -1]) expect(Math.abs(whole(tensor(x)).item())).toBe(0);
        expect(whole(tensor(2)).item()).toBe(part(tensor(2)).item());
      }
    },
  );
});

test("docs/singular-points.md is this table", async () => {
  const page = new URL("../../../docs/singular-points.md", import.meta.url);
  await expect(documentOf(families)).toMatchFileSnapshot(fileURLToPath(page));
});
