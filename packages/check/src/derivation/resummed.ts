import { type Tensor, sum } from "@chainrule/core";
import { evaluateAll, sameShape } from "@chainrule/core/engine";
import { near, numbersOf } from "../pass/numbers.ts";
import type { Candidate } from "./diagnose.ts";
import { type Precision, tolerance } from "./precision.ts";
import { type Row, misshapen } from "./rows.ts";
import { choices, core } from "./shapes.ts";

/** A claim of another shape that is the sum over other axes than those that belong there. */
export function resummed({ claim, target }: Row, precision: Precision): Candidate | undefined {
  const fold = foldOf(target);
  const [x] = fold?.inputs ?? [];
  if (fold?.op.kernel.kind !== "fold" || x === undefined) return undefined;
  const own = fold.op.kernel.axes;
  for (const axes of choices(x.rank)) {
    const left = x.shape.filter((_, axis) => !axes.includes(axis));
    if (sameShape(axes, own) || !sameShape(core(left), core(claim.shape))) continue;
    const other = sum(x, axes);
    evaluateAll(other);
    const got = numbersOf(other);
    const all = Math.sqrt(x.size / (got.length || 1));
    const room = tolerance(precision, got).map((t) => 4 * all * t);
    if (!near(claim.value, got, room)) continue;
    const note = `${listed(axes)} for ${listed(own)}`;
    const { edit, ...rest } = misshapen("wrong-axis", fold);
    return { ...rest, edit: { ...edit, note } };
  }
  return undefined;
}

const listed = (axes: readonly number[]): string =>
  `${axes.length === 1 ? "axis" : "axes"} ${axes.join(" and ")}`;

/** The sum that `x` is, whatever ones stand in its shape. */
function foldOf(x: Tensor): Tensor | undefined {
  let y: Tensor | undefined = x;
  while (y !== undefined && y.inputs.length === 1 && y.op.kernel.kind !== "fold")
    y = y.size === y.inputs[0]?.size ? y.inputs[0] : undefined;
  return y?.op.kernel.kind === "fold" && y.op.derivative.kind === "linear" ? y : undefined;
}
