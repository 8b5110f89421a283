import type { Tensor } from "@chainrule/core";
import { named } from "@chainrule/core/engine";
import type { Backward } from "../pass/backward.ts";
import { type Numbers, largest } from "../pass/numbers.ts";
import type { Claim } from "./claims.ts";
import type { Candidate } from "./diagnose.ts";
import type { Fitted } from "./shapes.ts";

/** A claim with what it is measured by. */
export interface Row extends Fitted {
  readonly claim: Claim;
  readonly truth: Numbers;
  /** The tolerance for a number as large as these. */
  readonly within: (v: Numbers) => Numbers;
  readonly target: Tensor;
  readonly usable: boolean;
}

/** Cotangents of what has a name get theirs, so that formulas stop there. */
export function label({ forward, parts, sums, cuts }: Backward): void {
  for (const x of forward) {
    const last = parts.get(x)?.at(-1);
    if (x.name === undefined || last === undefined || x === forward.at(-1)) continue;
    named(cuts.get(x) ?? sums.get(last) ?? last, `d${x.name}`);
  }
}

/** Of each two elements the larger. */
export const longer = (a: Numbers, b: Numbers): Numbers =>
  a.map((v, i) => (Math.abs(v) > Math.abs(b[i] ?? 0) ? v : (b[i] ?? 0)));

/** The largest error, relative to the largest element. */
export function error(want: Numbers, truth: Numbers): number {
  const off = want.reduce((m, v, i) => Math.max(m, Math.abs(v - (truth[i] ?? 0))), 0);
  return off / (largest(truth) || 1);
}

/** An explanation by the shape alone. */
export const misshapen = (kind: "transposed" | "missing-sum", site: Tensor): Candidate => ({
  edit: { kind, site, changes: new Map(), cost: 1 },
  factor: 1,
  names: [],
  explained: 0,
  broken: 0,
  support: 0,
  sites: [site],
  cost: 1,
});
