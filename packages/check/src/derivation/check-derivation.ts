import { type Tensor, ValueError } from "@chainrule/core";
import { hideFromSites, kindOf } from "@chainrule/core/engine";
import type { Claims, Lifted } from "./claims.ts";
import { entryOf } from "./entries.ts";
import { type Outcome, once } from "./once.ts";
import { DerivationReport } from "./report.ts";
import { settled } from "./settle.ts";

hideFromSites((import.meta as { url?: string }).url ?? "");

const OP = "checkDerivation";

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

/**
 * Compare a learner's gradients with the truth, walking backwards: which is the first wrong one, what was done to it,
 * which others follow. An explanation is a change to the true backward pass that reproduces the learner's numbers.
 * Values of intermediates may be claimed as well, and are judged first.
 *
 * @throws ValueError for names that are not in the program, ShapeError for a loss that is no scalar and for ragged lists.
 */
export function checkDerivation<A>(derivation: Derivation<A>): DerivationReport {
  const refuse = (what: string, x: unknown, is: string, write: string): ValueError =>
    new ValueError(OP, `${what}${kindOf(x)}`, `it is ${is}`, `write ${write}`);
  if (typeof derivation !== "object" || derivation === null)
    throw refuse("", derivation, "an object", "checkDerivation({ loss, at, claimed })");
  const { loss, at, claimed, sizes = {}, elsewhere = [] } = derivation;
  if (typeof loss !== "function")
    throw refuse("loss ", loss, "a function of at", "loss: ({ W }) => …");
  if (at === undefined || at === null)
    throw refuse("at ", at, "what the loss starts from", "at: { W: [[…]] }");
  if (typeof sizes !== "object" || sizes === null)
    throw refuse("sizes ", sizes, "an object that holds sizes by name", "sizes: { batch: 32 }");
  if (!Array.isArray(elsewhere))
    throw refuse("elsewhere ", elsewhere, "a list of further points", "elsewhere: [{ W: [[…]] }]");
  if (elsewhere.length > 0 && typeof claimed !== "function")
    throw new ValueError(
      OP,
      "elsewhere, and claims that are numbers",
      "they hold at one point only",
      "write claimed as a function of at",
    );
  const of = (point: A): Outcome => once(loss, point, claimed, sizes);
  const { verdicts, convention, precision, warnings, runs } = settled([
    of(at),
    ...elsewhere.map(of),
  ]);
  const entries = verdicts.map(entryOf);
  const first = entries.find(({ status }) => status === "wrong");
  return new DerivationReport({
    ok: convention !== undefined || entries.every(({ status }) => status === "right"),
    ...(first && convention === undefined && { first }),
    ...(convention && { convention }),
    entries,
    precision,
    warnings,
    runs,
  });
}
