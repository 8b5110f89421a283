/** Functions with a mistake in their derivative. */
import * as C from "@chainrule/core";
import { type Tensor, customDerivative, stopGradient, tensor } from "@chainrule/core";
import type { Culprit } from "@chainrule/check";

export interface Mistake {
  readonly name: string;
  readonly f: (...xs: Tensor[]) => unknown;
  readonly at: readonly Tensor[];
  /** The mode that is off. */
  readonly culprit: Culprit | "reverse or both";
  /** How many derivatives are off, where that is less than all that are not 0. */
  readonly wrong?: number;
  /** The one factor, if there is one. */
  readonly ratio?: number;
  /** Only the derivatives of the gradient are off. */
  readonly order?: 1 | 2;
}

type Vjp = (g: Tensor, y: Tensor, ...xs: Tensor[]) => readonly (Tensor | null)[];
type Jvp = (dxs: readonly [Tensor, ...Tensor[]], y: Tensor, ...xs: Tensor[]) => Tensor;

interface Rules {
  vjp?: Vjp;
  jvp?(...all: Parameters<Jvp>): Tensor;
}

const own = (evaluate: (...xs: Tensor[]) => Tensor, rules: Rules) => {
  const fixed =
    evaluate.length === 1 ? (x: Tensor) => evaluate(x) : (a: Tensor, b: Tensor) => evaluate(a, b);
  return customDerivative<readonly Tensor[]>({
    name: "mine",
    evaluate: fixed,
    ...(rules as object),
    check: false,
  });
};

const X = tensor([0.4, -1.3, 2.1]);
const M = tensor([
  [0.4, -1.3],
  [2.1, 0.7],
]);
const N = tensor([
  [1.5, 0.2],
  [-0.6, 0.9],
]);

const sinWith = (vjp: Vjp) => own((x) => C.sin(x), { vjp });
const mask = (...xs: number[]) => tensor(xs);

/** The rule of sin, with a slip. */
const slips: [string, Vjp, Partial<Mistake>?][] = [
  ["twice as much", (g, _, x) => [g.mul(C.cos(x)).mul(2)], { ratio: 2 }],
  ["half of it", (g, _, x) => [g.mul(C.cos(x)).div(2)], { ratio: 0.5 }],
  ["the sign", (g, _, x) => [g.mul(C.cos(x)).neg()], { ratio: -1 }],
  ["one part in 10 000 more", (g, _, x) => [g.mul(C.cos(x)).mul(1.0001)], { ratio: 1.0001 }],
  [
    "one part in 10 000 less in one element",
    (g, _, x) => [g.mul(C.cos(x)).mul(mask(1, 0.9999, 1))],
    { wrong: 1, ratio: 0.9999 },
  ],
  ["a third: a mean for a sum", (g, _, x) => [g.mul(C.cos(x)).div(3)], { ratio: 1 / 3 }],
  ["nothing at all", () => [null], { ratio: 0 }],
  [
    "nothing in one element",
    (g, _, x) => [g.mul(C.cos(x)).mul(mask(1, 1, 0))],
    { wrong: 1, ratio: 0 },
  ],
  ["the function for its derivative", (g, y) => [g.mul(y)]],
  ["sin′ = −cos, as is that of cos", (g, _, x) => [g.mul(C.cos(x)).mul(-1)], { ratio: -1 }],
  ["the derivative left out", (g) => [g]],
  ["the derivative twice", (g, _, x) => [g.mul(C.cos(x)).mul(C.cos(x))]],
  ["divided instead of multiplied", (g, _, x) => [g.div(C.cos(x))]],
  ["a constant besides", (g, _, x) => [g.mul(C.cos(x).add(0.001))]],
  [
    "degrees for radians",
    (g, _, x) => [g.mul(C.cos(x)).mul(Math.PI / 180)],
    { ratio: Math.PI / 180 },
  ],
  ["taken at the result", (g, y) => [g.mul(C.cos(y))]],
  ["taken a little to the side", (g, _, x) => [g.mul(C.cos(x.add(1e-3)))]],
  ["the elements in reverse", (g, _, x) => [C.flip(g.mul(C.cos(x)), 0)]],
  [
    "the sign where x is negative",
    (g, _, x) => [g.mul(C.cos(x)).mul(C.sign(x))],
    { wrong: 1, ratio: -1 },
  ],
  ["without the cotangent", (_g, _, x) => [C.cos(x)], { culprit: "reverse or both" }],
  ["the size of the cotangent", (g, _, x) => [C.abs(g).mul(C.cos(x))]],
  ["a clipped cotangent", (g, _, x) => [C.clip(g, -1, 1).mul(C.cos(x))], { culprit: "reverse" }],
  ["an approximation", (g, _, x) => [g.mul(C.sub(1, C.square(x).div(2)))]],
  ["the sum of the cotangents", (g, _, x) => [C.cos(x).mul(g.sum())]],
  ["rounded to single precision", (g, _, x) => [g.mul(C.cos(x.mul(1 + 1e-4)))]],
];

