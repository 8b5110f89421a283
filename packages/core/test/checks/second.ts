import { type Tensor, add, grad, hvp, jvp, mul, square, sub, sum } from "../../src/index.ts";
import { ridders } from "../ridders.ts";
import type { Row } from "../table/row.ts";
import { decided } from "./first.ts";
import { expectNear, near, tolerance } from "./metric.ts";
import { directionFor, flat, inner, inputsOf, leaf, score, weight } from "./sample.ts";

const directions = (row: Row, name: string): Tensor[] =>
  inputsOf(row).map((x, i) => directionFor(x, `${row.title}: ${name} ${i}`));

/** How closely two ways to the same number agree. */
const precision = (row: Row): number => (row.rounds ? 1e-6 : 1e-11);

/**
 * The score of the row after a bend of its inputs, `x + (x − x₀)²/4` about the samples x₀: there the inputs
 * keep value and slope, but tangents on their way forward depend on x, also where the op itself is straight.
 */
function scoreOf(row: Row): (xs: readonly Tensor[]) => Tensor {
  const centres = inputsOf(row);
  const f = score(row, (y) => directionFor(y, `${row.title}: weights`));
  return (xs) => f(xs.map((x, i) => bent(x, centres[i] as Tensor)));
}

const bent = (x: Tensor, centre: Tensor): Tensor => add(x, mul(square(sub(x, centre)), 0.25));

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
  if (!near(inner(u, hv), inner(v, hu), tolerance(0, precision(row) * scale)))
    throw new Error(`⟨u, Hv⟩ = ${inner(u, hv)} but ⟨v, Hu⟩ = ${inner(v, hu)}`);
}

/** Each mode may be differentiated by each: four ways to `H·v` or `⟨w, H·v⟩`. */
export function orderOfModesIsFree(row: Row): void {
  const f = scoreOf(row);
  const [vs, ws] = [directions(row, "direction"), directions(row, "another direction")];
  const pulled = (xs: readonly Tensor[]): Tensor =>
    grad(f)(xs)
      .map((g, i) => sum(mul(g, vs[i] as Tensor)))
      .reduce((a, b) => add(a, b));
  const pushed = (...xs: Tensor[]): Tensor => jvp((...at) => f(at), xs, vs)[1];
  const wanted = flat(hvp(f)(inputsOf(row), vs));
  const bound = tolerance(precision(row));
  expectNear("reverse over reverse", flat(grad(pulled)(inputsOf(row))), wanted, bound);
  const mixed = grad((xs: readonly Tensor[]) => pushed(...xs))(inputsOf(row));
  expectNear("reverse over forward", flat(mixed), wanted, bound);
  const twice = flat([jvp(pushed, inputsOf(row), ws)[1]])[0] ?? NaN;
  const w = flat(ws);
  if (!near(twice, inner(w, wanted), tolerance(0, precision(row) * weight(w, wanted))))
    throw new Error(`forward over forward is ${twice}, not ${inner(w, wanted)}`);
}
