/** Programs in which a number stops being finite. The line that does it says so. */
import * as C from "@chainrule/core";
import { type Tensor, customDerivative, tensor } from "@chainrule/core";
import type { Kind } from "@chainrule/check";

export interface Planted {
  readonly name: string;
  readonly program: () => Tensor;
  readonly in: "value" | "gradient";
  /** The op, or the op whose derivative it is. */
  readonly op: string | null;
  readonly kind: Kind;
  readonly index: readonly number[];
  readonly mechanism: string;
}

const X = () =>
  tensor(
    [
      [0.5, -1],
      [2, 3],
    ],
    { name: "x" },
  );

export const planted: readonly Planted[] = [
  {
    name: "log of a unit that is off",
    program() {
      const h = C.relu(X());
      const z = h.mul(2);
      const l = C.log(z); // born: log of a unit that is off
      return l
        .mul(
          tensor([
            [0, 0],
            [0, 0],
          ]),
        )
        .sum();
    },
    in: "value",
    op: "log",
    kind: "pole",
    index: [0, 1],
    mechanism: "log of 0",
  },
  {
    name: "exp overflows in a softmax by hand",
    program() {
      const logits = X().mul(400);
      const e = C.exp(logits); // born: exp overflows in a softmax by hand
      const p = e.div(e.sum(1, { keepDims: true }));
      return p.square().sum();
    },
    in: "value",
    op: "exp",
    kind: "overflow",
    index: [1, 0],
    mechanism: "exp of 800",
  },
  {
    name: "0/0 of a row without numbers",
    program() {
      const counts = C.relu(X()).mul(
        tensor([
          [0, 0],
          [1, 1],
        ]),
      );
      const share = counts.div(counts.sum(1, { keepDims: true })); // born: 0/0 of a row without numbers
      return share.sum();
    },
    in: "value",
    op: "div",
    kind: "undetermined",
    index: [0, 0],
    mechanism: "0 / 0",
  },
  {
    name: "the square root of a negative variance",
    program() {
      const x = X();
      const v = C.square(x)
        .mean(0)
        .sub(C.square(x.mean(0)).mul(2));
      const s = C.sqrt(v); // born: the square root of a negative variance
      return s.sum();
    },
    in: "value",
    op: "sqrt",
    kind: "domain",
    index: [0],
    mechanism: "sqrt of −1",
  },
  {
    name: "division by a padding",
    program() {
      const x = C.pad(X(), [
        [0, 1],
        [0, 0],
      ]);
      const r = C.div(1, x); // born: division by a padding
      return r.sum();
    },
    in: "value",
    op: "div",
    kind: "pole",
    index: [2, 0],
    mechanism: "1 / 0",
  },
  {
    name: "a power of a negative number",
    program() {
      const x = X();
      const y = C.pow(x, 0.5); // born: a power of a negative number
      return y.sum();
    },
    in: "value",
    op: "pow",
    kind: "domain",
    index: [0, 1],
    mechanism: "(−1) ^ 0.5",
  },
  {
    name: "a product that overflows",
    program() {
      const big = X().mul(1e200);
      const y = C.matmul(big, big); // born: a product that overflows
      return C.softmax(y, 0).sum();
    },
    in: "value",
    op: "matmul",
    kind: "overflow",
    index: [0, 0],
    mechanism: "5e199 · 5e199",
  },
  {
    name: "∞ − ∞ of two overflows",
    program() {
      const x = X().mul(300);
      const a = C.exp(x); // born: ∞ − ∞ of two overflows
      return a.sub(C.exp(x.mul(2))).sum();
    },
    in: "value",
    op: "exp",
    kind: "overflow",
    index: [1, 1],
    mechanism: "exp of 900",
  },
  {
    name: "a row that is masked altogether",
    program() {
      const mask = tensor(
        [
          [0, 0],
          [-Infinity, -Infinity],
        ],
        { name: "mask" },
      );
      const s = X().add(mask);
      const shifted = s.sub(C.max(s, 1, { keepDims: true })); // born: a row that is masked altogether
      return C.exp(shifted).sum();
    },
    in: "value",
    op: "sub",
    kind: "undetermined",
    index: [1, 0],
    mechanism: "−∞ − (−∞)",
  },
  {
    name: "a hole in the data",
    program() {
      const table = tensor(
        [
          [1, NaN],
          [2, 3],
        ],
        { name: "table" },
      );
      return C.matmul(table, X()).mean();
    },
    in: "value",
    op: null,
    kind: "data",
    index: [0, 1],
    mechanism: "",
  },
  {
    name: "arc cosine of a little more than 1",
    program() {
      const x = X().div(3);
      const a = C.acos(x.add(1e-9)); // born: arc cosine of a little more than 1
      return a.sum();
    },
    in: "value",
    op: "acos",
    kind: "domain",
    index: [1, 1],
    mechanism: "",
  },
  {
    name: "a cumulative product that overflows",
    program() {
      const x = tensor([1e200, 1e100, 1e50, 2], { name: "x" });
      const p = C.cumprod(x, 0); // born: a cumulative product that overflows
      return p.sub(p).sum();
    },
    in: "value",
    op: "cumprod",
    kind: "overflow",
    index: [0],
    mechanism: "1e200 · 1e150",
  },
  {
    name: "the slope of the root at 0",
    program() {
      const h = C.square(X().sub(0.5)).mul(2);
      const r = C.sqrt(h); // born: the slope of the root at 0
      return r.sum();
    },
    in: "gradient",
    op: "sqrt",
    kind: "pole",
    index: [0, 0],
    mechanism: "0.5 / 0",
  },
  {
    name: "the length of nothing, by hand",
    program() {
      const x = tensor([0, 0], { name: "x" });
      const n = C.sqrt(x.mul(x).sum()); // born: the length of nothing, by hand
      return n.mul(2);
    },
    in: "gradient",
    op: "sqrt",
    kind: "pole",
    index: [],
    mechanism: "0.5 / 0",
  },
  {
    name: "a branch that was not taken",
    program() {
      const x = tensor([0, 2], { name: "x" });
      const inverse = C.div(1, x); // born: a branch that was not taken
      const y = C.where(x.greater(0), inverse.mul(x), 0).mul(inverse.mul(0).add(1));
      return y.sum();
    },
    in: "value",
    op: "div",
    kind: "pole",
    index: [0],
    mechanism: "1 / 0",
  },
  {
    name: "a gradient that overflows",
    program() {
      const x = tensor([1, 1e-200], { name: "x" });
      const y = C.div(1, x); // born: a gradient that overflows
      return y.mul(1e-100).sum();
    },
    in: "gradient",
    op: "div",
    kind: "overflow",
    index: [1],
    mechanism: "",
  },
  {
    name: "a rule of one's own that divides by 0",
    program() {
      const cube = customDerivative({
        name: "cube",
        evaluate: (x: Tensor) => C.pow(x, 3),
        vjp: (g, y, x) => [g.mul(y).div(x).mul(3)],
        check: false,
      });
      const x = tensor([0, 2], { name: "x" });
      return cube(x).sum(); // born: a rule of one's own that divides by 0
    },
    in: "gradient",
    op: "cube",
    kind: "undetermined",
    index: [0],
    mechanism: "0 / 0",
  },
];
