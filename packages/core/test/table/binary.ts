import * as C from "../../src/index.ts";
import { scale } from "../../src/engine.ts";
import { type Domain, anywhere, distinct, nonZero, positive, within } from "./domain.ts";
import { at, broadcast, build, each } from "./reference.ts";
import { type Row, binaryRows, row } from "./row.ts";

const apart = [distinct(0.25), distinct(0.75)] as const;
const both = (domain: Domain) => [domain, domain] as const;

/** Dividend and divisor whose quotient is ±0.5 or ±2.5 or so. */
const dividends = within([-5.8, -5.2], [-1.4, -0.6], [0.6, 1.4], [5.2, 5.8]);
const divisors = within([-2.1, -2], [2, 2.1]);
const parts = [dividends, divisors] as const;
const numbers = { numbers: [5.5, -2.05] } as const;

const choice = { selects: true } as const;
const separate = { ...choice, numbers: [0.75, 0.75] } as const;

const holds = (x: C.Tensor): C.Tensor => C.greater(x, 0);

const pattern = C.tensor([true, false, true]);

const chosen: Row[] = [
  row("where", "a condition", [[2, 3], []], anywhere, (a, b) => C.where(pattern, a, b), {
    reference: (a, b) =>
      build(broadcast([3], a.shape, b.shape), (i) => at(i.at(-1) === 1 ? b : a, i)),
    ...choice,
    edges: [
      [[1], [1]],
      [[0, 3], [3]],
      [
        [2, 1],
        [0, 1, 1],
      ],
    ],
  }),
  row(
    "where",
    "a condition on the input",
    [[2, 3]],
    nonZero,
    (x) => C.where(holds(x), C.square(x), C.exp(x)),
    {
      reference: each((x) => (x > 0 ? x ** 2 : Math.exp(x))),
      edges: [[[]], [[0]]],
    },
  ),
];

const mod = (a: number, b: number): number => a - b * Math.floor(a / b);
const power = (a: number, b: number): number => a ** b;

const powers: Row[] = [
  ...binaryRows("pow", C.pow, power, [positive, anywhere]),
  ...[-2, -1, 0, 1, 2, 3].map((b) =>
    row("pow", `(x, ${b})`, [[5]], nonZero, (x) => C.pow(x, b), {
      reference: each((x) => x ** b),
    }),
  ),
];

/** Functions of two numbers. */
export const binary: readonly Row[] = [
  ...binaryRows("add", C.add, (a, b) => a + b),
  ...binaryRows("sub", C.sub, (a, b) => a - b),
  ...binaryRows("mul", C.mul, (a, b) => a * b),
  ...binaryRows("scale", scale, (a, b) => a * b, both(nonZero)),
  ...binaryRows("div", C.div, (a, b) => a / b, [anywhere, nonZero]),
  ...powers,
  ...binaryRows("hypot", C.hypot, Math.hypot, both(nonZero)),
  ...binaryRows("xlogy", C.xlogy, (a, b) => a * Math.log(b), [nonZero, positive]),
  ...binaryRows("logAddExp", C.logAddExp, (a, b) => Math.log(Math.exp(a) + Math.exp(b))),
  ...binaryRows("atan2", C.atan2, Math.atan2, [nonZero, within([-1.5, -0.3], [0.3, 1.5])]),
  ...binaryRows("maximum", C.maximum, Math.max, apart, separate),
  ...binaryRows("minimum", C.minimum, Math.min, apart, separate),
  ...binaryRows("remainder", C.remainder, mod, parts, numbers),
  ...binaryRows("fmod", C.fmod, (a, b) => a % b, parts, numbers),
  ...chosen,
];
