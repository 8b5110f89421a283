import { type Quantity, isFiniteQuantity } from "../numbers/quantity.ts";
import type { Block, Maths } from "../report/block.ts";
import { Report } from "../report/report.ts";
import { blocksOf } from "./tables.ts";
import type { AdjointStep, Chain, PrimalStep } from "./steps.ts";

/** An evaluation trace: the forward pass, and the reverse pass or the tangents beside it. */
export class Trace extends Report {
  /** Whether every number is finite. */
  readonly ok: boolean;
  /** What was explained. */
  readonly of: Maths;
  /** One after the other: first those forwards, then those back. */
  readonly steps: readonly (PrimalStep | AdjointStep)[];
  /** The chain rule for each leaf. */
  readonly chains: readonly Chain[];
  readonly #digits: number | undefined;

  constructor(
    of: Maths,
    primals: readonly PrimalStep[],
    adjoints: readonly AdjointStep[],
    chains: readonly Chain[],
    digits: number | undefined,
  ) {
    super();
    this.of = of;
    this.steps = [...primals, ...adjoints];
    this.chains = chains;
    this.ok = this.steps.flatMap(quantitiesOf).every(isFiniteQuantity);
    this.#digits = digits;
  }

  protected blocks(): readonly Block[] {
    return blocksOf(this.of, this.steps, this.chains, this.#digits);
  }
}

const quantitiesOf = (step: PrimalStep | AdjointStep): readonly Quantity[] =>
  step.pass === "reverse"
    ? [step.contribution, step.sum]
    : step.tangent === undefined
      ? [step.value]
      : [step.value, step.tangent.value];
