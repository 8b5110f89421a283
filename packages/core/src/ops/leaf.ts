/** Tensors that are given, not computed. */
import { constant } from "../graph/derivative.ts";
import { type DType, type Value, rounded } from "../graph/dtype.ts";
import { ValueError } from "../graph/errors.ts";
import { describe, namedLike } from "../graph/note.ts";
import { SCALAR, type Shape } from "../graph/shape.ts";
import { type Note, type Op, type Operand, Tensor, settle } from "../graph/tensor.ts";
import { kindOf } from "./check.ts";

const leaf = (name: string, input: boolean): Op => ({
  name,
  attrs: {},
  arity: 0,
  shape: () => SCALAR,
  kernel: { kind: "leaf", input },
  derivative: constant,
});

/** An argument of a function that is being differentiated, traced or compiled. */
export const Input: Op = leaf("input", true);
/** Data that a program was given. */
export const Given: Op = leaf("tensor", false);
/** A derivative computed on values. */
export const Settled: Op = leaf("derivative", false);
/** A number written in the program. */
export const Literal: Op = leaf("constant", false);

/** A tensor of the given elements; `value` is kept, not copied. */
export const given = <S extends Shape>(value: Value, shape: S, dtype: DType): Tensor<S> =>
  new Tensor(Given, shape, dtype, value);

/** Make a new node the leaf of a value that it was found to have. */
export const settled = (node: Tensor, value: Value): Tensor => settle(node, Settled, value);

/** An argument: with a value where one is known, without while a graph is traced. */
export const input = <S extends Shape>(
  value: Value | undefined,
  shape: S,
  dtype: DType,
): Tensor<S> => new Tensor(Input, shape, dtype, value);

/** `value` at every element of `shape`. */
export const fill = <S extends Shape>(value: number, like: { shape: S; dtype: DType }): Tensor<S> =>
  new Tensor(Literal, like.shape, like.dtype, rounded(value, like.dtype));

/** A number written in a program, in the dtype, and for every element of the shape, of the tensor beside it. */
export function literal(
  op: string,
  value: unknown,
  beside: { readonly shape: Shape; readonly dtype: DType; readonly note?: Note | undefined },
): Tensor {
  const { shape, dtype } = beside;
  if (typeof value !== "number")
    throw new ValueError(
      op,
      kindOf(value),
      "an operand is a tensor or a number",
      value === undefined ? "is one missing?" : "write tensor(…)",
    );
  if (dtype === "int32" && (value | 0) !== value)
    throw new ValueError(
      op,
      `${value} and ${describe(beside)} int32`,
      "the number is not a 32-bit integer",
      `write cast(${beside.note?.name ?? "x"}, "float64")`,
    );
  if (dtype === "bool" && value !== 0 && value !== 1)
    throw new ValueError(
      op,
      `${value} and ${describe(beside)} bool`,
      "the number is neither 0 nor 1",
      `write cast(${beside.note?.name ?? "x"}, "float64")`,
    );
  return new Tensor(Literal, shape, dtype, rounded(value, dtype));
}

const ALONE = { shape: SCALAR, dtype: "float64" } as const;

/** Operands as tensors: a number takes shape and dtype of the tensor beside it; alone it is a float64 scalar. */
export function lift(op: string, operands: readonly Operand[]): Tensor[] {
  const tensor = operands.find((x) => x instanceof Tensor) ?? 0;
  return operands.map((x) => beside(op, x, tensor));
}

/** `x` as a tensor, beside `other`. */
export const beside = (op: string, x: Operand, other: Operand): Tensor =>
  x instanceof Tensor ? x : literal(op, x, other instanceof Tensor ? other : ALONE);

/** A leaf with the identity of its own and the value, if known, and name of `x`. */
export const inputLike = (x: Tensor): Tensor => namedLike(input(x.value, x.shape, x.dtype), x);
