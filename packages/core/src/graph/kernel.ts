import type { Data, DType, Value } from "./dtype.ts";
import type { Scalar, ScalarMath } from "./scalar.ts";
import type { Shape } from "./shape.ts";

/**
 * Where one axis of a view's input is read: at `(offset + step · i) / every`, with `i` the result's index
 * along `axis`, or at `offset` if `axis` is null. Off the grid of `every`, or outside the input, the view
 * has its fill value.
 */
export interface AxisMap {
  readonly offset: number;
  readonly step: number;
  readonly axis: number | null;
  readonly every?: number;
}

/** Which elements indices choose: those along `axis`. */
export interface Lookup {
  readonly axis: number;
  /** The index has a value for every element; otherwise its axes take the place of `axis`. */
  readonly along: boolean;
  /** How many leading axes, none unless given, the index shares with the other side: there each part has indices of its own. */
  readonly batch?: number;
}

/** How a backend computes an op: a handful of loop nests, each covering many ops. Backends branch on `kind` only. */
export type Kernel =
  /** A value that is given, not computed. An `input` changes between runs of the same program, the rest does not. */
  | { readonly kind: "leaf"; readonly input: boolean }
  /** Every element by itself, from the operands' elements at the same place. */
  | { readonly kind: "map"; readonly scalar: Scalar }
  /** `combine` over `axes`, which are kept as size 1, starting from `identity`. */
  | {
      readonly kind: "fold";
      readonly axes: readonly number[];
      readonly identity: number;
      readonly combine: <V, M>(m: ScalarMath<V, M>, sum: V, x: V) => V;
    }
  /** `y[i] = combine(y[i − 1], x[i])` along `axis`, from `identity`; from the end if `reverse`. */
  | {
      readonly kind: "scan";
      readonly axis: number;
      readonly reverse: boolean;
      readonly identity: number;
      readonly combine: <V, M>(m: ScalarMath<V, M>, sum: V, x: V) => V;
    }
  /** The index, along `axis`, of the first element that no other is `better` than. The axis is kept as size 1. */
  | {
      readonly kind: "arg";
      readonly axis: number;
      readonly better: <V, M>(m: ScalarMath<V, M>, x: V, best: V) => M;
    }
  /** Elements of the input under other indices: one map per axis of the input. */
  | { readonly kind: "view"; readonly axes: (input: Shape) => readonly AxisMap[] }
  /** The same elements in the same order. */
  | { readonly kind: "reshape" }
  /** The first input as it is. The others matter to derivatives, or to the order of evaluation. */
  | { readonly kind: "first" }
  /** `Σ a·b` over the labels that `out` lacks, in the order in which they stand in `a`. A letter names an axis. */
  | { readonly kind: "contract"; readonly a: string; readonly b: string; readonly out: string }
  /** Inputs `x, index`: `x` at the indices. */
  | ({ readonly kind: "gather" } & Lookup)
  /** Inputs `x, index`: the elements of `x` added up at the indices, over zeros. The adjoint of gather. */
  | ({ readonly kind: "scatter" } & Lookup)
  /** The inputs one after the other along `axis`. */
  | { readonly kind: "join"; readonly axis: number }
  /** None of these loops: a function on values. */
  | {
      readonly kind: "routine";
      readonly run: (
        inputs: readonly Data[],
        shapes: readonly Shape[],
        out: Shape,
        dtype: DType,
      ) => Value;
    };
