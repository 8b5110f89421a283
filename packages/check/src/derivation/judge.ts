import { type Tensor, tensor } from "@chainrule/core";
import { evaluateAll } from "@chainrule/core/engine";
import { type Backward, backwardOf } from "../pass/backward.ts";
import { Flow } from "../pass/flow.ts";
import { type Numbers, largest, near, numbersOf } from "../pass/numbers.ts";
import { positions } from "../pass/order.ts";
import type { Claim } from "./claims.ts";
import { type Diagnosis, diagnose } from "./diagnose.ts";
import type { FactorName } from "./factors.ts";
import { roundingNoise } from "./noise.ts";
import { type Precision, tolerance, unit } from "./precision.ts";
import { type Row, error, label, longer, misshapen } from "./rows.ts";
import { fitShape } from "./shapes.ts";
import type { Status, Verdict } from "./verdict.ts";

/** What is known before the first claim is judged. */
export interface Case {
  readonly loss: Tensor;
  readonly claims: readonly Claim[];
  readonly precision: Precision;
  readonly names: (back: Backward) => readonly FactorName[];
  readonly budget: number;
}

/** A search for an explanation of numbers that lie within the noise is a narrow one. */
const NARROW = 300;

/** Judges gradients one after the other, in backward order. */
export class Judge {
  readonly flow: Flow;
  readonly rows: readonly Row[];
  readonly verdicts: Verdict[] = [];
  private readonly problem: Case;
  private readonly names: readonly FactorName[];
  private readonly loose = new Map<Tensor, Numbers>();
  private readonly slopes = new Map<Tensor, Tensor | undefined>();

  constructor(problem: Case) {
    this.problem = problem;
    const { loss, precision } = problem;
    const wanted = problem.claims.map(({ of }) => of);
    const truth = backwardOf(loss, wanted);
    const place = positions(wanted, truth);
    const claims = problem.claims.toSorted(
      (a, b) => (place.get(a.of) ?? 0) - (place.get(b.of) ?? 0) || b.of.size - a.of.size,
    );
    const exact = claims.map(({ of }) => truth.cotangent.get(of) as Tensor);
    const noise = roundingNoise(exact, precision);
    const fitted = claims.map((claim, i) => {
      const right = numbersOf(exact[i] as Tensor).slice();
      const within = (v: Numbers): Numbers => {
        const top = largest(v);
        return tolerance(precision, v).map((t, j) => t + 4 * (noise[i]?.[j] ?? 0) * top);
      };
      const fit = fitShape(claim.of, claim.value, claim.shape, right, within(right));
      const usable = fit.finding.kind !== "unfit" && fit.value.every((v) => Number.isFinite(v));
      return { ...fit, claim, truth: right, within, usable };
    });
    const cuts = new Map(
      fitted
        .filter(({ claim, usable }) => usable && claim.of.inputs.length > 0)
        .map(({ claim: { of }, value }) => [of, leaf(value, of)]),
    );
    const back = backwardOf(loss, wanted, cuts);
    this.rows = fitted.map((row) => ({
      ...row,
      target: back.cotangent.get(row.claim.of) as Tensor,
    }));
    this.flow = new Flow(
      back,
      this.rows.map(({ target }) => target),
    );
    this.names = problem.names(back);
    label(back);
    for (const row of this.rows) this.verdicts.push(this.judged(row));
  }

