/** What vmap cannot map: refused with a remedy, never by a wrong number. */
import { describe } from "vitest";
import { type Tensor, add, ones, random, sum, tensor, vmap } from "../src/index.ts";
import { free, loose, refuses } from "./refusal.ts";

const x = random(1).normal([3, 2]).named("x");
const y = random(2).normal([4, 2]).named("y");
const s = tensor(2, { name: "s" });
const model = { layers: [{ w: x }, { w: y }] };
const total = (v: Tensor): Tensor => sum(v);

describe("vmap", () => {
  refuses([
    [
      "of nothing",
      () => loose.vmap(),
      "ValueError: vmap: undefined: it takes a function of tensors: write vmap((x) => …)(x)",
    ],
    [
      "of a tensor",
      () => loose.vmap(x),
      "ValueError: vmap: x [3, 2]: it takes a function of tensors: write vmap((x) => …)(x)",
    ],
    [
      "over no arguments",
      () => loose.vmap(total)(),
      "ValueError: vmap: no arguments: no tensor is mapped: give at least one tensor an axis",
    ],
    [
      "over arguments without tensors",
      () => loose.vmap(total)(3, { name: "m" }),
      "ValueError: vmap: 3, an object along axes [0, 0]: no tensor is mapped: give at least one tensor an axis",
    ],
    [
      "over no axis",
      () => loose.vmap(total, [null])(x),
      "ValueError: vmap: a Tensor along axes [null]: no tensor is mapped: give at least one tensor an axis",
    ],
    [
      "over null for all",
      () => loose.vmap(total, null)(x),
      "ValueError: vmap: a Tensor along axes [null]: no tensor is mapped: give at least one tensor an axis",
    ],
    [
      "over different numbers of examples",
      () => vmap((a: Tensor, b: Tensor) => add(a, b))(x, y),
      "ShapeError: vmap: argument 0 x [3, 2] along axis 0 and argument 1 y [4, 2] along axis 0: 3 against 4 examples: make them agree, or write null in axes for what is the same for all examples",
    ],
    [
      "over different numbers of examples along different axes",
      () => vmap((a: Tensor, b: Tensor) => add(a, b), [-1, 0])(x, y),
      "ShapeError: vmap: argument 0 x [3, 2] along axis -1 and argument 1 y [4, 2] along axis 0: 2 against 4 examples: make them agree, or write null in axes for what is the same for all examples",
    ],
    [
      "over different numbers of examples in one tree",
      () => loose.vmap((m: typeof model) => m.layers[0]?.w)(model),
      "ShapeError: vmap: argument 0 layers[0].w x [3, 2] along axis 0 and argument 0 layers[1].w y [4, 2] along axis 0: 3 against 4 examples: make them agree, or write null in axes for what is the same for all examples",
    ],
    [
      "along an axis that does not exist",
      () => loose.vmap(total, 2)(x),
      "AxisError: vmap: argument 0 x [3, 2]: axis 2 does not exist: use -2 to 1",
    ],
    [
      "along an axis below those that exist",
      () => loose.vmap(add, [0, -3])(x, x),
      "AxisError: vmap: argument 1 x [3, 2]: axis -3 does not exist: use -2 to 1",
    ],
    [
      "of a scalar",
      () => loose.vmap(add)(x, s),
      "AxisError: vmap: argument 1 s []: axis 0 does not exist: a scalar has no axes; write null in axes for what is the same for all examples",
    ],
    [
      "with too few axes",
      () => loose.vmap(add, [0])(x, x),
      "ValueError: vmap: axes [0]: 1 for 2 arguments: write one for each, null for what is the same for all examples",
    ],
    [
      "with too many axes",
      () => loose.vmap(total, [0, null])(x),
      "ValueError: vmap: axes [0, null]: 2 for 1 argument: write one for each, null for what is the same for all examples",
    ],
    [
      "along half an axis",
      () => loose.vmap(total, 0.5)(x),
      "ValueError: vmap: axes 0.5: an axis is a whole number, or null: write 0, or a list such as [0, null]: one axis, or null for what is the same for all, to each argument",
    ],
    [
      "along axes of an argument's own",
      () => loose.vmap(add, [0, [0]])(x, x),
      "ValueError: vmap: axes with an array: an axis is a whole number, or null: write 0, or a list such as [0, null]: one axis, or null for what is the same for all, to each argument",
    ],
    [
      "along a word",
      () => loose.vmap(total, "all")(x),
      'ValueError: vmap: axes "all": an axis is a whole number, or null: write 0, or a list such as [0, null]: one axis, or null for what is the same for all, to each argument',
    ],
    [
      "of a function that gives a number",
      () => loose.vmap(() => 3)(x),
      "ValueError: vmap: the result 3: there is no tensor in it: return what f computes",
    ],
    [
      "of a function that gives nothing",
      () => loose.vmap(() => ({}))(x),
      "ValueError: vmap: the result an object: there is no tensor in it: return what f computes",
    ],
    [
      "of a function that gives it later",
      () => loose.vmap(async (v: Tensor) => v)(x),
      "ValueError: vmap: the result a Promise: there is no tensor in it: await what f needs before, since f cannot be async",
    ],
    [
      "of a function that asks for a value",
      () => loose.vmap((v: Tensor) => v.mul(v.sum().item()))(x),
      "ValueError: evaluate: the input x [2]: it has no value while a graph is being traced: read values outside of the traced function, or choose with where(condition, a, b)",
    ],
    [
      "of a function in which an example does not fit",
      () => loose.vmap((v: Tensor) => free(v).add(ones([3])))(x),
      "ShapeError: add: x [2] and [3]: they do not broadcast, axis 0 is 2 against 3: sizes must agree or be 1, aligned on the right; reshape or slice one of them",
    ],
  ]);
});
