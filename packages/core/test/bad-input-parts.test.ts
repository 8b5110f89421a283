/** Indices, parts and reading that nothing can answer: refused with a remedy, never by a wrong number. */
import { describe } from "vitest";
import { type Tensor, cast, evaluate, ones, tensor, zeros } from "../src/index.ts";
import { input } from "../src/engine.ts";
import { free, loose, refuses } from "./refusal.ts";

const v = tensor([1, 2, 3], { name: "v" });
const m = ones([2, 3]).named("m");
const k = tensor([1, -2, 3], { dtype: "int32", name: "k" });
const index = (...at: number[]): Tensor => tensor(at, { dtype: "int32" }).named("i");
const placeholder: Tensor = input(undefined, [2], "float64").named("p");
const huge = zeros([1e9, 1e9]).named("huge");

describe("indices and parts", () => {
  refuses([
    [
      "an index past the end",
      () => free(v).take(3),
      "AxisError: take: v [3]: index 3 is outside axis 0: use -3 to 2",
    ],
    [
      "an index before the start",
      () => free(v).take(-4),
      "AxisError: take: v [3]: index -4 is outside axis 0: use -3 to 2",
    ],
    [
      "half an index",
      () => free(v).take(0.5),
      "AxisError: take: v [3]: index 0.5 is outside axis 0: use -3 to 2",
    ],
    [
      "an index into nothing",
      () => free(zeros([0])).take(0),
      "AxisError: take: [0]: index 0 is outside axis 0: the axis is empty",
    ],
    [
      "floats as indices",
      () => free(v).take(v),
      'DTypeError: take: index v [3] float64: indices are int32: write cast(index, "int32")',
    ],
    [
      "a list of indices",
      () => free(v).take([0, 1]),
      'ValueError: take: index an array: an index is an int32 tensor: write tensor([0, 1], { dtype: "int32" })',
    ],
    [
      "indices past the end",
      () => loose.take(v, index(0, 7)).data(),
      "ValueError: take: index 7: the axis has 3 elements: use -3 to 2",
    ],
    [
      "indices along an axis past the end",
      () => free(v).takeAlongAxis(index(3)).data(),
      "ValueError: takeAlongAxis: index 3: the axis has 3 elements: use -3 to 2",
    ],
    [
      "places past the end",
      () =>
        free(v)
          .scatterAdd(index(-4), ones([1]))
          .data(),
      "ValueError: scatter: index -4: the axis has 3 elements: use -3 to 2",
    ],
    [
      "indices of another shape",
      () => free(m).takeAlongAxis(index(0)),
      "ShapeError: takeAlongAxis: m [2, 3] at index i [1] along axis 1: the index has other sizes along another axis: broadcast it, or use take",
    ],
    [
      "sources of another shape",
      () => free(v).scatterAdd(index(0), ones([2])),
      "ShapeError: scatterAdd: source [2] at index i [1]: every index adds one element: give both the same shape",
    ],
    [
      "sources of another dtype",
      () => free(v).scatterAdd(index(0), cast(ones([1]), "float32")),
      'DTypeError: scatterAdd: v [3] float64 and [1] float32: dtypes do not mix: write cast(…, "float64")',
    ],
    [
      "classes that are no count",
      () => loose.oneHot(k, 2.5),
      "ValueError: oneHot: class count 2.5: it is not a whole number from 0 up: write one such as 3",
    ],
    [
      "rows of labels that are floats",
      () => loose.oneHot(v, 3),
      'DTypeError: oneHot: index v [3] float64: indices are int32: write cast(index, "int32")',
    ],
    [
      "a range of text",
      () => free(v).slice("a:"),
      'ValueError: slice: "a:": "a:" is no range: write "start:stop:step" or an index',
    ],
    [
      "a range in hexadecimal",
      () => free(v).slice("0x1:"),
      'ValueError: slice: "0x1:": "0x1:" is no range: write "start:stop:step" or an index',
    ],
    [
      "more ranges than axes",
      () => free(v).slice("0, 1"),
      "AxisError: slice: v [3]: 2 ranges for 1 axes: drop some",
    ],
    [
      "a part past the end",
      () => free(v).slice("3"),
      "AxisError: slice: v [3]: index 3 is outside axis 0: use -3 to 2",
    ],
    [
      "a step of 0",
      () => free(v).slice("::0"),
      "ValueError: slice: v [3]: a step of 0 goes nowhere: use 1 or -1",
    ],
    [
      "half a bound",
      () => free(v).slice([[0.5, null]]),
      "ValueError: slice: v [3]: 0.5 is not a whole number: write null for an open end",
    ],
    [
      "one bound",
      () => free(v).slice([[1]]),
      "ValueError: slice: v [3]: an array is no range of axis 0: write [start, stop], [start, stop, step] or an index",
    ],
    [
      "a tensor as a range",
      () => free(v).slice([index(0)]),
      "ValueError: slice: v [3]: a Tensor is no range of axis 0: write [start, stop], [start, stop, step] or an index",
    ],
    [
      "no ranges",
      () => free(v).slice(),
      'ValueError: slice: undefined: ranges are text or an array: write "1:, ::-1" or [[1, null], [null, null, -1]]',
    ],
    [
      "negative padding",
      () => free(v).pad(-1),
      "ValueError: pad: padding -1: it is not a whole number from 0 up: write one such as 3",
    ],
    [
      "padding without pairs",
      () => free(v).pad([1, 1]),
      "ValueError: pad: padding an array: it is neither a number nor a list of pairs: write [[before, after], …], one pair per axis",
    ],
    [
      "padding for other axes",
      () => free(m).pad([[1, 1]]),
      "ShapeError: pad: m [2, 3]: 1 pairs for 2 axes: write one [before, after] per axis",
    ],
    [
      "padding with half an integer",
      () => free(k).pad(1, { value: 0.5 }),
      'ValueError: pad: 0.5 and k [3] int32: the number is not a 32-bit integer: write cast(k, "float64")',
    ],
    [
      "parts that do not divide",
      () => free(v).split(2),
      "ShapeError: split: v [3] in 2 parts: axis 0 of size 3 does not divide so: list sizes that add up to it",
    ],
    [
      "no parts",
      () => free(v).split(0),
      "ShapeError: split: v [3] in 0 parts: axis 0 of size 3 does not divide so: list sizes that add up to it",
    ],
    [
      "half a part",
      () => free(v).split(1.5),
      "ValueError: split: number of parts 1.5: it is not a whole number from 0 up: write one such as 3",
    ],
    [
      "parts that do not add up",
      () => free(v).split([1, 1]),
      "ShapeError: split: v [3] in parts of 1, 1: axis 0 has size 3, not 2: list sizes that add up to it",
    ],
    [
      "a list that holds a number",
      () => loose.stack([v, 1]),
      "ValueError: stack: 1: it takes a tensor: write tensor(…)",
    ],
    [
      "a list that holds nothing",
      () => loose.concat([v, undefined]),
      "ValueError: concat: undefined: it takes a tensor: write tensor(…)",
    ],
    [
      "an empty list",
      () => loose.stack([]),
      "ValueError: stack: an empty list: there is nothing to join: for a list that may be empty, begin it with zeros(…)",
    ],
  ]);
});

