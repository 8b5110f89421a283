import * as C from "../../src/index.ts";
import { nonZero, within } from "./domain.ts";
import { erfSeries } from "./elementwise.ts";
import { type Row, unaryRow } from "./row.ts";

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));
const plus = (x: number): number => Math.log(1 + Math.exp(x));
const gaussian = (x: number): number => (x / 2) * (1 + erfSeries(x / Math.SQRT2));
const geluTanh = (x: number): number =>
  (x / 2) * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));
const elu = (alpha: number) => (x: number) => (x > 0 ? x : alpha * (Math.exp(x) - 1));
const SCALE = 1.0507009873554805;
const selu = (x: number): number => SCALE * elu(1.6732632423543772)(x);
const cut = (low: number, high: number) => (x: number) => Math.min(Math.max(x, low), high);

const selects = { selects: true };
const piecewise = within([-2, -1.1], [-0.9, -0.2], [0.2, 1.3], [1.6, 5.8], [6.2, 8]);

/** The nonlinearities of neural networks. */
export const activations: readonly Row[] = [
  unaryRow("sigmoid", C.sigmoid, logistic),
  unaryRow("logSigmoid", C.logSigmoid, (x) => -plus(-x)),
  unaryRow("softplus", C.softplus, plus),
  unaryRow("softsign", C.softsign, (x) => x / (1 + Math.abs(x)), nonZero),
  unaryRow("silu", C.silu, (x) => x * logistic(x)),
  unaryRow("mish", C.mish, (x) => x * Math.tanh(plus(x))),
  unaryRow("gelu", (x) => C.gelu(x), gaussian),
  unaryRow("gelu", (x) => C.gelu(x, { approximate: "tanh" }), geluTanh, within([-2, 2]), {
    special: "by tanh",
  }),
  unaryRow("relu", C.relu, cut(0, Infinity), nonZero, selects),
  unaryRow("relu6", C.relu6, cut(0, 6), piecewise, selects),
  unaryRow(
    "leakyRelu",
    (x) => C.leakyRelu(x),
    (x) => (x > 0 ? x : 0.01 * x),
    nonZero,
    selects,
  ),
  unaryRow(
    "leakyRelu",
    (x) => C.leakyRelu(x, -0.3),
    (x) => (x > 0 ? x : -0.3 * x),
    nonZero,
    {
      special: "with slope -0.3",
      ...selects,
    },
  ),
  unaryRow("elu", (x) => C.elu(x), elu(1), nonZero),
  unaryRow("elu", (x) => C.elu(x, 1.7), elu(1.7), nonZero, { special: "with alpha 1.7" }),
  unaryRow("elu", (x) => C.elu(x, -0.5), elu(-0.5), nonZero, { special: "with alpha -0.5" }),
  unaryRow("selu", C.selu, selu, nonZero),
  unaryRow("clip", (x) => C.clip(x, -1, 1.5), cut(-1, 1.5), piecewise, {
    special: "to -1 … 1.5",
    ...selects,
  }),
  unaryRow("clip", (x) => C.clip(x, 0, Infinity), cut(0, Infinity), nonZero, {
    special: "to 0 … ∞",
    ...selects,
  }),
];
