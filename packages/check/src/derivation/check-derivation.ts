import { type Tensor, ValueError, trackSites } from "@chainrule/core";
import { asFunction, hideFromSites, isFloat, isTracking, leavesOf } from "@chainrule/core/engine";
import type { Backward } from "../pass/backward.ts";
import { type Size, dimensions } from "../pass/dimensions.ts";
import { type Claims, type Lifted, asLoss, claimsOf, lifted } from "./claims.ts";
import { type FactorName, factorNames } from "./factors.ts";
import { Judge } from "./judge.ts";
import { conventionOf } from "./convention.ts";
import { entryOf } from "./entries.ts";
import { show } from "./names.ts";
import { precisionOf } from "./precision.ts";
import { DerivationReport } from "./report.ts";
import { warningsOf } from "./warnings.ts";

hideFromSites((import.meta as { url?: string }).url ?? "");

/** What is to be checked. */
export interface Derivation<A> {
  /** The program: from `at`, with a tensor for every number and list, to one number. Intermediates are known by `x.named("Z1")`. */
  readonly loss: (at: Lifted<A>) => Tensor;
  /** Where: tensors, numbers, lists of numbers, or trees of them, known by their keys. */
  readonly at: A;
  /** What the learner has: `dW1` for the gradient of W1, `Z1` for the value of Z1; or a function of `at` that computes it. */
  readonly claimed: Claims | ((at: A) => Claims);
  /** Names for sizes, e.g. `{ batch: 32 }`. */
  readonly sizes?: Readonly<Record<string, number>>;
  /** Further points, if `claimed` is a function: explanations must hold there too. */
  readonly elsewhere?: readonly A[];
}

/** How many edits are tried at one claim. */
const BUDGET = 4000;

/**
 * Compare a learner's gradients with the truth, walking backwards: which is the first wrong one, what was done to it,
 * which others follow. An explanation is a change to the true backward pass that reproduces the learner's numbers.
 *
 * @throws ValueError for unknown names, ShapeError for a loss that is no scalar and for ragged lists.
 */
export function checkDerivation<A>({
  loss,
  at,
  claimed,
  sizes = {},
}: Derivation<A>): DerivationReport {
  asFunction("checkDerivation", loss);
  const inputs = lifted(at);
  const y = asLoss(tracked(() => loss(inputs)));
  const leaves = leavesOf(inputs).map(({ tensor }) => tensor);
  const claims = claimsOf(typeof claimed === "function" ? claimed(at) : claimed, y, leaves);
  const gradients = claims.filter(({ isGradient }) => isGradient);
  const precision = precisionOf(
    claims.map(({ value }) => value),
    y.dtype === "float32",
  );
  const learned = new Set(gradients.map(({ of }) => of).filter((x) => x.inputs.length === 0));
  let dims: readonly Size[] = [];
  const names = (back: Backward): readonly FactorName[] => {
    dims = dimensions(back.forward, learned);
    return factorNames([...namedSizes(sizes, dims), ...usesOf(back)], constantsIn(back.forward));
  };
  const judge = new Judge({ loss: y, claims: gradients, precision, names, budget: BUDGET });
  const entries = judge.verdicts.map(entryOf);
  const truths = new Map(judge.rows.map(({ claim, truth }) => [claim.of, truth]));
  const convention = conventionOf(judge, names(judge.flow.back));
  const first = entries.find(({ status }) => status === "wrong");
  return new DerivationReport({
    ok: convention !== undefined || entries.every(({ status }) => status === "right"),
    ...(first && convention === undefined && { first }),
    ...(convention && { convention }),
    entries,
    precision,
    warnings: warningsOf(dims, truths, judge.flow.back.forward),
    runs: judge.flow.runs,
  });
}

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

/** The dimensions under the names that were given to their sizes. */
function namedSizes(given: Readonly<Record<string, number>>, dims: readonly Size[]): Size[] {
  const named = Object.entries(given).map(([text, n]) => {
    if (!Number.isSafeInteger(n) || n < 1)
      throw new ValueError(
        "checkDerivation",
        `sizes ${text}: ${String(n)}`,
        "a size is a whole number from 1 up",
        "write { batch: 32 }",
      );
    return { n, text };
  });
  return [...named, ...dims.filter(({ n }) => !named.some((own) => own.n === n))];
}

/** A node used three times or more: a learner may have averaged its uses. */
const usesOf = ({ parts }: Backward): Size[] =>
  [...parts]
    .filter(([x, own]) => own.length > 2 && x.name !== undefined)
    .map(([x, own]) => ({ n: own.length, text: `uses of ${show(x)}` }));

/** No program has more numbers with a meaning. */
const MOST_CONSTANTS = 12;

const constantsIn = (forward: readonly Tensor[]): number[] =>
  forward
    .flatMap(({ op: { kernel }, value, dtype, name }) =>
      kernel.kind === "leaf" && typeof value === "number" && name === undefined && isFloat(dtype)
        ? [value]
        : [],
    )
    .slice(0, MOST_CONSTANTS);