describe("masks", () => {
  const mask = v.greater(1).named("mask");
  refuses([
    [
      "numbers as a mask",
      () => loose.maskedSelect(v, v),
      "DTypeError: maskedSelect: mask v [3] float64: a mask is bool: compare, e.g. notEqual(mask, 0)",
    ],
    [
      "indices as a mask",
      () => free(v).maskedSelect(k),
      "DTypeError: maskedSelect: mask k [3] int32: a mask is bool: write take(x, index) for indices, notEqual(mask, 0) for a mask",
    ],
    [
      "a list as a mask",
      () => loose.maskedSelect(v, [true, false, true]),
      "ValueError: maskedSelect: mask an array: a mask is a bool tensor: compare, e.g. x.greater(0)",
    ],
    [
      "a mask of other sizes",
      () => loose.maskedSelect(m, mask),
      "ShapeError: maskedSelect: m [2, 3] with mask mask [3] from axis 0 on: the mask has other sizes: broadcast it to the axes that it chooses from",
    ],
    [
      "a mask that reaches over the end",
      () => loose.maskedSelect(m, m.greater(0), 1),
      "ShapeError: maskedSelect: m [2, 3] with mask [2, 3] from axis 1 on: the mask has other sizes: broadcast it to the axes that it chooses from",
    ],
    [
      "an axis that is not there",
      () => loose.maskedSelect(m, mask, 2),
      "AxisError: maskedSelect: m [2, 3]: axis 2 does not exist: use -2 to 1",
    ],
    [
      "one argument too many",
      () => loose.maskedSelect(v, mask, 0, 1),
      "ValueError: maskedSelect: 1 more argument: it does not take so many: in xs.map(…) write (x) => maskedSelect(x)",
    ],
    [
      "a mask that is being traced",
      () => loose.trace((x: Tensor) => x.maskedSelect(x.greater(0)), [2]),
      "ValueError: maskedSelect: mask [2]: it has no value while a graph is being traced, and the shape of the result depends on it: write where(mask, x, 0)",
    ],
  ]);
});

describe("reading", () => {
  refuses([
    [
      "one of several",
      () => free(v).item(),
      "ShapeError: item: v [3]: it has 3 elements, not 1: use toArray(), or take one element",
    ],
    [
      "one of none",
      () => loose.item(zeros([0])),
      "ShapeError: item: [0]: it has 0 elements, not 1: use toArray(), or take one element",
    ],
    [
      "what is no tensor",
      () => loose.toArray([1, 2]),
      "ValueError: toArray: an array: it takes a tensor: write tensor(…)",
    ],
    [
      "a traced input",
      () => placeholder.toArray(),
      "ValueError: evaluate: the input p [2]: it has no value while a graph is being traced: read values outside of the traced function, or choose with where(condition, a, b)",
    ],
    [
      "what depends on one",
      () => evaluate({ y: placeholder.mul(2) }),
      "ValueError: evaluate: the input p [2]: it has no value while a graph is being traced: read values outside of the traced function, or choose with where(condition, a, b)",
    ],
    [
      "inside a traced function",
      () => loose.trace((x: Tensor) => x.mul(x.item()), []),
      "ValueError: evaluate: the input x []: it has no value while a graph is being traced: read values outside of the traced function, or choose with where(condition, a, b)",
    ],
    [
      "more than memory holds",
      () => huge.mul(2).data(),
      "ValueError: allocate: 1000000000000000000 elements of float64: there is no memory for so many: work on smaller parts",
    ],
    [
      "a sum of more than memory holds",
      () => huge.sum().item(),
      "ValueError: allocate: 1000000000000000000 elements of float64: there is no memory for so many: work on smaller parts",
    ],
    [
      "infinity as an integer",
      () => cast(v.div(0), "int32").toArray(),
      "ValueError: cast: Infinity: no int32 holds it: clip the values to ±2147483647 first",
    ],
    [
      "no number as an integer",
      () => cast(NaN, "int32").item(),
      "ValueError: cast: NaN: no int32 holds it: replace it first, e.g. where(isNaN(x), 0, x)",
    ],
    [
      "a large number as an integer",
      () => cast(tensor(3e9), "int32").item(),
      "ValueError: cast: 3000000000: no int32 holds it: clip the values to ±2147483647 first",
    ],
  ]);
});