  private judged(row: Row): Verdict {
    const { flow } = this;
    const { precision, budget } = this.problem;
    const { claim, value: want, finding, target, truth } = row;
    const expected = flow.base(target);
    const own = row.within(longer(truth, want));
    const summed = finding.kind === "missing-sum" ? (finding.given[finding.axis ?? 0] ?? 1) : 1;
    const spread = own.map((t) => t * Math.sqrt(summed) * (summed > 1 ? 2 : 1));
    const tol = this.widened(spread, target);
    const common = {
      claim,
      shape: finding,
      target,
      upstream: this.upstream(target),
      error: error(want, truth),
    };
    const none: Diagnosis = { candidates: [], confidence: "none" };
    if (!row.usable) return { ...common, status: "wrong", ...none, error: Infinity };
    const cut = flow.back.cuts.get(claim.of);
    if (cut !== undefined && precision.kind !== "float64")
      this.loose.set(
        cut,
        want.map((v) => unit(precision, v)),
      );
    const fits = (t: Numbers): boolean => near(want, truth, t) || near(want, expected, t);
    const narrow = tolerance(precision, longer(truth, want));
    const isFit = fits(tol);
    // Within the noise but not within the last digit: wrong only if one edit, and no free number, reproduces every digit.
    const doubtful =
      isFit && precision.kind === "rounded" && finding.kind !== "missing-sum" && !fits(narrow);
    const sharp = doubtful ? this.ask(row, narrow, NARROW) : none;
    const told = sharp.confidence === "high" && sharp.candidates[0]?.edit.kind !== "updated";
    if (isFit && !told) {
      const isRight = near(want, truth, tol);
      if (isRight && cut !== undefined && flow.carries(cut))
        flow.commit(new Map([[cut, { expr: leaf(truth, claim.of) }]]));
      if (finding.kind === "transposed" || finding.kind === "missing-sum")
        return {
          ...common,
          status: "wrong",
          candidates: [misshapen(finding.kind, target)],
          confidence: "high",
        };
      const cause = this.verdicts.find(({ candidates: [best] }) =>
        [...(best?.edit.changes.keys() ?? [])].some((site) => flow.reaches(site, target)),
      );
      const status: Status = isRight ? "right" : cause === undefined ? "follows" : "same";
      return { ...common, status, ...none, ...(status === "same" && cause && { cause }) };
    }
    const found = told ? sharp : this.ask(row, tol, budget);
    const [best] = found.candidates;
    if (best !== undefined) flow.commit(best.edit.changes);
    return { ...common, status: "wrong", ...found };
  }

  private ask(row: Row, tol: Numbers, budget: number): Diagnosis {
    const { flow, names } = this;
    const others = this.rows
      .filter((other) => other !== row && other.usable)
      .map((other) => ({
        target: other.target,
        want: other.value,
        tolerance: other.within(longer(other.truth, other.value)),
      }));
    const { shape } = row.claim.of;
    const slope = (p: Tensor): Tensor | undefined => this.slope(p);
    return diagnose({
      flow,
      target: row.target,
      want: row.value,
      tolerance: tol,
      names,
      others,
      budget,
      shape,
      slope,
    });
  }

  /** The claims whose numbers `target` is computed from. */
  private upstream(target: Tensor): (Claim | null)[] {
    const { back } = this.flow;
    const byCut = new Map([...back.cuts].map(([x, cut]) => [cut, x]));
    return [...back.roots]
      .filter((root) => this.flow.reaches(root, target))
      .map((root) => this.rows.find(({ claim }) => claim.of === byCut.get(root))?.claim ?? null);
  }

  /** `tol` with the spread that the rounding of the numbers above brings. */
  private widened(tol: Numbers, target: Tensor): Numbers {
    const { flow } = this;
    let wide = tol;
    for (const [cut, quantum] of this.loose) {
      if (!flow.reaches(cut, target)) continue;
      const base = flow.base(target).slice();
      const shaken = flow
        .base(cut)
        .map((v, i) => v + (quantum[i] ?? 0) * (((i * 7919) % 13) / 13 - 0.5));
      const moved = flow.run(new Map([[cut, { expr: leaf(shaken, cut) }]]), target);
      const square = moved.reduce((s, v, i) => s + (v - (base[i] ?? 0)) ** 2, 0);
      const rms = Math.sqrt(square / moved.length);
      wide = wide.map((t) => t + 4 * rms);
    }
    return wide;
  }

  /** The gradient of a parameter as a constant. */
  private slope(p: Tensor): Tensor | undefined {
    if (!this.slopes.has(p)) {
      const back = p.name === undefined ? undefined : backwardOf(this.problem.loss, [p]);
      const g = back?.parts.has(p) === true ? back.cotangent.get(p) : undefined;
      if (g !== undefined) evaluateAll(g);
      this.slopes.set(p, g && leaf(numbersOf(g).slice(), p));
    }
    return this.slopes.get(p);
  }
}

const leaf = (value: Numbers, like: Tensor): Tensor =>
  tensor(value, { shape: like.shape, dtype: like.dtype });
