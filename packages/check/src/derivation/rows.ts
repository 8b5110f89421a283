import { type Tensor, ValueError } from "@chainrule/core";
import { named } from "@chainrule/core/engine";
import { type Backward, backwardOf } from "../pass/backward.ts";
import { type Numbers, largest, numbersOf } from "../pass/numbers.ts";
import { positions } from "../pass/order.ts";
import type { Claim } from "./claims.ts";
import type { Candidate } from "./diagnose.ts";
import { roundingNoise } from "./noise.ts";
import { type Precision, tolerance } from "./precision.ts";
import { type Fitted, fitShape } from "./shapes.ts";

/** A claim with what it is measured by. */
export interface Measured extends Fitted {
  readonly claim: Claim;
  readonly truth: Numbers;
  /** The tolerance for numbers as large as `v` that come from some as large as `right`. */
  readonly within: (v: Numbers, right?: Numbers) => Numbers;
  readonly usable: boolean;
}

/** A claim beside the node that computes what it should be, given those above it. */
export interface Row extends Measured {
  readonly target: Tensor;
  /** What would be right given the learner's own forward values. */
  readonly own: Numbers;
}

/** Gradients in backward order, each with the truth. */
export function measured(
  loss: Tensor,
  gradients: readonly Claim[],
  precision: Precision,
): Measured[] {
  const wanted = gradients.map(({ of }) => of);
  const truth = backwardOf(loss, wanted);
  const place = positions(wanted, truth);
  const claims = gradients.toSorted(
    (a, b) => (place.get(a.of) ?? 0) - (place.get(b.of) ?? 0) || b.of.size - a.of.size,
  );
  const exact = claims.map(({ of }) => truth.cotangent.get(of) as Tensor);
  const noise = roundingNoise(exact, precision);
  return claims.map((claim, i) => {
    const right = numbersOf(exact[i] as Tensor).slice();
    if (!right.every(Number.isFinite))
      throw new ValueError(
        "checkDerivation",
        `${claim.key} at this point`,
        "the true gradient is not finite",
        "look with findNaN for where that is born, or take another point",
      );
    const within = (v: Numbers, from = v): Numbers => {
      const top = largest(from);
      return tolerance(precision, v).map((t, j) => t + 4 * (noise[i]?.[j] ?? 0) * top);
    };
    const fit = fitShape(claim.of, claim.value, claim.shape, right, within(right));
    const usable = fit.finding.kind !== "unfit" && fit.value.every((v) => Number.isFinite(v));
    return { ...fit, claim, truth: right, within, usable };
  });
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
export const misshapen = (
  kind: "transposed" | "missing-sum" | "wrong-axis",
  site: Tensor,
): Candidate => ({
  edit: { kind, site, changes: new Map(), cost: 1 },
  factor: 1,
  names: [],
  explained: 0,
  broken: 0,
  support: 0,
  sites: [site],
  cost: 1,
});
