import type { Tensor } from "@chainrule/core";
import { evaluateAll } from "@chainrule/core/engine";
import { type Backward, backwardOf } from "../pass/backward.ts";
import { leaf, slopesOf } from "../pass/slopes.ts";
import { Flow } from "../pass/flow.ts";
import { type Numbers, largest, near, numbersOf } from "../pass/numbers.ts";
import { type Diagnosis, diagnose } from "./diagnose.ts";
import { isFitted } from "./edit.ts";
import type { FactorName } from "./factors.ts";
import { type Precision, tolerance, unit } from "./precision.ts";
import { kinkOf } from "./kinked.ts";
import { type Measured, type Row, error, label, longer, misshapen } from "./rows.ts";
import type { Status, Verdict } from "./verdict.ts";
import { resummed } from "./resummed.ts";
import { areRight, ownStep, upstreamOf } from "./upstream.ts";
import { widened } from "./widened.ts";

/** What is known before the first claim is judged. */
export interface Case {
  readonly loss: Tensor;
  /** The gradients, in backward order. */
  readonly rows: readonly Measured[];
  /** Forward values that the learner has wrong. */
  readonly wrong: readonly Verdict[];
  /** All forward values that are claimed. */
  readonly values: ReadonlySet<Tensor>;
  readonly precision: Precision;
  readonly names: (back: Backward) => readonly FactorName[];
  readonly budget: number;
}

/** A search for an explanation of numbers that lie within the noise is a narrow one. */
const NARROW = 300;

/** Judges gradients one after the other, in backward order. */
export class Judge {
  flow: Flow;
  readonly rows: readonly Row[];
  readonly verdicts: Verdict[] = [];
  private readonly problem: Case;
  private readonly names: readonly FactorName[];
  private readonly loose = new Map<Tensor, Numbers>();
  private readonly slope: (parameter: Tensor) => Tensor | undefined;

