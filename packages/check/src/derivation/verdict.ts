import type { Tensor } from "@chainrule/core";
import type { Backward } from "../pass/backward.ts";
import type { Claim } from "./claims.ts";
import type { Candidate, Confidence } from "./diagnose.ts";
import type { ShapeFinding } from "./shapes.ts";

/**
 * `follows`: wrong, but right given the learner's own numbers above. `same`: explained by a mistake named above it.
 * `unseen`: nothing can be said, since what it is computed from cannot be used.
 */
export type Status = "right" | "follows" | "same" | "wrong";

/** What was found of one claim. */
export interface Verdict {
  readonly claim: Claim;
  readonly status: Status;
  readonly shape: ShapeFinding;
  /** The claims that it is computed from; null stands for the loss. */
  readonly upstream: readonly (Claim | null)[];
  /** The node that computes what it should be, given those. */
  readonly target: Tensor;
  /** For a gradient, the pass that it belongs to. */
  readonly back?: Backward;
  /** Explanations that reproduce the numbers, best first. */
  readonly candidates: readonly Candidate[];
  readonly confidence: Confidence;
  /** The verdict whose mistake explains this one. */
  readonly cause?: Verdict;
  /** Right by another answer where the derivative jumps. */
  readonly kink?: Tensor;
  /** How large an error the digits handed in could hide, relative to the largest true element. */
  readonly blur?: number;
  /** Largest error, relative to the largest true element. */
  readonly error: number;
}
