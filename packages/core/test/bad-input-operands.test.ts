/** Operands and numbers that no op can use: each answered while the graph is built, never by a wrong number. */
import { describe } from "vitest";
import { ones, tensor, zeros } from "../src/index.ts";
import { free, loose, refuses } from "./refusal.ts";

const v = tensor([1, 2, 3], { name: "v" });
const m = ones([2, 3]).named("m");
const k = tensor([1, -2, 3], { dtype: "int32", name: "k" });
const mask = v.greater(1).named("mask");
const xs = [v, v.mul(2)] as unknown as { map(f: unknown): unknown };

describe("operands", () => {
  refuses([
    [
      "an array",
      () => loose.add(v, [1, 2, 3]),
      "ValueError: add: an array: an operand is a tensor or a number: write tensor(…)",
    ],
    [
      "a numeral",
      () => free(v).mul("2"),
      'ValueError: mul: "2": an operand is a tensor or a number: write tensor(…)',
    ],
    [
      "null",
      () => loose.sub(null, v),
      "ValueError: sub: null: an operand is a tensor or a number: write tensor(…)",
    ],
    [
      "none",
      () => free(v).div(),
      "ValueError: div: undefined: an operand is a tensor or a number: is one missing?",
    ],
    [
      "an element by its index",
      () => free(v).add((v as unknown as number[])[0]),
      "ValueError: add: undefined: an operand is a tensor or a number: is one missing?",
    ],
    [
      "true",
      () => free(v).add(true),
      "ValueError: add: true: an operand is a tensor or a number: write tensor(…)",
    ],
    [
      "a function",
      () => loose.exp(Math.exp),
      "ValueError: exp: a function: an operand is a tensor or a number: write tensor(…)",
    ],
    [
      "an object",
      () => loose.relu({ x: v }),
      "ValueError: relu: an object: an operand is a tensor or a number: write tensor(…)",
    ],
    [
      "something without a prototype",
      () => free(v).pow(Object.create(null)),
      "ValueError: pow: an object: an operand is a tensor or a number: write tensor(…)",
    ],
    [
      "half beside integers",
      () => free(k).add(0.5),
      'ValueError: add: 0.5 and k [3] int32: the number is not a 32-bit integer: write cast(k, "float64")',
    ],
    [
      "infinity beside integers",
      () => free(k).maximum(Infinity),
      'ValueError: maximum: Infinity and k [3] int32: the number is not a 32-bit integer: write cast(k, "float64")',
    ],
    [
      "two beside claims",
      () => free(mask).equal(2),
      'ValueError: equal: 2 and mask [3] bool: the number is neither 0 nor 1: write cast(mask, "float64")',
    ],
    [
      "integers beside floats",
      () => free(k).mul(v),
      'DTypeError: mul: k [3] int32 and v [3] float64: dtypes do not mix: write cast(k, "float64")',
    ],
    [
      "integers where floats are needed",
      () => free(k).exp(),
      'DTypeError: exp: k [3] int32: it is defined for floating point: write cast(k, "float64")',
    ],
    [
      "a quotient of integers",
      () => free(k).div(2),
      'DTypeError: div: k [3] int32: it is defined for floating point: write cast(k, "float64")',
    ],
    [
      "the mean of integers",
      () => free(k).mean(),
      'DTypeError: mean: k [3] int32: it is defined for floating point: write cast(k, "float64")',
    ],
    [
      "the softmax of integers",
      () => free(k).softmax(),
      'DTypeError: softmax: k [3] int32: it is defined for floating point: write cast(k, "float64")',
    ],
    [
      "the norm of claims",
      () => free(mask).norm(),
      'DTypeError: norm: mask [3] bool: it is defined for floating point: write cast(mask, "float64")',
    ],
    [
      "a sum of claims",
      () => free(mask).sum(),
      'DTypeError: sum: mask [3] bool: it is defined for numbers: write cast(mask, "float64")',
    ],
    [
      "a product of claims",
      () => free(mask).prod(),
      'DTypeError: prod: mask [3] bool: it is defined for numbers: write cast(mask, "float64")',
    ],
    [
      "claims where numbers are needed",
      () => free(mask).add(mask),
      'DTypeError: add: mask [3] bool: it is defined for numbers: write cast(mask, "float64")',
    ],
    [
      "numbers where claims are needed",
      () => free(v).logicalAnd(mask),
      "DTypeError: logicalAnd: v [3] float64: it is defined for bool: write notEqual(v, 0)",
    ],
    [
      "numbers of which all should hold",
      () => free(v).all(),
      "DTypeError: all: v [3] float64: it is defined for bool: write notEqual(v, 0)",
    ],
    [
      "a condition of numbers",
      () => loose.where(v, 1, 0),
      "DTypeError: where: v [3] float64: the condition is a bool tensor: compare something, e.g. greater(x, 0)",
    ],
    [
      "a condition of one boolean",
      () => loose.where(true, v, 0),
      "DTypeError: where: condition true: the condition is a bool tensor: compare something, e.g. greater(x, 0)",
    ],
    [
      "an operator",
      () => (v as unknown as number) * 2,
      "ValueError: tensor: v [3]: JavaScript takes it for a number here: write x.mul(2) for 2 * x, and x.item() for its value",
    ],
    [
      "a function of Math",
      () => Math.exp(v as unknown as number),
      "ValueError: tensor: v [3]: JavaScript takes it for a number here: write x.mul(2) for 2 * x, and x.item() for its value",
    ],
    [
      "the index of map as an axis",
      () => xs.map(loose.softmax),
      "ValueError: softmax: 1 more argument: it does not take so many: in xs.map(…) write (x) => softmax(x)",
    ],
    [
      "the index of map as axes",
      () => xs.map(loose.sum),
      "ValueError: sum: an array: options are an object: write { keepDims: … }, and in xs.map(…) (x) => sum(x)",
    ],
    [
      "the index of map as a slope",
      () => xs.map(loose.leakyRelu),
      "ValueError: leakyRelu: 1 more argument: it does not take so many: in xs.map(…) write (x) => leakyRelu(x)",
    ],
    [
      "the index of map as options",
      () => xs.map(loose.gelu),
      "ValueError: gelu: 0: options are an object: write { approximate: … }, and in xs.map(…) (x) => gelu(x)",
    ],
    [
      "a reduction in place of a choice",
      () => free(v).max(m),
      "AxisError: max: v [3]: axes are numbers, not a Tensor: for two tensors use maximum",
    ],
  ]);
});

