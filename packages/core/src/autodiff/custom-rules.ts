import { isFloat } from "../graph/dtype.ts";
import { GradientError } from "../graph/errors.ts";
import { describe } from "../graph/note.ts";
import { sameShape } from "../graph/shape.ts";
import { Tensor } from "../graph/tensor.ts";
import { add } from "../ops/arithmetic.ts";
import { kindOf } from "../ops/check.ts";
import { fill } from "../ops/leaf.ts";
import { recorded } from "./recorded.ts";
import { sweep } from "./reverse.ts";
import { fresh } from "./transform.ts";

/** A function and its derivative as a user states them. */
export interface Rules {
  readonly name: string;
  readonly evaluate: (...xs: readonly Tensor[]) => unknown;
  readonly vjp?: ((g: Tensor, y: Tensor, ...xs: readonly Tensor[]) => unknown) | undefined;
  readonly jvp?:
    | ((dxs: readonly Tensor[], y: Tensor, ...xs: readonly Tensor[]) => unknown)
    | undefined;
}

type Part = Tensor | null;

/** The cotangents of `xs`: what `vjp` says, or the transpose of `jvp`. */
export function cotangentsOf(rules: Rules, g: Tensor, y: Tensor, xs: readonly Tensor[]): Part[] {
  const { name, vjp } = rules;
  if (vjp === undefined)
    return recorded(() => {
      const moves = xs.map(anything);
      return sweep(tangentOf(rules, moves, y, xs), moves, g).map((part) => part ?? null);
    });
  return listed(name, vjp(g, y, ...xs), xs).map((part, i) =>
    part === null ? null : fitting(name, `vjp for input ${i}`, part, xs[i] as Tensor),
  );
}

/** A cotangent or tangent: where rules are linear, any will do. */
const anything = (like: Tensor) => fresh(fill(0, like));

function listed(name: string, list: unknown, xs: readonly Tensor[]): readonly unknown[] {
  if (Array.isArray(list) && list.length === xs.length) return list;
  throw new GradientError(
    name,
    `its vjp gave ${Array.isArray(list) ? `a list of ${list.length}` : list instanceof Tensor ? "a tensor" : kindOf(list)}`,
    `there is one cotangent for each of ${xs.length} inputs`,
    "return a list, with null for a zero",
  );
}

/** The tangent of `y`: what `jvp` says, or the transpose of `vjp`, which is linear in `g`, so that any `g` will do. */
export function tangentOf(
  rules: Rules,
  dxs: readonly Tensor[],
  y: Tensor,
  xs: readonly Tensor[],
): Tensor {
  const { name, jvp } = rules;
  if (jvp !== undefined) return fitting(name, "jvp", jvp(dxs, y, ...xs), y);
  const [tangent] = recorded(() => {
    const g = anything(y);
    const parts = cotangentsOf(rules, g, y, xs).map((part, i) =>
      part === null ? undefined : sweep(part, [g], dxs[i] as Tensor)[0],
    );
    return [parts.reduce((sum, part) => (sum && part ? add(sum, part) : (sum ?? part))) ?? null];
  });
  return tangent ?? fill(0, y);
}

function fitting(name: string, who: string, part: unknown, like: Tensor): Tensor {
  if (part instanceof Tensor && sameShape(part.shape, like.shape) && part.dtype === like.dtype)
    return part;
  throw new GradientError(
    name,
    `its ${who}, ${describe(like)} ${like.dtype}`,
    `it gave ${part instanceof Tensor ? `${describe(part)} ${part.dtype}` : kindOf(part)}, which has another shape or dtype`,
    "sum over axes that were broadcast, or cast it",
  );
}

/** What `evaluate` gave: one floating tensor. */
export function valueOf({ name, evaluate }: Rules, xs: readonly Tensor[]): Tensor {
  const y = evaluate(...xs);
  if (y instanceof Tensor && isFloat(y.dtype)) return y;
  throw new GradientError(
    name,
    `evaluate gave ${y instanceof Tensor ? `${describe(y)} ${y.dtype}` : kindOf(y)}`,
    "its result is one tensor of floating point",
    "return one, made of ops",
  );
}
