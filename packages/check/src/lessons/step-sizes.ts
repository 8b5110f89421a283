import { Tensor, ValueError, add, data, grad, sum, tensor } from "@chainrule/core";
import { asFunction, kindOf, scalar } from "@chainrule/core/engine";
import { CLOSE, type StepErrors, StepSizes } from "./step-sizes-report.ts";

/** A change over the way to 0 that is none, as a share of f. */
const NOTHING = 1e-6;

/** Steps tried: 1, 1/10 … 10⁻¹⁶. */
const DECADES = 17;

/**
 * How wrong differences of `f` are at `x`, over their step: the lesson that a shorter step is not a better one. Of a
 * tensor, every element moves by the step.
 *
 * Source: W. Press et al., Numerical recipes, section 5.7.
 */
export function stepSizes(f: (x: Tensor) => Tensor, x: Tensor | number): StepSizes {
  asFunction("stepSizes", f);
  if (!(x instanceof Tensor) && typeof x !== "number")
    throw new ValueError(
      "stepSizes",
      `x ${kindOf(x)}`,
      "it is a number or a tensor",
      "write stepSizes((x) => x.sin(), 1)",
    );
  const at = x instanceof Tensor ? x : tensor(x);
  const value = (h: number): number => scalar("stepSizes", f(add(at, h))).item();
  const middle = value(0);
  const derivative = sum(grad(f as (x: Tensor) => Tensor<readonly []>)(at)).item() + 0;
  if (!Number.isFinite(middle) || !Number.isFinite(derivative))
    throw new ValueError(
      "stepSizes",
      `f(x) = ${middle}, f′(x) = ${derivative}`,
      "they are not finite",
      "choose another x",
    );
  const reach = Float64Array.from(data(at)).reduce((most, v) => Math.max(most, Math.abs(v)), 1);
  const relative = Math.abs(derivative) * reach > NOTHING * Math.abs(middle);
  const scale = relative ? Math.abs(derivative) : 1;
  const off = (slope: number): number =>
    Number.isFinite(slope) ? Math.abs(slope - derivative) / scale : NaN;
  const central = (h: number): number => (value(h) - value(-h)) / (2 * h);
  const rows = Array.from({ length: DECADES }, (_, k): StepErrors => {
    const h = Number(`1e-${k}`);
    return {
      h,
      forward: off((value(h) - middle) / h),
      central: off(central(h)),
      ridders: off(ridders(central, h)),
    };
  });
  const slopes = rows.map(({ h }) => {
    const [right, left] = [(value(h) - middle) / h, (middle - value(-h)) / h];
    const alike = isLike(right, left, derivative);
    return alike ? (right + left) / 2 : NaN;
  });
  const agreed = slopes.find((slope, k) => isLike(slope, slopes[k - 1] ?? NaN, derivative));
  return new StepSizes(
    derivative,
    agreed ?? null,
    relative,
    rows,
    at.dtype === "float32" ? 2 ** -23 : 2 ** -52,
  );
}

const isLike = (a: number, b: number, derivative: number): boolean =>
  Math.abs(a - b) < CLOSE * Math.max(Math.abs(a), Math.abs(derivative));

/**
 * The limit of `slope` at halved steps, in Neville's tableau. Source: C. Ridders, "Accurate computation of F′(x) and
 * F′(x)F″(x)", Advances in Engineering Software 4 (1982), 75–76.
 */
function ridders(slope: (h: number) => number, from: number): number {
  let [best, least] = [NaN, Infinity];
  let above: number[] = [];
  for (let k = 0; k < 6; k++) {
    const row = [slope(from / 2 ** k)];
    for (const [j, before] of above.entries()) {
      const left = row[j] ?? NaN;
      const next = left + (left - before) / (4 ** (j + 1) - 1);
      row.push(next);
      const error = Math.max(Math.abs(next - left), Math.abs(next - before));
      if (error <= least) [best, least] = [next, error];
    }
    above = row;
  }
  return best;
}