describe("numbers that steer an op", () => {
  refuses([
    [
      "bounds the wrong way round",
      () => free(v).clip(1, 0),
      "ValueError: clip: 1 to 0: they are not two numbers in order: write clip(x, low, high); either may be infinite",
    ],
    [
      "one bound",
      () => free(v).clip(1),
      "ValueError: clip: 1 to undefined: they are not two numbers in order: write clip(x, low, high); either may be infinite",
    ],
    [
      "half a bound of integers",
      () => free(k).clip(0.5, 2),
      'ValueError: clip: 0.5 and k [3] int32: the number is not a 32-bit integer: write cast(k, "float64")',
    ],
    [
      "a slope that is none",
      () => free(v).leakyRelu(NaN),
      "ValueError: leakyRelu: slope NaN: it is not a finite number: write one such as 0.1",
    ],
    [
      "a form that is none",
      () => free(v).gelu({ approximate: "erf" }),
      'ValueError: gelu: approximate: "erf": there is no such form: write "none" or "tanh"',
    ],
    [
      "a norm that is none",
      () => free(v).norm(0, { p: 0.5 }),
      "ValueError: norm: p = 0.5: it is no norm: use p ≥ 1 or Infinity",
    ],
    [
      "degrees of freedom as text",
      () => free(v).variance(0, { ddof: "1" }),
      'ValueError: variance: ddof "1": it is not a finite number: write one such as 0.1',
    ],
    [
      "half a diagonal",
      () => free(m).triu(0.5),
      "ValueError: triu: diagonal 0.5: it is not a whole number: write 0 for the main one, 1 for the next",
    ],
    [
      "triangles of a vector",
      () => free(v).tril(),
      "ShapeError: tril: v [3]: it takes a matrix, or a stack of matrices: reshape it",
    ],
    [
      "a dtype that is none",
      () => free(v).cast("f64"),
      'ValueError: cast: dtype "f64": there is no such dtype: write "float64", "float32", "int32" or "bool"',
    ],
    [
      "the largest of nothing",
      () => loose.max(zeros([0]).named("e")),
      "ShapeError: max: e [0]: there is no element to choose from: leave out empty axes",
    ],
    [
      "the place of the largest of nothing",
      () => loose.argmax(zeros([2, 0]), 1),
      "ShapeError: argmax: [2, 0]: there is no element to choose from: leave out empty axes",
    ],
    [
      "an axis as text",
      () => free(m).sum("0"),
      'AxisError: sum: m [2, 3]: axis "0" is not a whole number: write a number, e.g. 0, or -1 for the last',
    ],
    [
      "an axis that is no number",
      () => free(m).sum([NaN]),
      "AxisError: sum: m [2, 3]: axis NaN is not a whole number: write a number, e.g. 0, or -1 for the last",
    ],
  ]);
});
