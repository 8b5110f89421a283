import { GradientError, ValueError, data, jvp, random, vjp } from "@chainrule/core";
import { asOptions, isFloat, kindOf } from "@chainrule/core/engine";
import { type InputCheck, checkInputs } from "./elements.ts";
import { type Input, type Listed, filled, flatten } from "./flat.ts";
import { GradientReport } from "./gradient-report.ts";
import { Study, signed } from "./study.ts";

export interface GradientOptions {
  /** 2 checks the derivatives of the gradient as well: 1 unless given. */
  readonly order?: 1 | 2;
  /** Inputs with more elements than this are tried along random directions: 256 unless given. */
  readonly elements?: number;
  /** Of the random numbers: 0 unless given. */
  readonly seed?: number;
}

/**
 * Whether the derivatives of `f` at these arguments are right: reverse mode, forward mode and differences, element by
 * element. `f` takes and returns tensors or trees of them (modules, records, lists); results of more than 16 elements
 * are checked in a random combination. Computed in float64 where `f` allows it.
 *
 * @throws GradientError if `f` is not the same at every call, is not finite there, or has nothing to differentiate.
 */
export function checkGradients<P extends readonly unknown[]>(
  f: (...args: P) => unknown,
  inputs: Readonly<P>,
  options: GradientOptions = {},
): GradientReport {
  return checked("checkGradients", f, inputs, options);
}

/** Throws what `checkGradients` reports, as a `GradientError`, if anything is wrong. */
export function assertGradients<P extends readonly unknown[]>(
  f: (...args: P) => unknown,
  inputs: Readonly<P>,
  options: GradientOptions = {},
): void {
  const report = checked("assertGradients", f, inputs, options);
  if (!report.ok) throw new GradientError("assertGradients", "f", String(report));
}

function checked<P extends readonly unknown[]>(
  op: string,
  f: (...args: P) => unknown,
  args: Readonly<P>,
  options: GradientOptions,
): GradientReport {
  const {
    order = 1,
    elements = 256,
    seed = 0,
  } = asOptions(op, options, "order", "elements", "seed");
  if (order !== 1 && order !== 2)
    throw new ValueError(op, `order ${kindOf(order)}`, "there is no such order", "write 1 or 2");
  if (!(Number.isSafeInteger(elements) && elements >= 0))
    throw new ValueError(
      op,
      `elements ${kindOf(elements)}`,
      "it is not a whole number from 0 up",
      "write one such as 256",
    );
  if (!Number.isSafeInteger(seed))
    throw new ValueError(
      op,
      `seed ${kindOf(seed)}`,
      "it is not a safe integer",
      "write a whole number such as 42",
    );
  const { call, inputs, notes } = flatten(op, f, args);
  const wholes: [InputCheck["of"], Listed][] = [["f", call]];
  if (order === 2)
    wholes.push(["reverse", gradientOf(call, seed)], ["forward", tangentOf(call, inputs, seed)]);
  const remarks = [...notes];
  const checks: InputCheck[] = [];
  let evaluations = 0;
  for (const [of, whole] of wholes) {
    if (of !== "f" && !isSmooth(whole, inputs)) {
      remarks.push("A first derivative is infinite here: those of second order were not checked.");
      break;
    }
    const study = new Study(op, { call: whole, inputs }, seed);
    const found = checkInputs(study, of, elements, seed);
    checks.push(...found);
    evaluations += study.evaluations;
    if (of === "f") remarks.push(...remarksOn(study, found));
  }
  return new GradientReport(checks, remarks, evaluations);
}

function* remarksOn(
  { accuracy, weights, point }: Study,
  found: readonly InputCheck[],
): Generator<string> {
  const isWrong = found.some(({ counts }) => counts.wrong > 0);
  if (isWrong && [...point.values.keys()].some((i) => !point.isLinear(i, accuracy.slack)))
    yield "Twice the cotangent does not give twice the gradient: a vjp rule does not multiply by the cotangent that it is given.";
  if (accuracy.epsilon > 2 ** -52)
    yield "Something is computed in float32: errors below 1 % may go unseen.";
  if (weights !== null)
    yield `The ${weights.length} elements of the result were checked in a random combination.`;
}

/** Whether all derivatives are finite. */
const isSmooth = (f: Listed, inputs: readonly Input[]): boolean =>
  f(inputs.map((input) => filled(input.data, input))).every((y) => data(y).every(Number.isFinite));

/** The gradient of a random combination of the results. */
const gradientOf =
  (f: Listed, seed: number): Listed =>
  (xs) => {
    const [ys, pullback] = vjp(f, xs);
    const rng = random(seed + 7);
    return [...pullback(ys.map((y) => filled(signed(rng, y.size), y)))[0]];
  };

/** The derivative along a random direction. */
function tangentOf(f: Listed, inputs: readonly Input[], seed: number): Listed {
  const rng = random(seed + 8);
  const moves = inputs.map((x) => filled(signed(rng, x.data.length), x));
  return (xs) => jvp(f, [xs], [moves])[1].filter(({ dtype }) => isFloat(dtype));
}
