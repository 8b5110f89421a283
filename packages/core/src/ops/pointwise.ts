/** Builders for elementwise ops: shapes, broadcasting, dtypes and kernel come from here, so that an op is only its mathematics. */
import { apply, applyToTwins } from "../graph/apply.ts";
import type { DType } from "../graph/dtype.ts";
import type { Scalar, ScalarMath } from "../graph/scalar.ts";
import {
  type Attributes,
  type Derivative,
  type Op,
  type Operand,
  Tensor,
} from "../graph/tensor.ts";
import type { Combined, Combines, ShapeOf } from "../graph/typed.ts";
import { type Accepts, oneDType } from "./accepts.ts";
import { commonShape } from "./broadcast.ts";
import { beside, lift } from "./leaf.ts";
import { broadcastTo } from "./structural.ts";

export type Unary = <X extends Operand>(x: X) => Tensor<ShapeOf<X>>;
export type Binary = <A extends Operand, B extends Operand>(
  a: A,
  b: B & Combines<A, B>,
) => Tensor<Combined<A, B>>;

interface Rule<S> {
  /** The result at one element. */
  readonly scalar: S;
  readonly derivative: Derivative;
  /** Floating point unless said otherwise. */
  readonly accepts?: Accepts;
  readonly attrs?: Attributes;
  readonly unit?: readonly [left: number | null, right: number | null];
  /** What a reader sees, where `scalar` guards against special values. */
  readonly reads?: S;
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
  withOneOperand({ ...op(name, 1, rule), dtype: toBool(name, rule.accepts ?? "number") });
/** A comparison of two operands, which broadcast: the result is `bool`. */
export const comparison = (name: string, rule: Rule<Compare2>): Binary =>
  withTwoOperands({ ...op(name, 2, rule), dtype: toBool(name, rule.accepts ?? "number") });
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
    dtype: oneDType(name, rule.accepts ?? "float"),
    kernel: { kind: "map", scalar: rule.scalar as Scalar },
    derivative: rule.derivative,
    ...(rule.unit && { unit: rule.unit }),
    ...(rule.reads !== undefined && { reads: rule.reads as Scalar }),
  };
}

function toBool(name: string, accepts: Accepts): (...inputs: Tensor[]) => DType {
  const check = oneDType(name, accepts);
  return (...inputs) => {
    check(...inputs);
    return "bool";
  };
}

const OF = Symbol("op");

/** The elementwise op that a function applies, if it is one of `unary`, `binary` and their like. */
export const opOf = (f: object): Op | undefined => (f as { [OF]?: Op })[OF];

const applying = (f: object, op: Op): unknown => Object.assign(f, { [OF]: op });

function withOneOperand(op: Op): Unary {
  const f = (x: Operand) => apply(op, x instanceof Tensor ? x : (lift(op.name, [x])[0] as Tensor));
  return applying(f, op) as Unary;
}

function withTwoOperands(op: Op): Binary {
  const dtypeOf = op.dtype as (a: Tensor, b: Tensor) => DType;
  const f = (a: Operand, b: Operand) => {
    const x = beside(op.name, a, b);
    const y = beside(op.name, b, a);
    return x.shape === y.shape ? applyToTwins(op, x, y, dtypeOf(x, y)) : elementwise(op, x, y);
  };
  return applying(f, op) as Binary;
}

/** `op` of operands that broadcast. */
export const elementwise = (op: Op, ...operands: Operand[]): Tensor =>
  stretched(op, lift(op.name, operands), operands);

/** `op` of tensors that broadcast; a message shows what was `given` in their place. */
export function stretched(op: Op, inputs: readonly Tensor[], given: readonly Operand[]): Tensor {
  const common = commonShape(op.name, inputs, given);
  op.dtype?.(...inputs);
  return apply(op, ...inputs.map((x) => broadcastTo(x, common)));
}
