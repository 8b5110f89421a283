/** More of the mistakes of `test-d/mistakes.test-d.ts` in programs without types: axes, shapes, derivatives. */
import { describe } from "vitest";
import { type Tensor, cast, grad, ones, tensor, zeros } from "../src/index.ts";
import { free, loose, refuses } from "./refusal.ts";

const x = zeros([32, 784]).named("x");
const [v, u] = [zeros([3]).named("v"), zeros([4]).named("u")];
const m = ones([2, 3]).named("m");
const scalar = tensor(2, { name: "s" });
const at = tensor([0, 1], { dtype: "int32", name: "at" });
const more = cast(v, "float32").named("v32");

type Pullback = readonly [unknown, (cotangent: unknown) => unknown];

describe("axes", () => {
  refuses([
    [
      "one too large",
      () => loose.sum(m, 2),
      "AxisError: sum: m [2, 3]: axis 2 does not exist: use -2 to 1",
    ],
    [
      "one too small",
      () => free(m).mean(-3),
      "AxisError: mean: m [2, 3]: axis -3 does not exist: use -2 to 1",
    ],
    [
      "one of several",
      () => free(m).max([0, 2]),
      "AxisError: max: m [2, 3]: axis 2 does not exist: use -2 to 1",
    ],
    [
      "one named twice",
      () => free(m).sum([0, -2]),
      "AxisError: sum: m [2, 3]: axes [0, -2] name one twice: name each once",
    ],
    [
      "of a scalar",
      () => free(scalar).sum(0),
      "AxisError: sum: s []: axis 0 does not exist: a scalar has no axes",
    ],
    [
      "of an index",
      () => loose.argmax(v, 1),
      "AxisError: argmax: v [3]: axis 1 does not exist: use -1 to 0",
    ],
    [
      "softmax",
      () => loose.softmax(v, 1),
      "AxisError: softmax: v [3]: axis 1 does not exist: use -1 to 0",
    ],
    [
      "a fraction",
      () => free(v).logSoftmax(0.5),
      "AxisError: logSoftmax: v [3]: axis 0.5 is not a whole number: write a number, e.g. 0, or -1 for the last",
    ],
    [
      "exchanged",
      () => loose.swapAxes(m, 0, 2),
      "AxisError: swapAxes: m [2, 3]: axis 2 does not exist: use -2 to 1",
    ],
    [
      "moved",
      () => loose.moveAxis(m, 0, 2),
      "AxisError: moveAxis: m [2, 3]: axis 2 does not exist: use -2 to 1",
    ],
    [
      "a place for a new one",
      () => loose.expandDims(v, 2),
      "AxisError: expandDims: v [3]: axis 2 does not exist: use -2 to 1",
    ],
    [
      "one that is not 1",
      () => loose.squeeze(m, 0),
      "ShapeError: squeeze: m [2, 3]: axis 0 has size 2, not 1: sum it, or take one element of it",
    ],
    [
      "an order too short",
      () => loose.permute(m, [0]),
      "AxisError: permute: m [2, 3] by [0]: an order names every axis once: write them all, e.g. [1, 0]",
    ],
    [
      "an order with one twice",
      () => free(m).permute([0, 0]),
      "AxisError: permute: m [2, 3] by [0, 0]: an order names every axis once: write them all, e.g. [1, 0]",
    ],
    [
      "an order too long",
      () => loose.transpose(m, [1, 0, 2]),
      "AxisError: permute: m [2, 3]: axis 2 does not exist: use -2 to 1",
    ],
    [
      "an order that is no list",
      () => free(m).permute(1, 0),
      "AxisError: permute: m [2, 3] by 1: an order names every axis once: write them all, e.g. [1, 0]",
    ],
    [
      "options in place of axes",
      () => free(v).sum({ keepDims: true }),
      "AxisError: sum: v [3]: axes are numbers, not an object: options come after the axes; undefined stands for all axes",
    ],
    [
      "options misspelled",
      () => free(v).sum(0, { keepdims: true }),
      "ValueError: sum: option keepdims: there is none of that name: it takes keepDims",
    ],
    [
      "options that are no object",
      () => free(v).sum(0, true),
      "ValueError: sum: true: options are an object: write { keepDims: … }, and in xs.map(…) (x) => sum(x)",
    ],
    [
      "along which elements are taken",
      () => free(v).take(at, 1),
      "AxisError: take: v [3]: axis 1 does not exist: use -1 to 0",
    ],
  ]);
});

