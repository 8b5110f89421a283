/** What constants make of the nodes that they are operands of. */
import { apply } from "../graph/apply.ts";
import { isFloat } from "../graph/dtype.ts";
import { sameShape } from "../graph/shape.ts";
import type { Op, Tensor } from "../graph/tensor.ts";
import { compute } from "../eval/compute.ts";
import { Where } from "../ops/comparison.ts";
import { fill, given } from "../ops/leaf.ts";

/** The number that a tensor is at every element, if it is written in the program and is not a variable with a name. */
export const constantOf = (x: Tensor | undefined): number | undefined =>
  x !== undefined &&
  x.name === undefined &&
  x.op.kernel.kind === "leaf" &&
  !x.op.kernel.input &&
  typeof x.value === "number"
    ? x.value
    : undefined;

/** The constant or the operand that `node` is, were it applied to `inputs`; undefined if it is neither. */
export const cameTo = (node: Tensor, inputs: readonly Tensor[]): Tensor | undefined =>
  withoutUnit(node.op, inputs) ??
  withoutOne(node.op, inputs) ??
  unmoved(node, inputs) ??
  decided(node, inputs) ??
  chosen(node.op, inputs) ??
  folded(node, inputs);

/** What a node of constants comes to. What its op refuses, it refuses when it is evaluated. */
function folded({ op, shape, dtype }: Tensor, inputs: readonly Tensor[]): Tensor | undefined {
  if (inputs.some((x) => constantOf(x) === undefined)) return undefined;
  try {
    const value = compute(apply(op, ...inputs));
    return typeof value === "number" ? fill(value, { shape, dtype }) : given(value, shape, dtype);
  } catch {
    return undefined;
  }
}

/** `x − 0`, `x·1` and their like are `x`; `x + 0` is not, since −0 + 0 is 0. */
function withoutUnit({ unit }: Op, [a, b]: readonly Tensor[]): Tensor | undefined {
  if (unit === undefined || a === undefined || b === undefined || !sameShape(a.shape, b.shape))
    return undefined;
  if (unit[1] !== null && isUnit(b, unit[1])) return a;
  return unit[0] !== null && isUnit(a, unit[0]) ? b : undefined;
}

/** A product of tensors with a 1 that neither sums nor copies is the other operand. */
function withoutOne({ kernel }: Op, [a, b]: readonly Tensor[]): Tensor | undefined {
  if (kernel.kind !== "contract" || a === undefined || b === undefined) return undefined;
  const leaves = (labels: string, one: Tensor, other: string): boolean =>
    isUnit(one, 1) && other === kernel.out && [...labels].every((label) => other.includes(label));
  if (leaves(kernel.a, a, kernel.b)) return b;
  return leaves(kernel.b, b, kernel.a) ? a : undefined;
}

/** What a claim of two claims is that one of them decides: `false ∧ b` and `true ∨ b`, or `true ∧ b`, which is b. */
function decided(node: Tensor, inputs: readonly Tensor[]): Tensor | undefined {
  if (node.dtype !== "bool") return undefined;
  const [x, another] = inputs.filter((y) => constantOf(y) === undefined);
  const claims = inputs.every(({ dtype }) => dtype === "bool");
  if (x === undefined || another !== undefined || !claims || node.op.kernel.kind !== "map")
    return undefined;
  const [no, yes] = [0, 1].map(
    (v) =>
      folded(
        node,
        inputs.map((y) => (y === x ? fill(v, x) : y)),
      )?.value,
  );
  if (no === yes) return typeof no === "number" ? fill(no, node) : undefined;
  return no === 0 ? x : undefined;
}

/** Whether a constant is this number; an integer has one 0 only. */
const isUnit = (x: Tensor, unit: number): boolean => {
  const c = constantOf(x);
  return isFloat(x.dtype) ? Object.is(c, unit) : c === unit;
};

/** The same elements under the same shape, unless differentiation is stopped there. */
const unmoved = ({ op, shape }: Tensor, [x]: readonly Tensor[]): Tensor | undefined =>
  op.kernel.kind === "reshape" &&
  op.derivative.kind !== "constant" &&
  x !== undefined &&
  sameShape(x.shape, shape)
    ? x
    : undefined;

/** The side that a constant condition chooses. */
function chosen(op: Op, [condition, a, b]: readonly Tensor[]): Tensor | undefined {
  const mask = op === Where ? constantOf(condition) : undefined;
  return mask === undefined ? undefined : mask === 0 ? b : a;
}