const inVjp = slips.map(([name, vjp, more = {}]): Mistake => ({
  name: `vjp: ${name}`,
  f: sinWith(vjp),
  at: [X],
  culprit: "both",
  ...more,
}));

const cosine: Vjp = (g, _, x) => [g.mul(C.cos(x))];
const cosines: Jvp = ([dx], _, x) => dx.mul(C.cos(x));
/** The same with the other rule right. */
const alone: Mistake[] = [
  ...slips.slice(0, 5).map(([name, vjp, more = {}]): Mistake => ({
    name: `vjp, beside a right jvp: ${name}`,
    f: own((x) => C.sin(x), { vjp, jvp: cosines }),
    at: [X],
    ...more,
    culprit: "reverse",
  })),
  ...(
    [
      ["twice as much", ([dx], _, x) => dx.mul(C.cos(x)).mul(2), 2],
      ["the sign", ([dx], _, x) => dx.mul(C.cos(x)).neg(), -1],
      ["one part in 10 000", ([dx], _, x) => dx.mul(C.cos(x)).mul(1.0001), 1.0001],
      ["nothing", ([dx]) => dx.mul(0), 0],
      ["without the tangent", (_d, _, x) => C.cos(x), undefined],
      ["in one element", ([dx], _, x) => dx.mul(C.cos(x)).mul(mask(1, 3, 1)), 3],
    ] as [string, Jvp, number | undefined][]
  ).map(([name, jvp, ratio]): Mistake => ({
    name: `jvp, beside a right vjp: ${name}`,
    f: own((x) => C.sin(x), { vjp: cosine, jvp }),
    at: [X],
    culprit: "forward",
    ...(ratio !== undefined && { ratio }),
  })),
];

const product = (vjp: Vjp) => own((a, b) => C.matmul(a, b), { vjp });
const t = (x: Tensor) => x.transpose();

/** Rules of more than one element. */
const wider: Mistake[] = [
  {
    name: "matmul: the second factor not transposed",
    f: product((g, _, a, b) => [C.matmul(g, b), C.matmul(t(a), g)]),
    at: [M, N],
    culprit: "both",
  },
  {
    name: "matmul: factors in the wrong order",
    f: product((g, _, a, b) => [C.matmul(t(b), g), C.matmul(t(a), g)]),
    at: [M, N],
    culprit: "both",
  },
  {
    name: "matmul: the result transposed",
    f: product((g, _, a, b) => [t(C.matmul(g, t(b))), C.matmul(t(a), g)]),
    at: [M, N],
    culprit: "both",
  },
  {
    name: "matmul: the inputs exchanged",
    f: product((g, _, a, b) => [C.matmul(t(a), g), C.matmul(g, t(b))]),
    at: [M, N],
    culprit: "both",
  },
  {
    name: "matmul: one input forgotten",
    f: product((g, _, _a, b) => [C.matmul(g, t(b)), null]),
    at: [M, N],
    culprit: "both",
    ratio: 0,
  },
  {
    name: "softmax: elementwise",
    f: own((x) => C.softmax(x), { vjp: (g, y) => [g.mul(y).mul(C.sub(1, y))] }),
    at: [X],
    culprit: "both",
  },
  {
    name: "softmax: the mean left out",
    f: own((x) => C.softmax(x), { vjp: (g, y) => [g.mul(y)] }),
    at: [X],
    culprit: "both",
  },
  {
    name: "tanh: at the pre-activation",
    f: own((x) => C.tanh(x), { vjp: (g, _, x) => [g.mul(C.sub(1, C.square(x)))] }),
    at: [X],
    culprit: "both",
  },
  {
    name: "sigmoid: y for y(1 − y)",
    f: own((x) => C.sigmoid(x), { vjp: (g, y) => [g.mul(y)] }),
    at: [X],
    culprit: "both",
  },
  {
    name: "relu: passes where it is off",
    f: own((x) => C.relu(x), { vjp: (g) => [g] }),
    at: [X],
    culprit: "both",
    wrong: 1,
  },
  {
    name: "cumsum: in the wrong direction",
    f: own((x) => C.cumsum(x, 0), { vjp: (g) => [C.cumsum(g, 0)] }),
    at: [X],
    culprit: "both",
  },
  {
    name: "the mean: a sum",
    f: own((x) => C.mean(x), { vjp: (g, _, x) => [g.mul(C.ones([3])).mul(x.mul(0).add(1))] }),
    at: [X],
    culprit: "both",
    ratio: 3,
  },
  {
    name: "the mean of four: another mean besides",
    f: (x) => own((a) => C.mean(a), { vjp: (g) => [g.mul(C.full([8], 1 / 64))] })(x),
    at: [C.random(1).normal([8])],
    culprit: "both",
    ratio: 1 / 8,
  },
  {
    name: "the sum of squares: without the 2",
    f: own((x) => C.square(x).sum(), { vjp: (g, _, x) => [g.mul(x)] }),
    at: [X],
    culprit: "both",
    ratio: 0.5,
  },
  {
    name: "variance: the mean not subtracted",
    f: own((x) => C.variance(x), { vjp: (g, _, x) => [g.mul(x).mul(2 / 3)] }),
    at: [X],
    culprit: "both",
  },
  {
    name: "max: all get all",
    f: own((x) => C.max(x), { vjp: (g) => [g.mul(C.ones([3]))] }),
    at: [X],
    culprit: "both",
    wrong: 2,
  },
  {
    name: "abs at 0: steeper than on either side",
    f: own((x) => C.abs(x).sum(), { vjp: (g, _, x) => [g.mul(C.sign(x)).mul(3)] }),
    at: [tensor([0, 1])],
    culprit: "both",
  },
  {
    name: "log at 1e-8: half",
    f: own((x) => C.log(x), { vjp: (g, _, x) => [g.div(x).div(2)] }),
    at: [tensor([1e-8, 1])],
    culprit: "both",
    ratio: 0.5,
  },
  {
    name: "1e10 x²: one part in 10 000",
    f: own((x) => C.square(x).mul(1e10), { vjp: (g, _, x) => [g.mul(x).mul(2.0002e10)] }),
    at: [tensor([1e-5, 3])],
    culprit: "both",
    ratio: 1.0001,
  },
  {
    name: "x − sin x at 1e-3: nothing",
    f: own((x) => x.sub(C.sin(x)), { vjp: () => [null] }),
    at: [tensor([1e-3, 1e-2])],
    culprit: "both",
    ratio: 0,
  },
  {
    name: "one of 600 elements, by one part in 10 000",
    f: (x) =>
      own((a) => C.sin(a).sum(), {
        vjp: (g, _, a) => [
          g
            .mul(C.cos(a))
            .mul(tensor(Array.from({ length: 600 }, (_v, i) => (i === 417 ? 1.0001 : 1)))),
        ],
      })(x),
    at: [C.random(2).normal([600])],
    culprit: "both",
  },
];

