import * as C from "../../src/index.ts";
import { betweenSteps, nonZero, positive, within } from "./domain.ts";
import { type Row, unaryRow } from "./row.ts";

const open: readonly [number, number] = [-0.85, 0.85];

/** `erf x` by its series about 0. */
export function erfSeries(x: number): number {
  let sum = 0;
  let term = x;
  for (let n = 0; n < 80; n++) {
    sum += term / (2 * n + 1);
    term *= (-x * x) / (n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

const nearest = (x: number): number => Math.floor(x + 0.5);

const toFloat32 = unaryRow("cast", (x) => C.cast(x, "float32"), Math.fround, within([-2, 2]), {
  special: "to float32",
  rounds: true,
  single: false,
});

/** The functions of one number that mathematics knows, and those of computers. */
export const elementwise: readonly Row[] = [
  unaryRow("neg", C.neg, (x) => -x),
  unaryRow("square", C.square, (x) => x * x),
  unaryRow("reciprocal", C.reciprocal, (x) => 1 / x, nonZero),
  unaryRow("exp", C.exp, Math.exp),
  unaryRow("exp2", C.exp2, (x) => 2 ** x),
  unaryRow("expm1", C.expm1, Math.expm1),
  unaryRow("log", C.log, Math.log, positive),
  unaryRow("log2", C.log2, Math.log2, positive),
  unaryRow("log10", C.log10, Math.log10, positive),
  unaryRow("log1p", C.log1p, Math.log1p, within([-0.6, 2])),
  unaryRow("sin", C.sin, Math.sin),
  unaryRow("cos", C.cos, Math.cos),
  unaryRow("tan", C.tan, Math.tan, within([-1.1, 1.1])),
  unaryRow("asin", C.asin, Math.asin, within(open)),
  unaryRow("acos", C.acos, Math.acos, within(open)),
  unaryRow("atan", C.atan, Math.atan),
  unaryRow("sinh", C.sinh, Math.sinh),
  unaryRow("cosh", C.cosh, Math.cosh),
  unaryRow("tanh", C.tanh, Math.tanh),
  unaryRow("asinh", C.asinh, Math.asinh),
  unaryRow("acosh", C.acosh, Math.acosh, within([1.3, 3])),
  unaryRow("atanh", C.atanh, Math.atanh, within(open)),
  unaryRow("sqrt", C.sqrt, Math.sqrt, positive),
  unaryRow("rsqrt", C.rsqrt, (x) => 1 / Math.sqrt(x), positive),
  unaryRow("erf", C.erf, erfSeries),
  unaryRow("erfc", C.erfc, (x) => 1 - erfSeries(x)),
  unaryRow("abs", C.abs, Math.abs, nonZero),
  unaryRow("sign", C.sign, Math.sign, nonZero, { order: 0 }),
  unaryRow("floor", C.floor, Math.floor, betweenSteps, { order: 0 }),
  unaryRow("ceil", C.ceil, Math.ceil, betweenSteps, { order: 0 }),
  unaryRow("round", C.round, nearest, betweenSteps, { order: 0 }),
  unaryRow("isNaN", C.isNaN, Number.isNaN, within([-2, 2]), { order: 0 }),
  unaryRow("isFinite", C.isFinite, Number.isFinite, within([-2, 2]), { order: 0 }),
  unaryRow("stopGradient", C.stopGradient, (x) => x, within([-2, 2]), { order: 0 }),
  toFloat32,
  unaryRow("cast", (x) => C.cast(C.cast(x, "float32"), "float64"), Math.fround, within([-2, 2]), {
    special: "to float32 and back",
    rounds: true,
    single: false,
  }),
  unaryRow(
    "cast",
    (x) => C.cast(x, "float64"),
    (x) => x,
    within([-2, 2]),
    {
      special: "to float64",
      single: false,
    },
  ),
  unaryRow("cast", (x) => C.cast(x, "int32"), Math.trunc, betweenSteps, {
    special: "to int32",
    order: 0,
  }),
  unaryRow(
    "cast",
    (x) => C.cast(C.cast(x, "bool"), "float64"),
    (x) => x !== 0,
    nonZero,
    {
      special: "to bool and back",
      order: 0,
      single: false,
    },
  ),
];
