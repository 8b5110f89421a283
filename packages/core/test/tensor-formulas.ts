/** Formulas of tensors, computed by the ops of the same names: what is tested is how they are written. */
import * as C from "../src/index.ts";
import type { Arithmetic } from "./formula-reader.ts";

const num = (x: C.Tensor): C.Tensor => (x.dtype === "bool" ? C.cast(x, "float64") : x);
const claim = (x: C.Tensor): C.Tensor => (x.dtype === "bool" ? x : C.notEqual(x, 0));
type Step1 = (x: C.Tensor) => C.Tensor;
type Step2 = (a: C.Tensor, b: C.Tensor) => C.Tensor;
const of1 =
  (f: Step1): Step1 =>
  (x) =>
    f(num(x));
const of2 =
  (f: Step2): Step2 =>
  (a, b) =>
    f(num(a), num(b));

const reductions: Readonly<Record<string, (x: C.Tensor, axes: number[]) => C.Tensor>> = {
  sum: (x, axes) => C.sum(x, axes, { keepDims: true }),
  max: (x, axes) => C.max(x, axes, { keepDims: true }),
  mean: (x, axes) => C.mean(x, axes, { keepDims: true }),
  logSumExp: (x, axes) => C.logSumExp(x, axes, { keepDims: true }),
};

/** What is dropped from a shape is not in a formula: all reductions keep their axes, and the rest broadcasts. */
export const tensors: Arithmetic<C.Tensor> = {
  number: (x) => C.tensor(x),
  signs: {
    "+": of2((a, b) => C.add(a, b)),
    "−": of2((a, b) => C.sub(a, b)),
    "·": of2((a, b) => C.mul(a, b)),
    "/": of2((a, b) => C.div(a, b)),
    "<": of2((a, b) => C.less(a, b)),
    "≤": of2((a, b) => C.lessOrEqual(a, b)),
    "=": of2((a, b) => C.equal(a, b)),
    "@": of2((a, b) => C.matmul(a, b)),
    "⊗": of2((a, b) => C.outer(a.flatten(), b.flatten())),
    "∧": (a, b) => C.logicalAnd(claim(a), claim(b)),
    "∨": (a, b) => C.logicalOr(claim(a), claim(b)),
  },
  negative: of1(C.neg),
  not: (x) => C.logicalNot(claim(x)),
  power: of2((a, b) => C.pow(a, b)),
  functions: {
    abs: of1(C.abs),
    "√": of1(C.sqrt),
    ᵀ: of1((x) => C.transpose(x)),
    exp: of1(C.exp),
    ln: of1(C.log),
    tanh: of1(C.tanh),
    σ: of1(C.sigmoid),
    isFinite: of1(C.isFinite),
    softmax: of1((x) => C.softmax(x)),
    mean: of1((x) => C.mean(x)),
    relu: of1(C.relu),
    where: (mask, a, b) => C.where(claim(mask), num(a), num(b)),
  },
  attributed(name, [x], attrs) {
    const [axes, to] = [attrs.get("axes"), attrs.get("to")];
    if (x !== undefined && to !== undefined) {
      const shape = JSON.parse(to) as number[];
      return name === "reshape" ? C.reshape(num(x), shape) : C.broadcastTo(num(x), shape);
    }
    const f = reductions[name];
    if (x === undefined || axes === undefined || f === undefined)
      throw new Error(`what is ${name}?`);
    return f(num(x), JSON.parse(axes) as number[]);
  },
};
