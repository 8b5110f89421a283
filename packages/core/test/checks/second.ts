import { type Tensor, add, grad, hvp, mul, sum } from "../../src/index.ts";
import { ridders } from "../ridders.ts";
import type { Row } from "../table/row.ts";
import { decided } from "./first.ts";
import { expectNear, near, tolerance } from "./metric.ts";
import { directionFor, flat, inner, inputsOf, leaf, score, weight } from "./sample.ts";

const directions = (row: Row, name: string): Tensor[] =>
  inputsOf(row).map((x, i) => directionFor(x, `${row.title}: ${name} ${i}`));

const scoreOf = (row: Row) => score(row, (y) => directionFor(y, `${row.title}: weights`));

/** `H·v`, forward over reverse, is how the gradient changes along `v` by differences, within 1e-9. */
export function hessianIsTheSlopeOfTheGradient(row: Row): void {
  const f = scoreOf(row);
  const xs = inputsOf(row);
  const vs = directions(row, "direction");
  const found = flat(hvp(f)(xs, vs));
  const moved = (t: number) =>
    xs.map((x, i) => {
      const v = flat([vs[i] as Tensor]);
      return leaf(
        flat([x]).map((value, k) => value + t * (v[k] as number)),
        x.shape,
      );
    });
  const wanted = ridders((t) => flat([...grad(f)(moved(t))]), 2 ** -6).map((estimate, i) =>
    decided(estimate, `coordinate ${i} of H·v`),
  );
  expectNear("H·v", found, wanted, tolerance(1e-9));
}

/** `⟨u, Hv⟩ = ⟨v, Hu⟩`. */
export function hessianIsSymmetric(row: Row): void {
  const f = scoreOf(row);
  const xs = inputsOf(row);
  const [us, vs] = [directions(row, "first"), directions(row, "second")];
  const [u, v] = [flat(us), flat(vs)];
  const [hu, hv] = [flat(hvp(f)(xs, us)), flat(hvp(f)(xs, vs))];
  const scale = weight(u, hv) + weight(v, hu);
  if (!near(inner(u, hv), inner(v, hu), tolerance(0, 1e-11 * scale)))
    throw new Error(`⟨u, Hv⟩ = ${inner(u, hv)} but ⟨v, Hu⟩ = ${inner(v, hu)}`);
}

/** Reverse over reverse, the gradient of `⟨∇f, v⟩`, is forward over reverse. */
export function orderOfModesIsFree(row: Row): void {
  const f = scoreOf(row);
  const vs = directions(row, "direction");
  const along = (xs: readonly Tensor[]): Tensor =>
    grad(f)(xs)
      .map((g, i) => sum(mul(g, vs[i] as Tensor)))
      .reduce((a, b) => add(a, b));
  const reverse = flat([...grad(along)(inputsOf(row))]);
  const forward = flat(hvp(f)(inputsOf(row), vs));
  expectNear("reverse over reverse", reverse, forward, tolerance(1e-11));
}
