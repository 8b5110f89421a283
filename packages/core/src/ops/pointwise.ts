/** Builders for elementwise ops: shapes, broadcasting, dtypes and kernel come from here, so that an op is only its mathematics. */
import { apply } from "../graph/apply.ts";
import type { DType } from "../graph/dtype.ts";
import { isFloat } from "../graph/dtype.ts";
import { DTypeError, ShapeError } from "../graph/errors.ts";
import { describe } from "../graph/note.ts";
import type { Scalar, ScalarMath } from "../graph/scalar.ts";
import { type Shape, broadcastShapes, sameShape } from "../graph/shape.ts";
import {
  type Attributes,
  type Derivative,
  type Op,
  type Operand,
  Tensor,
} from "../graph/tensor.ts";
import type { Broadcast, Broadcasts, ShapeOf } from "../graph/typed.ts";
import { lift } from "./leaf.ts";
import { broadcastTo } from "./structural.ts";

export type Unary = <X extends Operand>(x: X) => Tensor<ShapeOf<X>>;
export type Binary = <A extends Operand, B extends Operand>(
  a: A,
  b: B & Broadcasts<ShapeOf<A>, ShapeOf<B>>,
) => Tensor<Broadcast<ShapeOf<A>, ShapeOf<B>>>;

/** Which dtypes an op is defined for. */
export type Accepts = "float" | "number" | "any" | "bool";

interface Rule<S> {
  /** The result at one element. */
  readonly scalar: S;
  readonly derivative: Derivative;
  /** Floating point unless said otherwise. */
  readonly accepts?: Accepts;
  readonly attrs?: Attributes;
}

type Scalar1 = <V, M>(m: ScalarMath<V, M>, x: V) => V;
type Scalar2 = <V, M>(m: ScalarMath<V, M>, a: V, b: V) => V;
type Compare1 = <V, M>(m: ScalarMath<V, M>, x: V) => M;
type Compare2 = <V, M>(m: ScalarMath<V, M>, a: V, b: V) => M;
type Logic1 = <V, M>(m: ScalarMath<V, M>, a: M) => M;
type Logic2 = <V, M>(m: ScalarMath<V, M>, a: M, b: M) => M;

/** An elementwise op of one operand. */
export const unary = (name: string, rule: Rule<Scalar1>): Unary =>
  withOneOperand(op(name, 1, rule));
/** An elementwise op of two operands, which broadcast. */
export const binary = (name: string, rule: Rule<Scalar2>): Binary =>
  withTwoOperands(op(name, 2, rule));
/** A claim about each element: the result is `bool`. */
export const claim = (name: string, rule: Rule<Compare1>): Unary =>
  withOneOperand({ ...op(name, 1, rule), dtype: toBool(name, rule.accepts) });
/** A comparison of two operands, which broadcast: the result is `bool`. */
export const comparison = (name: string, rule: Rule<Compare2>): Binary =>
  withTwoOperands({ ...op(name, 2, rule), dtype: toBool(name, rule.accepts) });
/** A connective of `bool` tensors. */
export const connective1 = (name: string, rule: Rule<Logic1>): Unary =>
  withOneOperand(op(name, 1, rule));
export const connective2 = (name: string, rule: Rule<Logic2>): Binary =>
  withTwoOperands(op(name, 2, rule));

/** An elementwise op as data. Its inputs must have been brought to one shape. */
export function op(name: string, arity: number, rule: Rule<unknown>): Op {
  return {
    name,
    attrs: rule.attrs ?? {},
    arity,
    shape: (x) => x.shape,
    dtype: (...inputs) => commonDType(name, inputs, rule.accepts ?? "float"),
    kernel: { kind: "map", scalar: rule.scalar as Scalar },
    derivative: rule.derivative,
  };
}

function withOneOperand(op: Op): Unary {
  return ((x: Operand) =>
    apply(op, x instanceof Tensor ? x : (lift(op.name, [x])[0] as Tensor))) as Unary;
}

function withTwoOperands(op: Op): Binary {
  return ((a: Operand, b: Operand) =>
    a instanceof Tensor && b instanceof Tensor && a.shape === b.shape
      ? apply(op, a, b)
      : elementwise(op, a, b)) as Binary;
}

/** `op` of operands that broadcast. */
export function elementwise(op: Op, ...operands: Operand[]): Tensor {
  const inputs = lift(op.name, operands);
  const common = commonShape(op.name, inputs);
  return apply(op, ...inputs.map((x) => broadcastTo(x, common)));
}

/** The shape that all `inputs` broadcast to. */
export function commonShape(name: string, inputs: readonly Tensor[]): Shape {
  let common: Shape = [];
  for (const x of inputs) {
    const next = broadcastShapes(common, x.shape);
    if (next === undefined) throw clash(name, inputs);
    common = next;
  }
  return common;
}

function clash(name: string, inputs: readonly Tensor[]): ShapeError {
  const shapes = inputs.map((x) => x.shape);
  const rank = Math.max(...shapes.map((s) => s.length));
  const at = (axis: number) => shapes.map((s) => s[axis - rank + s.length] ?? 1);
  const axis = [...Array(rank).keys()].find((i) => new Set(at(i).filter((d) => d !== 1)).size > 1);
  return new ShapeError(
    name,
    inputs.map(describe).join(" and "),
    `they do not broadcast, axis ${axis} is ${at(axis ?? 0).join(" against ")}`,
    remedyFor(shapes),
  );
}

/** `[2, 3]` with `[2]`: an axis of size 1 at the end would do; sizes crossed: a transpose. */
function remedyFor(shapes: readonly Shape[]): string {
  const [long, short] = [...shapes].sort((a, b) => b.length - a.length);
  if (long === undefined || short === undefined) return "make the sizes agree";
  if (short.length === 1 && long.length === 2 && short[0] === long[0])
    return `reshape the second to [${short[0]}, 1]`.replace("the second", `[${short[0]}]`);
  if (short.length === 2 && long.length === 2 && sameShape(long, [...short].reverse()))
    return "transpose one of them";
  return "sizes must agree or be 1, aligned on the right; reshape or slice one of them";
}

const wanted: Record<Accepts, string> = {
  float: "floating point",
  number: "numbers",
  bool: "bool",
  any: "anything",
};

function commonDType(name: string, inputs: readonly Tensor[], accepts: Accepts): DType {
  const [first, ...others] = inputs as [Tensor, ...Tensor[]];
  for (const other of others)
    if (other.dtype !== first.dtype)
      throw new DTypeError(
        name,
        `${describe(first)} ${first.dtype} and ${describe(other)} ${other.dtype}`,
        "dtypes do not mix",
        `write cast(…, "${isFloat(first.dtype) ? first.dtype : other.dtype}")`,
      );
  if (!accepted(first.dtype, accepts))
    throw new DTypeError(
      name,
      `${describe(first)} ${first.dtype}`,
      `it is defined for ${wanted[accepts]}`,
      accepts === "bool" ? "write notEqual(x, 0)" : 'write cast(x, "float64")',
    );
  return first.dtype;
}

const toBool =
  (name: string, accepts: Accepts = "number") =>
  (...inputs: Tensor[]): DType => {
    commonDType(name, inputs, accepts);
    return "bool";
  };

function accepted(dtype: DType, accepts: Accepts): boolean {
  if (accepts === "any") return true;
  if (accepts === "bool") return dtype === "bool";
  return isFloat(dtype) || (accepts === "number" && dtype === "int32");
}
