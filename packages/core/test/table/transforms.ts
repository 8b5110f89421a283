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

/** The x with x³ + b·x = c, from x = c; its slopes in b and c are −x/s and 1/s with s = 3x² + b. */
const cubic = (b: C.Tensor, c: C.Tensor): C.Tensor =>
  C.root((x: C.Tensor, t: C.Tensor) => x.pow(3).add(t.mul(x)).sub(c), c.detach(), b);

/** Slopes at b = 2, c = 12, where x = 2 and s = 14, along (1, 1), in every order of the modes. */
export const implicits = modes.flatMap((a) =>
  modes.map((b) => ({
    claim: [a, b].map((mode) => (mode === slope ? "reverse" : "forward")).join(" over "),
    run() {
      const f = ((h) => cubic(h.exp().add(1), h.mul(h).add(12)).square()) as Scalar;
      const near = (found: C.Tensor, wanted: number): void => {
        if (!(Math.abs(found.item() - wanted) < 1e-11))
          throw new Error(`${found.item()}, not ${wanted}`);
      };
      near(f(C.tensor(0)), 4);
      near(b(f)(C.tensor(0)), -4 / 7);
      // x″ = (c″ − b″x − 2b′x′ − 6x·x′²)/s, with b′ = b″ = 1, c″ = 2 and x′ = −1/7.
      near(a(b(f))(C.tensor(0)), 2 / 49 + (4 * (2 - 2 + 2 / 7 - 12 / 49)) / 14);
    },
  })),
);