/** Paths that are cut, and what is no rule at all. */
const paths: Mistake[] = [
  {
    name: "a factor behind stopGradient",
    f: (x) => x.mul(stopGradient(C.exp(x))),
    at: [X],
    culprit: "both",
  },
  {
    name: "a mean detached",
    f: (x) =>
      C.square(x.sub(C.detach(x.mean())))
        .mul(tensor([1, 2, 3]))
        .sum(),
    at: [X],
    culprit: "both",
  },
  { name: "a number read out", f: (x) => x.mul(C.item(C.sum(x))), at: [X], culprit: "both" },
  {
    name: "one of two uses stopped",
    f: (x) =>
      C.sin(x)
        .add(C.cos(stopGradient(x)))
        .sum(),
    at: [X],
    culprit: "both",
  },
  {
    name: "a straight-through rounding",
    f: (x) => x.add(stopGradient(C.round(x).sub(x))).mul(2),
    at: [X],
    culprit: "both",
  },
  {
    name: "NaN where it is 1",
    f: own((x) => C.sin(x), { vjp: (g, _, x) => [g.mul(C.cos(x)).mul(mask(1, NaN, 1))] }),
    at: [X],
    culprit: "reverse or both",
    wrong: 3,
  },
];

/** Right, and a second derivative that is not. */
const second: Mistake[] = [
  {
    name: "second order: the slope taken as a constant",
    f: sinWith((g, _, x) => [g.mul(stopGradient(C.cos(x)))]),
    at: [X],
    culprit: "both",
    order: 2,
  },
  {
    name: "second order: only in forward mode",
    f: own((x) => C.sin(x), {
      vjp: cosine,
      jvp: ([dx], _, x) => dx.mul(stopGradient(C.cos(x))),
    }),
    at: [X],
    culprit: "both",
    order: 2,
  },
  {
    name: "second order: the product's other factor a constant",
    f: own((a, b) => C.mul(a, b), { vjp: (g, _, a, b) => [g.mul(stopGradient(b)), g.mul(a)] }),
    at: [X, X.mul(2)],
    culprit: "both",
    order: 2,
  },
  {
    name: "second order: a cube with half of it",
    f: own((x) => C.pow(x, 3), { vjp: (g, _, x) => [g.mul(x).mul(stopGradient(x)).mul(3)] }),
    at: [X],
    culprit: "both",
    order: 2,
    ratio: 0.5,
  },
  {
    name: "second order: the cotangent a constant",
    f: (x) =>
      C.square(
        own((a) => C.sin(a), { vjp: (g, _, a) => [stopGradient(g).mul(C.cos(a))], jvp: cosines })(
          x,
        ),
      ),
    at: [X],
    culprit: "both",
    order: 2,
  },
];

export const mistakes: readonly Mistake[] = [...inVjp, ...alone, ...wider, ...paths, ...second];