  constructor(problem: Case) {
    this.problem = problem;
    this.slope = slopesOf(problem.loss);
    const { loss, rows } = problem;
    const wanted = rows.map(({ claim }) => claim.of);
    const cuts = new Map(
      rows
        .filter(({ claim, usable }) => usable && claim.of.inputs.length > 0)
        .map(({ claim: { of }, value }) => [of, leaf(value, of)]),
    );
    const own = backwardOf(loss, wanted);
    const back = backwardOf(loss, wanted, cuts);
    this.rows = rows.map((row) => {
      const given = own.cotangent.get(row.claim.of) as Tensor;
      evaluateAll(given);
      const target = back.cotangent.get(row.claim.of) as Tensor;
      return { ...row, target, own: numbersOf(given).slice() };
    });
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
    const { claim, value: want, finding, target, truth, own: given } = row;
    const expected = flow.base(target);
    const summed = (finding.axes ?? []).reduce((n, axis) => n * (finding.given[axis] ?? 1), 1);
    const more = Math.sqrt(summed) * (summed > 1 ? 2 : 1);
    const above = widened(new Float64Array(want.length), target, this.loose, flow);
    const around = (right: Numbers): Numbers =>
      row.within(longer(right, want), right).map((t, i) => t * more + (above[i] ?? 0));
    const tol = around(expected);
    const common = {
      claim,
      shape: finding,
      target,
      back: flow.back,
      upstream: upstreamOf(target, flow, this.rows, this.problem.wrong),
      error: error(want, truth),
    };
    const none: Diagnosis = { candidates: [], confidence: "none" };
    if (!row.usable) {
      const other = finding.kind === "unfit" ? resummed(row, precision) : undefined;
      const why: Diagnosis = other ? { candidates: [other], confidence: "high" } : none;
      return { ...common, status: "wrong", ...why, error: Infinity };
    }
    const cut = flow.back.cuts.get(claim.of);
    if (cut !== undefined && precision.kind !== "float64")
      this.loose.set(
        cut,
        want.map((v) => unit(precision, v)),
      );
    const room = (right: Numbers, k = 1): boolean =>
      near(
        want,
        right,
        around(right).map((t) => k * t),
      );
    const fits = (k: number): boolean => [truth, given, expected].some((right) => room(right, k));
    const narrow = tolerance(precision, longer(truth, want));
    const isRounded = precision.kind === "rounded";
    const k = isRounded && !fits(1) ? 2 : 1;
    const isFit = fits(k);
    // Within the noise but not within the last digit: wrong only if one edit, and no free number, reproduces every digit.
    const doubtful =
      isFit &&
      isRounded &&
      finding.kind !== "missing-sum" &&
      ![truth, given, expected].some((right) => near(want, right, narrow));
    const sharp = doubtful ? this.ask(row, narrow, NARROW) : none;
    const told = sharp.confidence === "high" && !isFitted(sharp.candidates[0]?.edit.kind);
    if (isFit && !told) {
      const isRight = room(truth, k);
      if (room(given, k) && cut !== undefined && flow.carries(cut))
        flow.commit(new Map([[cut, { expr: leaf(given, claim.of) }]]));
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
      // What follows from right ones, or such as are right by another convention, is right as well.
      const follows = areRight(common.upstream, this.verdicts) ? "right" : "follows";
      const status: Status = isRight ? "right" : cause === undefined ? follows : "same";
      const blur = isRounded ? (k * largest(around(truth))) / (largest(truth) || 1) : 0;
      return { ...common, status, ...none, blur, ...(status === "same" && cause && { cause }) };
    }
    const kink = told ? undefined : kinkOf(row, tol, flow);
    if (kink !== undefined) return { ...common, status: "right", ...none, kink };
    const found = told ? sharp : this.ask(row, tol, budget);
    const [best] = found.candidates;
    const sites = best === undefined ? flow.suspects(target) : [best.edit.site];
    const cause = ownStep(sites, flow, this.problem);
    if (cause !== undefined) return { ...common, status: "same", ...none, cause };
    if (best === undefined) return { ...common, status: "wrong", ...this.reopened(row, tol) };
    flow.commit(best.edit.changes);
    // What follows was computed from all digits, which the explanation gives back.
    const exact = flow.base(target).slice();
    if (cut !== undefined && flow.carries(cut) && near(exact, want, tol))
      flow.commit(new Map([[cut, { expr: leaf(exact, claim.of) }]]));
    return { ...common, status: "wrong", ...found };
  }

  private ask(row: Row, tol: Numbers, budget: number): Diagnosis {
    const { flow, names, slope } = this;
    const others = this.rows
      .filter((other) => other !== row && other.usable)
      .map((other) => {
        const target = flow.back.cotangent.get(other.claim.of) as Tensor;
        const own = other.within(longer(other.truth, other.value));
        return { target, want: other.value, tolerance: widened(own, target, this.loose, flow) };
      });
    const { shape } = row.claim.of;
    const { target, value: want } = row;
    return diagnose({ flow, target, want, tolerance: tol, names, others, budget, shape, slope });
  }

  /** An explanation by a change above right claims: as if the learner had not gone through them, but computed this one in one go. */
  private reopened(row: Row, tol: Numbers): Diagnosis {
    const { flow, rows } = this;
    const right = new Set(
      this.verdicts.filter(({ status }) => status === "right").map(({ claim }) => claim.of),
    );
    const cuts = new Map([...flow.back.cuts].filter(([x]) => !right.has(x)));
    const none: Diagnosis = { candidates: [], confidence: "none" };
    if (cuts.size === flow.back.cuts.size) return none;
    const back = backwardOf(
      this.problem.loss,
      rows.map(({ claim }) => claim.of),
      cuts,
    );
    label(back);
    const target = back.cotangent.get(row.claim.of) as Tensor;
    this.flow = new Flow(back, [...back.cotangent.values()]);
    const found = this.ask({ ...row, target }, tol, NARROW);
    this.flow = flow;
    return found;
  }
}