describe("other shapes", () => {
  refuses([
    [
      "other numbers of elements",
      () => loose.reshape(m, [5]),
      "ShapeError: reshape: m [2, 3] to [5]: 6 elements do not fill 5 places: choose sizes whose product is 6, or write -1 for one of them",
    ],
    [
      "a large one",
      () => free(x).reshape([32, 28, 27]),
      "ShapeError: reshape: x [32, 784] to [32, 28, 27]: 25088 elements do not fill 24192 places: choose sizes whose product is 25088, or write -1 for one of them",
    ],
    [
      "a −1 that is no whole number",
      () => free(m).reshape([-1, 4]),
      "ShapeError: reshape: m [2, 3] to [-1, 4]: 6 elements do not divide by 4: change the other sizes",
    ],
    [
      "two −1",
      () => free(m).reshape([-1, -1]),
      "ValueError: reshape: m [2, 3] to [-1, -1]: only one size can be found: write the others",
    ],
    [
      "sizes without brackets",
      () => free(m).reshape(2, 3),
      "ValueError: reshape: 2: a shape is an array of sizes: write [2], or [2, 3] for two axes",
    ],
    [
      "flattened",
      () => free(m.flatten()).add(zeros([5])),
      "ShapeError: add: [6] and [5]: they do not broadcast, axis 0 is 6 against 5: sizes must agree or be 1, aligned on the right; reshape or slice one of them",
    ],
    [
      "joined with other sizes",
      () => loose.concat([m, zeros([2, 4]).named("n")]),
      "ShapeError: concat: m [2, 3] and n [2, 4] along axis 0: axis 1 is 3 against 4: join them along axis 1",
    ],
    [
      "joined with another rank",
      () => loose.concat([m, v], 1),
      "ShapeError: concat: m [2, 3] and v [3] along axis 1: they have 2 and 1 axes: use expandDims, or stack",
    ],
    [
      "joined along no axis",
      () => loose.concat([m, m], 2),
      "AxisError: concat: m [2, 3]: axis 2 does not exist: use -2 to 1",
    ],
    [
      "joined scalars",
      () => loose.concat([scalar, scalar]),
      "ShapeError: concat: s []: a scalar has no axis to join along: use stack",
    ],
    [
      "nothing to join",
      () => loose.concat([]),
      "ValueError: concat: an empty list: there is nothing to join: for a list that may be empty, begin it with zeros(…)",
    ],
    [
      "no list",
      () => loose.concat(v, u),
      "ValueError: concat: v [3]: it takes a list of tensors: write concat([a, b])",
    ],
    [
      "joined with another dtype",
      () => loose.concat([v, more]),
      'DTypeError: concat: v [3] float64 and v32 [3] float32: dtypes do not mix: write cast(v32, "float64")',
    ],
    [
      "stacked with another size",
      () => loose.stack([v, u]),
      "ShapeError: stack: v [3] and u [4]: the shapes differ: use concat, or reshape one of them",
    ],
    [
      "stacked with another dtype",
      () => loose.stack([v, more]),
      'DTypeError: stack: v [3] float64 and v32 [3] float32: dtypes do not mix: write cast(v32, "float64")',
    ],
    [
      "stacked along no axis",
      () => loose.stack([v, v], 2),
      "AxisError: stack: v [3]: axis 2 does not exist: use -2 to 1",
    ],
  ]);
});

describe("derivatives", () => {
  refuses([
    [
      "of a vector",
      () => loose.grad((p: Tensor) => p.mul(2))(v),
      "GradientError: grad: [3]: a gradient is that of a scalar: sum or average it, or use jacobian",
    ],
    [
      "of a vector at a place",
      () => loose.gradients(v.mul(2).named("y"), [v]),
      "GradientError: gradients: y [3]: a gradient is that of a scalar: sum or average it, give a cotangent, or use jacobian",
    ],
    [
      "with another cotangent",
      () => loose.gradients(v.mul(2), [v], u),
      "ShapeError: gradients: the cotangent u [4] float64 for [3] float64: a cotangent has the shape and the dtype of its tensor: give one like it",
    ],
    [
      "of a vector backwards",
      () => free(v).backward(),
      "GradientError: backward: v [3]: a gradient is that of a scalar: sum or average it, or use jacobian",
    ],
    [
      "of a number",
      () => loose.grad((p: Tensor) => p.sum().item())(v),
      "GradientError: grad: the result 0: it is not a tensor: return a scalar tensor, without item()",
    ],
    [
      "of a tensor",
      () => loose.grad(v.sum()),
      "ValueError: grad: []: it takes a function of tensors: write grad((x) => …)(x)",
    ],
    [
      "for no list",
      () => loose.gradients(v.sum(), v),
      "GradientError: gradients: v [3]: it takes a list of tensors: write gradients(y, [x])",
    ],
    [
      "second ones of a vector",
      () => loose.hessian((p: Tensor) => p.square())(v),
      "GradientError: grad: [3]: a gradient is that of a scalar: sum or average it, or use jacobian",
    ],
    [
      "with another tangent",
      () => loose.jvp((p: Tensor) => p.sin(), [v], [u]),
      "ShapeError: jvp: the tangent u [4] float64 for v [3] float64: a tangent has the shape and the dtype of its tensor: give one like it",
    ],
    [
      "with another direction",
      () => loose.hvp((p: Tensor) => p.square().sum())(v, u),
      "ShapeError: jvp: the tangent u [4] float64 for v [3] float64: a tangent has the shape and the dtype of its tensor: give one like it",
    ],
    [
      "with another cotangent for a pullback",
      () => (loose.vjp((p: Tensor) => p.sin(), v) as unknown as Pullback)[1](u),
      "ShapeError: vjp: the cotangent u [4] float64 for [3] float64: a cotangent has the shape and the dtype of its tensor: give one like it",
    ],
    [
      "of more than one element",
      () => free(v).item(),
      "ShapeError: item: v [3]: it has 3 elements, not 1: use toArray(), or take one element",
    ],
    [
      "for an integer",
      () => grad((p: Tensor) => p.sum())(at),
      'GradientError: grad: at [2] int32: only floating point has derivatives: pass it as another argument, or write cast(x, "float64")',
    ],
  ]);
});
