import { type Tensor, trackSites } from "@chainrule/core";
import { isTracking, leavesOf } from "@chainrule/core/engine";
import type { Backward } from "../pass/backward.ts";
import { type Size, dimensions } from "../pass/dimensions.ts";
import { World } from "../pass/world.ts";
import { type Claims, type Lifted, asLoss, claimsOf, lifted } from "./claims.ts";
import { conventionOf } from "./convention.ts";
import { type FactorName, factorNames } from "./factors.ts";
import { Judge } from "./judge.ts";
import { type Precision, precisionOf } from "./precision.ts";
import { measured } from "./rows.ts";
import { constantsIn, namedSizes, termsOf, usesOf } from "./sizes.ts";
import { judgeValues } from "./values.ts";
import type { Verdict } from "./verdict.ts";
import { warningsOf } from "./warnings.ts";

/** What was found at one point. */
export interface Outcome {
  /** Values in forward order, then gradients in backward order. */
  readonly verdicts: readonly Verdict[];
  readonly precision: Precision;
  readonly convention: FactorName | undefined;
  readonly warnings: readonly string[];
  readonly runs: number;
  /** The forward and the backward nodes, each at the same place whatever the point. */
  readonly nodes: readonly Tensor[];
}

/** How many edits are tried at one claim. */
const BUDGET = 4000;

/** Judge the claims of a learner at one point. */
export function once<A>(
  loss: (at: Lifted<A>) => Tensor,
  at: A,
  claimed: Claims | ((at: A) => Claims),
  sizes: Readonly<Record<string, number>>,
): Outcome {
  const inputs = lifted(at);
  const y = asLoss(tracked(() => loss(inputs)));
  const leaves = leavesOf(inputs).map(({ tensor }) => tensor);
  const claims = claimsOf(typeof claimed === "function" ? claimed(at) : claimed, y, leaves);
  const gradients = claims.filter(({ isGradient }) => isGradient);
  const values = claims.filter(({ isGradient }) => !isGradient);
  const precision = precisionOf(
    claims.map(({ value }) => value),
    y.dtype === "float32",
  );
  const world = new World([y, ...values.map(({ of }) => of)]);
  const dims = dimensions(world.order, parametersOf(gradients.map(({ of }) => of)));
  try {
    const rows = measured(y, gradients, precision);
    const forward = judgeValues(values, world, precision);
    const wrong = forward.filter(({ status }) => status === "wrong");
    const claimedValues = new Set(values.map(({ of }) => of));
    const names = (back: Backward): FactorName[] => {
      const known: readonly Size[] = [...namedSizes(sizes, dims), ...usesOf(back)];
      const sums = termsOf([...back.forward, ...back.origin.keys()], known);
      return factorNames([...known, ...sums], constantsIn(back.forward));
    };
    const judge = new Judge({
      loss: y,
      rows,
      wrong,
      values: claimedValues,
      precision,
      names,
      budget: BUDGET,
    });
    const truths = new Map(rows.map(({ claim, truth }) => [claim.of, truth]));
    return {
      verdicts: [...forward, ...judge.verdicts],
      precision,
      convention: conventionOf(judge, names(judge.flow.back)),
      warnings: warningsOf(dims, truths, world.order),
      runs: judge.flow.runs,
      nodes: [...world.order, ...judge.flow.order],
    };
  } finally {
    world.restore();
  }
}

/** Inputs whose gradients are claimed: what else goes in is data. */
const parametersOf = (xs: readonly Tensor[]): ReadonlySet<Tensor> =>
  new Set(xs.filter((x) => x.inputs.length === 0));

/** What `body` returns, with the lines of user code remembered. */
function tracked<T>(body: () => T): T {
  const before = isTracking();
  trackSites(true);
  try {
    return body();
  } finally {
    trackSites(before);
  }
}
