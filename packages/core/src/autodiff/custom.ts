import { apply } from "../graph/apply.ts";
import { replaced } from "../graph/derivative.ts";
import { GradientError, ValueError } from "../graph/errors.ts";
import type { Op, Tensor } from "../graph/tensor.ts";
import { missing } from "../eval/evaluate.ts";
import { asOptions, asTensor, kindOf } from "../ops/check.ts";
import { composite } from "../ops/composite.ts";
import { fill } from "../ops/leaf.ts";
import { stopGradient } from "../ops/structural.ts";
import { examples, inDevelopment, refusalAt, samplesLike } from "./custom-check.ts";
import { type Rules, cotangentsOf, tangentOf, valueOf } from "./custom-rules.ts";

/** A function of tensors and its derivative, both made of ops. One of `vjp` and `jvp` is enough: each is the transpose of the other. */
export interface CustomDerivative<X extends readonly Tensor[], Y extends Tensor = Tensor> {
  readonly name: string;
  /** The value. What a derivative is wanted for must be among the inputs. */
  readonly evaluate: (...xs: X) => Y;
  /** One cotangent for each input, given that of the result `y`; `null` is a zero. */
  readonly vjp?: (g: Tensor, y: Tensor, ...xs: X) => readonly (Tensor | null)[];
  /** The tangent of `y`, given one for each input, zeros where it does not move. */
  readonly jvp?: (dxs: readonly Tensor[], y: Tensor, ...xs: X) => Tensor;
  /** The pullback in one line, for readers, with `g` for the cotangent. */
  readonly formula?: string;
  /** `false` if the rules are meant to differ from the derivative of `evaluate`. */
  readonly check?: boolean;
  /** Inputs to try the rules at, in place of small tensors of a few shapes. */
  readonly at?: X;
}

const KEYS = ["name", "evaluate", "vjp", "jvp", "formula", "check", "at"] as const;

/**
 * `evaluate` with a derivative of your own. In development its rules are compared with the derivative that
 * `evaluate` has, when they are defined, or at the first inputs of each signature where no example fits: at examples of
 * that signature where these have no values.
 */
export function customDerivative<X extends readonly Tensor[], Y extends Tensor = Tensor>(
  definition: CustomDerivative<X, Y>,
): (...xs: X) => Y {
  const { name, evaluate, formula, check, at } = defined(definition);
  const rules = definition as unknown as Rules;
  const op = Custom(rules);
  const checks = check !== false && inDevelopment();
  const places = at === undefined ? examples(evaluate.length) : [at];
  const refusals = checks ? places.map((xs) => refusalAt(rules, xs)) : [];
  const done = refusals.includes(undefined);
  for (const refusal of refusals)
    if (!done && (at !== undefined || refusal instanceof GradientError)) throw refusal;
  const seen = new Set<string>();
  return (...xs) => {
    for (const x of xs) asTensor(name, x);
    if (xs.length !== evaluate.length && evaluate.length > 0)
      throw new ValueError(
        name,
        `${xs.length} tensors`,
        `it takes ${evaluate.length}`,
        "give one for each parameter of evaluate",
      );
    const signature = xs.map(({ dtype, shape }) => `${dtype} ${shape.join()}`).join("; ");
    if (checks && !done && !seen.has(signature))
      for (const place of missing(xs) ? samplesLike(xs) : [xs]) {
        const refusal = refusalAt(rules, place);
        if (refusal instanceof GradientError) throw refusal;
        if (refusal === undefined) seen.add(signature);
      }
    const whole = () => apply(op, valueOf(rules, xs.map(stopGradient)), ...xs);
    return composite(name, xs, whole, formula === undefined ? {} : { formula }) as Y;
  };
}

/** The definition, refused unless it is whole. */
function defined<X extends readonly Tensor[], Y extends Tensor>(
  definition: CustomDerivative<X, Y>,
): CustomDerivative<X, Y> {
  const { name, evaluate, vjp, jvp } = asOptions("customDerivative", definition, ...KEYS);
  if (typeof name !== "string" || name === "")
    throw new ValueError(
      "customDerivative",
      `name ${kindOf(name)}`,
      "errors and prints need one",
      'write name: "…"',
    );
  for (const [key, f] of Object.entries({ evaluate, vjp: vjp ?? jvp, jvp: jvp ?? vjp }))
    if (typeof f !== "function")
      throw new ValueError(
        "customDerivative",
        `${name} with ${key} ${kindOf(f)}`,
        "it is not a function",
        key === "evaluate" ? "write evaluate: (x) => …" : "write vjp: (g, y, x) => [ … ]",
      );
  return definition;
}

/** Inputs: the value, whose own history no derivative enters, and what it is a function of. */
const Custom = (rules: Rules): Op => ({
  name: rules.name,
  attrs: {},
  arity: null,
  shape: (y) => y.shape,
  dtype: (y) => y.dtype,
  kernel: { kind: "first" },
  derivative: replaced({
    vjp(g, y, [captured]) {
      if (captured === true) throw captures(rules);
      return [null, ...cotangentsOf(rules, g, y, y.inputs.slice(1))];
    },
    jvp([captured, ...dxs], y) {
      if (captured !== null) throw captures(rules);
      const xs = y.inputs.slice(1);
      const moves = dxs.map((dx, i) => dx ?? fill(0, xs[i] as Tensor));
      return tangentOf(rules, moves, y, xs);
    },
  }),
});

const captures = ({ name }: Rules): GradientError =>
  new GradientError(
    name,
    "evaluate",
    "it uses a tensor that a derivative is wanted for, but that it was not given",
    "make it an input",
  );
