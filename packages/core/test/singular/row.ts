/** Numbers as they are meant: NaN, infinities and the sign of a zero value included. */
export type Exact = number | readonly Exact[];

/**
 * *mathematics*: the derivative, or its one limit. *convention*: several answers would do, and this
 * one was chosen. *known limit*: mathematics has a better answer, which the engine does not find.
 */
type Kind = "mathematics" | "convention" | "known limit";

/** One decided answer. */
export interface Row {
  /** The expression, of the arguments in `at` and the functions of the package. */
  readonly f: string;
  /** The point. */
  readonly at: Readonly<Record<string, Exact>>;
  /** The value there; absent if the expression is refused with `error`. */
  readonly value?: Exact;
  readonly error?: string;
  /** The gradient of the sum of the value, one entry per argument; absent where none was decided. */
  readonly slope?: readonly Exact[];
  /** The Hessian of the same in each argument alone; absent where none was decided. */
  readonly second?: readonly Exact[];
  /** What forward mode answers, where that is not what reverse mode does. */
  readonly forward?: readonly Exact[];
  readonly kind: Kind;
  readonly why: string;
  /** What PyTorch, JAX and TensorFlow.js answer, where it was measured. */
  readonly others?: readonly [torch: string, jax: string, tfjs: string];
}

export interface Family {
  readonly title: string;
  readonly rows: readonly Row[];
}

export const SAME: readonly [string, string, string] = ["same", "same", "same"];
