import * as C from "../../src/index.ts";
import { distinct, integers, nonZero, within } from "./domain.ts";
import { type Axes, type Plain, build, each, reduced } from "./reference.ts";
import { type Row, binaryRows, row } from "./row.ts";

type F = (a: C.Operand, b: C.Operand) => C.Tensor;

const flat = { order: 0 } as const;

const compared = (op: string, f: F, reference: (a: number, b: number) => boolean): Row[] =>
  binaryRows(op, f, reference, [integers, integers], { ...flat, numbers: [1, 1] });

/** By name. */
const pick = { all: C.all, any: C.any, argmax: C.argmax, argmin: C.argmin };

const holds = (x: C.Tensor): C.Tensor => C.greater(x, 0);

const connective = (op: string, f: F, reference: (a: boolean, b: boolean) => boolean): Row =>
  row(op, "", [[2, 3], [3]], nonZero, (a, b) => f(holds(a), holds(b)), {
    reference: each((a, b) => reference(a > 0, b > 0)),
    ...flat,
  });

const quantified = (op: "all" | "any", axes: Axes, keepDims: boolean): Row =>
  row(
    op,
    `over ${String(axes ?? "everything")}`,
    [[2, 3, 2]],
    within([-0.4, 1]),
    (x) => pick[op](holds(x), axes, { keepDims }),
    {
      reference: reduced(
        (xs) => Number(op === "all" ? xs.every((x) => x > 0) : xs.some((x) => x > 0)),
        axes,
        keepDims,
      ),
      edges: [[[0, 1, 2]], [[1, 0, 2]], [[1, 1, 1]]],
      ...flat,
    },
  );

/** The place of the first element that no other is better than. */
const best = (op: "argmax" | "argmin") => (xs: number[]) =>
  xs.indexOf(op === "argmax" ? Math.max(...xs) : Math.min(...xs));

const found = (op: "argmax" | "argmin", axis: number | undefined, keepDims: boolean): Row =>
  row(
    op,
    `over ${axis ?? "everything"}`,
    [[2, 3, 2]],
    distinct(),
    (x) => pick[op](x, axis, { keepDims }),
    {
      reference: reduced(best(op), axis, keepDims),
      edges: [[[1, 1, 1]]],
      ...flat,
    },
  );

const classes = (x: Plain): Plain =>
  build([...x.shape, 3], (index) => Number(Math.floor(x.data[index[0] ?? 0] ?? NaN) === index[1]));

/** What nothing flows through: comparisons, connectives, and choices of a place. */
export const claims: readonly Row[] = [
  ...compared("equal", C.equal, (a, b) => a === b),
  ...compared("notEqual", C.notEqual, (a, b) => a !== b),
  ...compared("less", C.less, (a, b) => a < b),
  ...compared("lessOrEqual", C.lessOrEqual, (a, b) => a <= b),
  ...compared("greater", C.greater, (a, b) => a > b),
  ...compared("greaterOrEqual", C.greaterOrEqual, (a, b) => a >= b),
  connective("logicalAnd", C.logicalAnd, (a, b) => a && b),
  connective("logicalOr", C.logicalOr, (a, b) => a || b),
  row("logicalNot", "", [[2, 3]], nonZero, (x) => C.logicalNot(holds(x)), {
    reference: each((x) => !(x > 0)),
    ...flat,
  }),
  quantified("all", undefined, false),
  quantified("all", [0, -1], true),
  quantified("any", -2, false),
  quantified("any", 0, true),
  found("argmax", undefined, false),
  found("argmax", 1, false),
  found("argmin", -1, true),
  found("argmin", undefined, true),
  row("oneHot", "of 3 classes", [[5]], within([0, 4]), (x) => C.oneHot(C.cast(x, "int32"), 3), {
    reference: classes,
    edges: [[[0]], [[1]]],
    single: false,
    ...flat,
  }),
];
