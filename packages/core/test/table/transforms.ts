import * as C from "../../src/index.ts";
import { anywhere, positive } from "./domain.ts";
import { each } from "./reference.ts";
import { type Row, row } from "./row.ts";

/** `x^y·tanh(x)` and its slopes. */
const f = (x: C.Tensor, y: C.Tensor): C.Tensor => x.log().mul(y).exp().mul(x.tanh());
const reference = each((x, y) => x ** y * Math.tanh(x));
const slopes = (z: C.Tensor, x: C.Tensor, y: C.Tensor): C.Tensor[] => {
  const t = x.tanh();
  return [
    z
      .mul(y)
      .div(x)
      .add(x.pow(y).mul(C.sub(1, t.square()))),
    z.mul(x.log()),
  ];
};

const lean = C.checkpoint(f);
const twice = C.checkpoint((x: C.Tensor, y: C.Tensor) => lean(x, y).sigmoid());
const byVjp = C.customDerivative({
  name: "own",
  evaluate: f,
  vjp: (g, z, x, y) => slopes(z, x, y).map((slope) => g.mul(slope)),
});
const byJvp = C.customDerivative({
  name: "own",
  evaluate: f,
  jvp: (dxs, z, x, y) =>
    slopes(z, x, y)
      .map((slope, i) => slope.mul(dxs[i] ?? 0))
      .reduce((a, b) => a.add(b)),
});

const made: [op: string, special: string, f: (x: C.Tensor, y: C.Tensor) => C.Tensor][] = [
  ["checkpoint", "", lean],
  ["customDerivative", "by its vjp", byVjp],
  ["customDerivative", "by its jvp", byJvp],
];

/** What differentiates in a way of its own, as ops with the same derivatives. */
export const transforms: readonly Row[] = [
  ...made.map(([op, special, g]) =>
    row(
      op,
      special,
      [
        [2, 3],
        [2, 3],
      ],
      [positive, anywhere],
      (x, y) => g(x, y),
      {
        reference,
        edges: [
          [[], []],
          [[1], [1]],
          [
            [2, 0],
            [2, 0],
          ],
        ],
      },
    ),
  ),
  row(
    "checkpoint",
    "in a checkpoint",
    [
      [2, 3],
      [2, 3],
    ],
    [positive, anywhere],
    (x, y) => twice(x, y.tanh()),
    {
      reference: each((x, y) => 1 / (1 + Math.exp(-(x ** Math.tanh(y)) * Math.tanh(x)))),
    },
  ),
];

type Scalar = (x: C.Tensor) => C.Tensor<readonly []>;
const slope = (g: Scalar): Scalar => C.grad(g) as Scalar;
const along =
  (g: Scalar): Scalar =>
  (x) =>
    C.jvp(g, [x], [C.tensor(1)])[1];
const modes = [slope, along];

/** sin x² three times over, in every order of the modes. */
export const thirds = modes.flatMap((a) =>
  modes.flatMap((b) =>
    modes.map((c) => ({
      claim: [a, b, c].map((mode) => (mode === slope ? "reverse" : "forward")).join(" over "),
      run() {
        const sine = C.checkpoint((x: C.Tensor) => x.sin());
        const f = ((at) => sine(at.square())) as Scalar;
        const [x, found] = [0.7, a(b(c(f)))(C.tensor(0.7)).item()];
        const wanted = -12 * x * Math.sin(x * x) - 8 * x ** 3 * Math.cos(x * x);
        if (!(Math.abs(found - wanted) < 1e-12)) throw new Error(`${found}, not ${wanted}`);
      },
    })),
  ),
);
