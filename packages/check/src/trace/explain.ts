import { type Tensor, ValueError } from "@chainrule/core";
import {
  asOpen,
  asTensor,
  evaluateRoots,
  fill,
  scalar,
  tangents as tangentsOf,
  topological,
  transforming,
} from "@chainrule/core/engine";
import { quantityOf } from "../numbers/quantity.ts";
import { forwardSteps } from "./forward.ts";
import { labelsOf } from "./labels.ts";
import { Local } from "./local.ts";
import { ELEMENTS, type ExplainOptions, asExplainOptions, movesOf, wantedOf } from "./options.ts";
import { pathsTo, waysOf } from "./paths.ts";
import { reverseSteps } from "./reverse.ts";
import type { Chain } from "./steps.ts";
import { slope } from "./symbols.ts";
import { Trace } from "./trace.ts";
import { usesOf } from "./uses.ts";
import { type Visible, visible } from "./visible.ts";

/** More steps are not read by anybody. */
const MOST = 2000;

/**
 * The evaluation trace of the scalar `y`: every value on the way forwards, then every contribution to an adjoint on
 * the way back, and the chain rule as a sum over paths for each leaf. With `tangents`, every value beside its tangent
 * instead.
 *
 * Source: A. G. Baydin et al., Automatic differentiation in machine learning: a survey, JMLR 18 (2018), tables 2 and 3.
 */
export function explain(y: Tensor, options: ExplainOptions = {}): Trace {
  asTensor("explain", y);
  const given = asExplainOptions(options);
  return transforming(() => (given.tangents === undefined ? reverse(y, given) : forward(y, given)));
}

function reverse(y: Tensor, options: ExplainOptions): Trace {
  scalar("explain", y);
  const { digits, elements = ELEMENTS } = options;
  const wanted = wantedOf(y, options.of);
  const seen = seenFrom(y, wanted, options);
  const local = new Local(labelsOf(seen.steps), options.open ?? false);
  const seed = fill(1, y);
  evaluateRoots(seen.steps);
  const uses = usesOf(y, wanted, seed, seen);
  evaluateRoots(
    uses.flatMap(({ part, sum, slope: factor }) => [part, sum, ...(factor ? [factor] : [])]),
  );
  const name = (step: Tensor) => local.name(step);
  const ways = waysOf(uses, ({ through, of }) => slope(name(through), name(of)));
  const adjoints = new Map([[y, seed], ...uses.map(({ of, sum }) => [of, sum] as const)]);
  const chains = wanted.map((x): Chain => ({
    of: slope(name(y), name(x)),
    ...pathsTo(x, y, seen, ways),
    gradient: quantityOf(adjoints.get(x) ?? fill(0, x), elements),
  }));
  return new Trace(
    name(y),
    forwardSteps(seen, local, elements),
    reverseSteps(y, seed, uses, seen, local, elements),
    chains,
    digits,
  );
}

function forward(y: Tensor, options: ExplainOptions): Trace {
  const { digits, elements = ELEMENTS } = options;
  const seeds = movesOf(y, options.tangents);
  const seen = seenFrom(y, [...seeds.keys()], options);
  const local = new Local(labelsOf(seen.steps), options.open ?? false);
  const moves = tangentsOf(seen.steps, seeds);
  evaluateRoots([...seen.steps, ...moves.filter((move) => move !== null)]);
  const pairs = new Map(seen.steps.map((step, i) => [step, moves[i] ?? null]));
  return new Trace(
    local.name(y),
    forwardSteps(seen, local, elements, { by: pairs, told: seeds }),
    [],
    [],
    digits,
  );
}

function seenFrom(y: Tensor, wanted: readonly Tensor[], { open = false }: ExplainOptions): Visible {
  const seen = visible(y, wanted, asOpen("explain", open, topological([y])));
  if (seen.steps.length <= MOST) return seen;
  throw new ValueError(
    "explain",
    `${seen.steps.length} steps`,
    `nobody reads more than ${MOST}`,
    "explain a smaller program of the same kind, or a part: explain(part, …)",
  );
}
