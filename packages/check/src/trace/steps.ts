import type { Maths } from "../report/block.ts";
import type { Quantity } from "../numbers/quantity.ts";

/** What every step has. */
interface Step {
  /** Counted from 1, through both passes. */
  readonly step: number;
  readonly shape: readonly number[];
  readonly dtype: string;
  /** `file:line:column` of the code that made it, if that was tracked. */
  readonly site?: string;
}

/** A value found on the way forwards. */
export interface PrimalStep extends Step {
  readonly pass: "forward";
  readonly name: Maths;
  /** What it is of the steps before it; missing for what was given. */
  readonly formula?: Maths;
  readonly value: Quantity;
  readonly tangent?: Tangent;
}

/** How a value moves when the leaves move as they were told. */
export interface Tangent {
  readonly name: Maths;
  readonly formula?: Maths;
  readonly value: Quantity;
}

/** A contribution to an adjoint on the way back: `upstream · local` is added to what has come before. */
export interface AdjointStep extends Step {
  readonly pass: "reverse";
  /** The adjoint that changes. */
  readonly name: Maths;
  /** The step whose adjoint it is, and the step that the contribution comes through: none for the output itself. */
  readonly of: number;
  readonly through?: number;
  readonly local?: LocalDerivative;
  readonly upstream?: Quantity;
  /** In symbols. */
  readonly formula: Maths;
  readonly contribution: Quantity;
  /** The adjoint so far; whole once no use is left. */
  readonly sum: Quantity;
  readonly use: number;
  readonly uses: number;
}

export interface LocalDerivative {
  /** `∂v₂/∂v₁` */
  readonly name: Maths;
  readonly formula?: Maths;
  readonly value?: Quantity;
  /** The pullback of a closed box, `g` its upstream. */
  readonly rule?: string;
}

/** The chain rule for one leaf, as a sum over the paths that lead to it. */
export interface Chain {
  readonly of: Maths;
  readonly paths: readonly Path[];
  /** How many there are; only the first are written. */
  readonly count: number;
  readonly gradient: Quantity;
}

/** A product of local derivatives from the output down; `null` stands for factors left out of a long one. */
export interface Path {
  readonly factors: readonly (Factor | null)[];
  /** The product, if every factor is a number. */
  readonly value?: number;
}

export interface Factor {
  /** `∂v₂/∂v₁` */
  readonly name: Maths;
  readonly value?: number;
}
