/** Derivatives that do not exist: refused with a remedy, never by a wrong number. */
import { describe } from "vitest";
import { type Tensor, cast, grad, ones, tensor } from "../src/index.ts";
import { loose, refuses } from "./refusal.ts";

const v = tensor([1, 2, 3], { name: "v" });
const m = ones([2, 3]).named("m");
const k = tensor([1, -2, 3], { dtype: "int32", name: "k" });
const mask = v.greater(1).named("mask");
const sum = (x: Tensor): Tensor => x.sum();

class Circle {
  readonly weight: Tensor = v;
  readonly self = this;
}

describe("derivatives", () => {
  refuses([
    [
      "of nothing",
      () => loose.grad(),
      "ValueError: grad: undefined: it takes a function of tensors: write grad((x) => …)(x)",
    ],
    [
      "of a name",
      () => loose.grad("loss"),
      'ValueError: grad: "loss": it takes a function of tensors: write grad((x) => …)(x)',
    ],
    [
      "at no tensor",
      () => loose.grad(sum)(3),
      "GradientError: grad: the argument 3: there is no tensor in it: write tensor(…)",
    ],
    [
      "at nothing",
      () => loose.grad(sum)(),
      "GradientError: grad: the argument undefined: there is no tensor in it: write tensor(…)",
    ],
    [
      "at a module without tensors",
      () => loose.grad(sum)({ size: 3, name: "m" }),
      "GradientError: grad: the argument an object: there is no tensor in it: write tensor(…)",
    ],
    [
      "at integers",
      () => loose.valueAndGrad(sum)(k),
      'GradientError: grad: k [3] int32: only floating point has derivatives: pass it as another argument, or write cast(x, "float64")',
    ],
    [
      "at integers in a tree",
      () => loose.grad(sum)({ w: v, layers: [{ steps: k }] }),
      'GradientError: grad: layers[0].steps k [3] int32: only floating point has derivatives: pass it as another argument, or write cast(x, "float64")',
    ],
    [
      "at claims",
      () => loose.gradients(v.sum(), [mask]),
      'GradientError: gradients: mask [3] bool: only floating point has derivatives: pass it as another argument, or write cast(x, "float64")',
    ],
    [
      "at a tree in a circle",
      () => grad((c: Circle) => c.weight.sum())(new Circle()),
      "ValueError: tree: self: it contains itself: hold tensors without going round in a circle",
    ],
    [
      "at tensors in a map",
      () => loose.grad(sum)(new Map([["w", v]])),
      "ValueError: tree: a Map: the tensors in it cannot be reached: hold them in an object or an array",
    ],
    [
      "at tensors in a set in a tree",
      () => loose.grad(sum)({ w: v, all: new Set([v]) }),
      "ValueError: tree: all: a Set: the tensors in it cannot be reached: hold them in an object or an array",
    ],
    [
      "of integers",
      () => loose.grad((x: Tensor) => cast(x, "int32").sum())(v),
      'GradientError: grad: [] int32: only floating point has derivatives: write cast(y, "float64")',
    ],
    [
      "of a claim",
      () => loose.grad((x: Tensor) => x.greater(0).all())(v),
      'GradientError: grad: [] bool: only floating point has derivatives: write cast(y, "float64")',
    ],
    [
      "of nothing returned",
      () => loose.grad(() => undefined)(v),
      "GradientError: grad: the result undefined: it is not a tensor: return a scalar tensor",
    ],
    [
      "of what comes later",
      () => loose.grad(async (x: Tensor) => x.sum())(v),
      "GradientError: grad: the result a Promise: it is not a tensor: await what f needs before, since f cannot be async",
    ],
    [
      "of a tree",
      () => loose.grad((x: Tensor) => ({ loss: x.sum() }))(v),
      "GradientError: grad: the result an object: it is not a tensor: return a scalar tensor",
    ],
    [
      "for a tree in place of a list",
      () => loose.gradients(v.sum(), { v }),
      "GradientError: gradients: an object: it takes a list of tensors: write gradients(y, [x])",
    ],
    [
      "for a list that holds a number",
      () => loose.gradients(v.sum(), [v, 1]),
      "ValueError: gradients: 1: it takes a tensor: write tensor(…)",
    ],
    [
      "of a number",
      () => loose.gradients(3, [v]),
      "GradientError: gradients: the result 3: it is not a tensor: return a scalar tensor, without item()",
    ],
    [
      "with a number as cotangent",
      () => loose.gradients(v.sum(), [v], 1),
      "ShapeError: gradients: the cotangent 1 for [] float64: a cotangent has the shape and the dtype of its tensor: give one like it",
    ],
    [
      "with a cotangent of another dtype",
      () => loose.gradients(v, [v], cast(v, "float32")),
      "ShapeError: gradients: the cotangent [3] float32 for v [3] float64: a cotangent has the shape and the dtype of its tensor: give one like it",
    ],
    [
      "for what the result does not depend on",
      () => v.sum().backward().of(m),
      "GradientError: backward: m [2, 3]: the result does not depend on it: use the tensor that it was computed from",
    ],
    [
      "for a list after a sweep",
      () =>
        v
          .sum()
          .backward()
          .of([v] as never),
      "ValueError: backward: an array: it takes a tensor: write tensor(…)",
    ],
    [
      "forwards without lists",
      () => loose.jvp(sum, v, v),
      "ValueError: jvp: v [3]: the arguments of f are a list: write jvp(f, [x], [dx])",
    ],
    [
      "forwards without tangents",
      () => loose.jvp(sum, [v]),
      "ShapeError: jvp: the tangent undefined for v [3] float64: a tangent has the shape and the dtype of its tensor: give one like it",
    ],
    [
      "forwards with numbers as tangents",
      () => loose.jvp(sum, [v], [1]),
      "ShapeError: jvp: the tangent an array for v [3] float64: a tangent has the shape and the dtype of its tensor: give one like it",
    ],
    [
      "forwards of integers",
      () => loose.jvp((x: Tensor) => x.argmax(), [v], [v]),
      'GradientError: jvp: the result [] int32: only floating point has derivatives: write cast(y, "float64")',
    ],
    [
      "pulled back from nothing",
      () => loose.vjp(() => 1, v),
      "GradientError: vjp: the result 1: there is no tensor in it: return what f computes",
    ],
    [
      "pulled back to nothing",
      () => loose.vjp(() => v),
      "GradientError: vjp: the argument an empty array: there is no tensor in it: write tensor(…)",
    ],
    [
      "of integers, in all directions",
      () => loose.jacobian((x: Tensor) => x.argmax())(v),
      'GradientError: jacobian: the result [] int32: only floating point has derivatives: write cast(y, "float64")',
    ],
    [
      "of a number, in all directions",
      () => loose.jacobian((x: Tensor) => x.item())(v.sum()),
      "GradientError: jacobian: the result 6: there is no tensor in it: return what f computes",
    ],
    [
      "in a mode that is none",
      () => loose.jacobian(sum, { mode: "fast" })(v),
      'ValueError: jacobian: mode "fast": there is no such mode: write "forward" or "reverse"',
    ],
    [
      "second ones of a tree",
      () => loose.hessian(({ a }: { a: Tensor }) => a.square().sum())({ a: v }),
      "GradientError: hessian: the argument an object: it takes one tensor: pack the parts with concat, or use hvp, which takes them as they are",
    ],
    [
      "second ones of nothing",
      () => loose.hessian(sum)([]),
      "GradientError: hessian: the argument an empty array: there is no tensor in it: write tensor(…)",
    ],
    [
      "of a constant",
      () => loose.stopGradient(3),
      "ValueError: stopGradient: 3: it takes a tensor: write tensor(…)",
    ],
  ]);
});
