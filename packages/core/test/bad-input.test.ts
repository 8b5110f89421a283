/** Input that no op can use: each answered while the graph is built, never by a wrong number. */
import { describe } from "vitest";
import { random, tensor } from "../src/index.ts";
import { loose, refuses } from "./refusal.ts";

const v = tensor([1, 2, 3], { name: "v" });
const circle: unknown[] = [];
circle.push(circle);

describe("making tensors", () => {
  refuses([
    [
      "rows of several lengths",
      () => loose.tensor([[1, 2], [3]]),
      "ShapeError: tensor: a list whose items have shapes [2] and [1]: it is ragged at item 1: make all items equally long",
    ],
    [
      "numbers beside lists",
      () => loose.tensor([1, [2]]),
      "ShapeError: tensor: a list whose items have shapes [] and [1]: it is ragged at item 1: make all items equally long",
    ],
    [
      "text in a list",
      () => loose.tensor([1, "2"]),
      'ValueError: tensor: "2": it is neither a number nor a list of numbers: write [1, 2, 3], or a typed array',
    ],
    [
      "a hole in a list",
      () => loose.tensor([1, undefined, 3]),
      "ValueError: tensor: undefined: it is neither a number nor a list of numbers: write [1, 2, 3], or a typed array",
    ],
    [
      "nothing",
      () => loose.tensor(),
      "ValueError: tensor: undefined: it is neither a number nor a list of numbers: write [1, 2, 3], or a typed array",
    ],
    [
      "text in place of numbers",
      () => loose.tensor("1, 2"),
      'ValueError: tensor: "1, 2": it is neither a number nor a list of numbers: write [1, 2, 3], or a typed array',
    ],
    [
      "a bigint",
      () => loose.tensor([1n]),
      "ValueError: tensor: 1: it is neither a number nor a list of numbers: write [1, 2, 3], or a typed array",
    ],
    [
      "a list of tensors",
      () => loose.tensor([v, v]),
      "ValueError: tensor: v [3]: it is neither a number nor a list of numbers: use stack or concat",
    ],
    [
      "a list that holds itself",
      () => loose.tensor(circle),
      "ValueError: tensor: an array: its lists have no end: write [1, 2, 3], or a typed array",
    ],
    [
      "too few numbers for a shape",
      () => loose.tensor([1, 2, 3], { shape: [2, 2] }),
      "ShapeError: tensor: 3 numbers for [2, 2]: it has 4 places: change one of them",
    ],
    [
      "a dtype of another library",
      () => loose.tensor([1], { dtype: "f32" }),
      'ValueError: tensor: dtype "f32": there is no such dtype: write "float64", "float32", "int32" or "bool"',
    ],
    [
      "an option that is none",
      () => loose.tensor([1], { shapes: [1] }),
      "ValueError: tensor: option shapes: there is none of that name: it takes dtype, shape, name",
    ],
    [
      "a dtype in place of options",
      () => loose.tensor([1], "float32"),
      'ValueError: tensor: "float32": options are an object: write { dtype: … }, and in xs.map(…) (x) => tensor(x)',
    ],
    [
      "half an integer",
      () => loose.tensor([1, 0.5], { dtype: "int32" }),
      'ValueError: tensor: 0.5: it is not a 32-bit integer: use dtype "float64"',
    ],
    [
      "an integer too large",
      () => loose.tensor([2 ** 31], { dtype: "int32" }),
      'ValueError: tensor: 2147483648: it is not a 32-bit integer: use dtype "float64"',
    ],
    [
      "no integer at all",
      () => loose.tensor([NaN], { dtype: "int32" }),
      'ValueError: tensor: NaN: it is not a 32-bit integer: use dtype "float64"',
    ],
    [
      "a two among claims",
      () => loose.tensor([0, 2], { dtype: "bool" }),
      "ValueError: tensor: 2: a bool is true, false, 0 or 1: compare it with 0",
    ],
    [
      "a size without brackets",
      () => loose.zeros(3),
      "ValueError: zeros: 3: a shape is an array of sizes: write [3], or [2, 3] for two axes",
    ],
    [
      "half a size",
      () => loose.zeros([2.5]),
      "ValueError: zeros: shape [2.5]: size 2.5 is not a whole number from 0 up: round it, or leave it out",
    ],
    [
      "a negative size",
      () => loose.ones([2, -1]),
      "ValueError: ones: shape [2, -1]: size -1 is not a whole number from 0 up: round it, or leave it out",
    ],
    [
      "a size that is no number",
      () => loose.full([NaN], 1),
      "ValueError: full: shape [NaN]: size NaN is not a whole number from 0 up: round it, or leave it out",
    ],
    [
      "sizes as text",
      () => loose.zeros(["2"]),
      'ValueError: zeros: shape ["2"]: size "2" is not a whole number from 0 up: round it, or leave it out',
    ],
    [
      "a tensor as size",
      () => loose.zeros([v]),
      "ValueError: zeros: shape [a Tensor]: size a Tensor is not a whole number from 0 up: round it, or leave it out",
    ],
    [
      "no value",
      () => loose.full([2]),
      "ValueError: full: undefined: it is not a number: write a number, or Number(…)",
    ],
    [
      "half a matrix",
      () => loose.eye(2.5),
      "ValueError: eye: size 2.5: it is not a whole number from 0 up: write one such as 3",
    ],
    [
      "steps that lead nowhere",
      () => loose.arange(0, 10, 0),
      "ValueError: arange: 0 to 10 by 0: there is no such range: use finite numbers and a step that is not 0",
    ],
    [
      "a range without end",
      () => loose.arange(Infinity),
      "ValueError: arange: 0 to Infinity by 1: there is no such range: use finite numbers and a step that is not 0",
    ],
    [
      "half steps of integers",
      () => loose.arange(0, 2, 0.5, { dtype: "int32" }),
      'ValueError: arange: 0.5: it is not a 32-bit integer: use dtype "float64"',
    ],
    [
      "a negative count",
      () => loose.linspace(0, 1, -1),
      "ValueError: linspace: count -1: it is not a whole number from 0 up: write one such as 3",
    ],
    [
      "an infinite end",
      () => loose.linspace(0, Infinity, 3),
      "ValueError: linspace: stop Infinity: it is not a finite number: write one such as 0.1",
    ],
    [
      "a seed that is no integer",
      () => loose.random(0.5),
      "ValueError: random: seed 0.5: it is not a safe integer: pass a whole number such as 42",
    ],
    [
      "no seed",
      () => loose.random(),
      "ValueError: random: seed undefined: it is not a safe integer: pass a whole number such as 42",
    ],
    [
      "a shape without brackets",
      () => random(1).normal(3 as never),
      "ValueError: normal: 3: a shape is an array of sizes: write [3], or [2, 3] for two axes",
    ],
    [
      "random integers in another dtype",
      () => random(1).normal([2], { dtype: "int32" as never }),
      'DTypeError: normal: dtype int32: its numbers are floating point: write "float64" or "float32", or use integers',
    ],
    [
      "more than memory holds",
      () => random(1).uniform([1e9, 1e9]),
      "ValueError: allocate: 1000000000000000000 elements of float64: there is no memory for so many: work on smaller parts",
    ],
    [
      "an identity that no memory holds",
      () => loose.eye(1e9),
      "ValueError: allocate: 1000000000000000000 elements of float64: there is no memory for so many: work on smaller parts",
    ],
  ]);
});
