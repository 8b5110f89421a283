/** A piece of a formula. */
export interface Term {
  /** Without its sign. */
  readonly text: string;
  /** How tightly it holds together: only looser terms need parentheses. */
  readonly binds: number;
  readonly negative?: boolean;
  /** Whether the text itself begins with a minus, as a sum may. */
  readonly opensWithMinus?: boolean;
  /** Set for a number. */
  readonly number?: number;
  /** Whether it could be read as one number with a number that stands right before it. */
  readonly opensWithNumber?: boolean;
  /** For what is transposed: what it was before. */
  readonly transposeOf?: Term;
}

export const OR = 1;
export const AND = 2;
export const COMPARE = 3;
export const SUM = 4;
/** A matrix product binds less tightly than an elementwise one: `2·(A @ B)`, `A @ B + C`. */
export const MATRIX = 4.5;
export const PRODUCT = 5;
export const POWER = 6;
export const ATOM = 7;

export const atom = (text: string): Term => ({ text, binds: ATOM });
