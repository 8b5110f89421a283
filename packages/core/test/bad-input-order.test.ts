/** Running sums, rolls, copies, orders and directions that nothing can answer: refused with a remedy. */
import { describe } from "vitest";
import { cast, ones, tensor } from "../src/index.ts";
import { free, loose, refuses } from "./refusal.ts";

const v = tensor([1, 2, 3], { name: "v" });
const m = ones([2, 3]).named("m");
const k = tensor([1, -2, 3], { dtype: "int32", name: "k" });

describe("running, rolling, copying and sorting", () => {
  refuses([
    [
      "a running sum along no axis",
      () => free(v).cumsum(),
      "AxisError: cumsum: v [3]: axis undefined is not a whole number: write a number, e.g. 0, or -1 for the last",
    ],
    [
      "a running sum of truth values",
      () => loose.cumsum(cast(v, "bool"), 0),
      'DTypeError: cumsum: [3] bool: it is defined for numbers: write cast(x, "float64")',
    ],
    [
      "a running sum of a scalar",
      () => loose.cumsum(tensor(2), 0),
      "AxisError: cumsum: []: axis 0 does not exist: a scalar has no axes",
    ],
    [
      "more than an axis",
      () => loose.cumsum(v, 0, true),
      "ValueError: cumsum: 1 more argument: it does not take so many: in xs.map(…) write (x) => cumsum(x)",
    ],
    [
      "a running product past the last axis",
      () => free(m).cumprod(2),
      "AxisError: cumprod: m [2, 3]: axis 2 does not exist: use -2 to 1",
    ],
    [
      "a running product of a number",
      () => loose.cumprod(3, 0),
      "ValueError: cumprod: 3: it takes a tensor: write tensor(…)",
    ],
    [
      "more than an axis for a product",
      () => loose.cumprod(v, 0, 1),
      "ValueError: cumprod: 1 more argument: it does not take so many: in xs.map(…) write (x) => cumprod(x)",
    ],
    [
      "half a shift",
      () => free(v).roll(0.5, 0),
      "ValueError: roll: shift 0.5: it is not a whole number: write one such as 1, or -1 for the other way",
    ],
    [
      "a roll along no axis",
      () => free(v).roll(1),
      "AxisError: roll: v [3]: axis undefined is not a whole number: write a number, e.g. 0, or -1 for the last",
    ],
    [
      "a roll with more than an axis",
      () => loose.roll(v, 1, 0, 1),
      "ValueError: roll: 1 more argument: it does not take so many: in xs.map(…) write (x) => roll(x)",
    ],
    [
      "one repetition for all axes",
      () => free(m).tile(2),
      "ValueError: tile: repetitions 2: they are a list of counts: write one per axis, e.g. [2, 1]",
    ],
    [
      "half a tile",
      () => free(m).tile([1, 0.5]),
      "ValueError: tile: count 0.5: it is not a whole number from 0 up: write one such as 3",
    ],
    [
      "repetitions as arguments",
      () => free(m).tile([2], 1),
      "ValueError: tile: 1 more argument: it does not take so many: in xs.map(…) write (x) => tile(x)",
    ],
    [
      "repeating less than never",
      () => free(v).repeat(-1, 0),
      "ValueError: repeat: count -1: it is not a whole number from 0 up: write one such as 3",
    ],
    [
      "repeating along no axis",
      () => free(v).repeat(2),
      "AxisError: repeat: v [3]: axis undefined is not a whole number: write a number, e.g. 0, or -1 for the last",
    ],
    [
      "repeating with more than an axis",
      () => loose.repeat(v, 2, 0, 1),
      "ValueError: repeat: 1 more argument: it does not take so many: in xs.map(…) write (x) => repeat(x)",
    ],
    [
      "sorting a scalar",
      () => loose.sort(tensor(2)),
      "AxisError: sort: []: axis -1 does not exist: a scalar has no axes",
    ],
    [
      "sorting by a comparison",
      () => free(v).sort((a: number, b: number) => a - b),
      "AxisError: sort: v [3]: axis a function is not a whole number: write a number, e.g. 0, or -1 for the last",
    ],
    [
      "sorting with another option",
      () => free(v).sort(0, { reverse: true }),
      "ValueError: sort: option reverse: there is none of that name: it takes descending",
    ],
    [
      "a truth value for options",
      () => free(v).argsort(0, true),
      "ValueError: argsort: true: options are an object: write { descending: … }, and in xs.map(…) (x) => argsort(x)",
    ],
    [
      "more than there are",
      () => free(m).topK(4),
      "ShapeError: topK: m [2, 3] with k = 4: axis 1 has size 3: use 0 to 3",
    ],
    [
      "half of one",
      () => free(m).topK(0.5),
      "ValueError: topK: k 0.5: it is not a whole number from 0 up: write one such as 3",
    ],
    [
      "options for the largest",
      () => loose.topK(m, 1, 0, {}),
      "ValueError: topK: 1 more argument: it does not take so many: in xs.map(…) write (x) => topK(x)",
    ],
    [
      "directions of different lengths",
      () => free(v).cosineSimilarity(ones([2])),
      "ShapeError: cosineSimilarity: v [3] and [2]: they do not broadcast, axis 0 is 3 against 2: sizes must agree or be 1, aligned on the right; reshape or slice one of them",
    ],
    [
      "directions of integers",
      () => free(k).cosineSimilarity(k),
      'DTypeError: cosineSimilarity: k [3] int32: it is defined for floating point: write cast(k, "float64")',
    ],
    [
      "directions of two dtypes",
      () => free(v).cosineSimilarity(cast(v, "float32")),
      'DTypeError: cosineSimilarity: v [3] float64 and [3] float32: dtypes do not mix: write cast(…, "float64")',
    ],
    [
      "directions along an axis past the last",
      () => free(v).cosineSimilarity(v, 1),
      "AxisError: cosineSimilarity: v [3]: axis 1 does not exist: use -1 to 0",
    ],
    [
      "directions with options",
      () => loose.cosineSimilarity(v, v, 0, 1),
      "ValueError: cosineSimilarity: 1 more argument: it does not take so many: in xs.map(…) write (x) => cosineSimilarity(x)",
    ],
  ]);
});
