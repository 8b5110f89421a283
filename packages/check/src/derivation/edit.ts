import type { Tensor } from "@chainrule/core";
import { isFloat, sameShape } from "@chainrule/core/engine";
import type { Edge } from "../pass/backward.ts";
import type { Changes, Flow } from "../pass/flow.ts";
import { isConstant } from "../pass/constant.ts";

/** What was done to a step. `sign`, `scale` and `path` are found by solving for a factor, the others by trying. */
export type Kind =
  | "sign"
  | "scale"
  | "path"
  | "overwritten"
  | "left-out"
  | "twice"
  | "inverse"
  | "wrong-place"
  | "wrong-operand"
  | "formula"
  | "other-function"
  | "not-derived"
  | "other-loss"
  | "mask"
  | "not-transposed"
  | "reordered"
  | "swapped"
  | "one-slice"
  | "wrong-axis"
  | "skipped"
  | "updated"
  | "added"
  | "transposed"
  | "missing-sum"
  | "slip"
  | "unknown";

/** Kinds for which a number without a meaning is solved for: with one, some noise can be explained. */
export const isFitted = (kind?: Kind): boolean => kind === "updated" || kind === "added";

/** One change to the true backward pass. */
export interface Edit {
  readonly kind: Kind;
  /** The backward node that is changed, or the first of them. */
  readonly site: Tensor;
  readonly changes: Changes;
  /** How far-fetched it is. */
  readonly cost: number;
  /** What was taken for what, e.g. the operand that belongs there and the one used instead. */
  readonly of?: Tensor;
  readonly instead?: Tensor;
  /** The forward step whose local derivative was touched. */
  readonly user?: Tensor;
  readonly note?: string;
}

/** A backward node `m` that an edit may change. */
export interface Site {
  readonly m: Tensor;
  /** The cotangent that it carries: its input number `carried`. */
  readonly g: Tensor;
  readonly carried: number;
  /** The forward edge that it belongs to. */
  readonly edge: Edge | undefined;
  readonly flow: Flow;
}

/** The change of one node to an expression. */
export const to = (site: Tensor, expr: Tensor): Changes => new Map([[site, { expr }]]);

/** How an input of `m` can be exchanged for another. */
export const withInput = (m: Tensor, i: number, x: Tensor): Tensor[] =>
  m.inputs.map((input, j) => (j === i ? x : input));

/** Whether one may stand where the other does. */
export const alike = (a: Tensor, b: Tensor): boolean =>
  a.dtype === b.dtype && sameShape(a.shape, b.shape);

/** Forward values that a learner may have taken for `p`: as large, and either named, the result of a box, or next to it. */
export function lookalikes(p: Tensor, { back }: Flow): Tensor[] {
  const close = new Set<Tensor>(p.inputs.flatMap((x) => [x, ...x.inputs]));
  for (const x of back.forward)
    if (x.inputs.includes(p) || x.inputs.some((y) => y.inputs.includes(p))) close.add(x);
  return back.forward
    .filter((x) => x !== p && alike(x, p) && isFloat(x.dtype) && !isConstant(x))
    .filter((x) => x.name !== undefined || close.has(x) || x.note?.scope !== undefined)
    .toSorted((a, b) => Number(close.has(b)) - Number(close.has(a)))
    .slice(0, MOST);
}

/** No learner confuses more than these. */
const MOST = 40;
