/** The loop nests of a program, before any code is written. */
import type { Tensor } from "@chainrule/core";
import { type Access, whole } from "./access.ts";
import type { Read } from "./frontier.ts";
import { strides } from "./shape.ts";
import type { Steps } from "./steps.ts";

/** `c = Σ a·b`, the operands' views already turned into steps: over the kernel's extents, then over the summed axes. */
export interface Contraction {
  readonly node: Tensor;
  /** The summed axes. */
  readonly inner: readonly number[];
  readonly a: Read;
  readonly b: Read;
}

/** One loop nest. `stores` live in its full index space, `folds` and `after` in what is left of it after reduction. */
export interface Kernel {
  readonly id: number;
  readonly kind: "loop" | "product" | "reference" | "tape";
  /**
   * Loop: the shape without axes of size 1. Product: batch axes, rows, columns. Reference, tape: none.
   */
  readonly extents: readonly number[];
  /** Which of the axes are folded away. */
  readonly reduced: boolean[];
  /** Bytes of its lanes. */
  readonly width: number;
  readonly contraction?: Contraction;
  /** Of a tape. */
  readonly steps?: Steps;
  readonly folds: Tensor[];
  readonly stores: Tensor[];
  readonly after: Tensor[];
  /** What must have run before. */
  readonly needs: Set<Kernel>;
  /** Every buffer it reads, with the place it is read at. */
  readonly reads: Read[];
}

/** Where the kernel's own results stand: those of its full index space, or those after its folds. */
export function place(k: Kernel, after: boolean): Access {
  if (!after || k.contraction !== undefined) return whole(k.extents);
  const kept = strides(keptExtents(k));
  let next = 0;
  return { offset: 0, steps: k.reduced.map((gone) => (gone ? 0 : (kept[next++] ?? 0))) };
}

/** The extents that remain after the folds. */
export const keptExtents = (k: Kernel): readonly number[] =>
  k.extents.filter((_, i) => k.reduced[i] !== true);
