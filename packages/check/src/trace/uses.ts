import { type Tensor, add } from "@chainrule/core";
import { fill, input, pullback, refuseSettled, substitute, sweep } from "@chainrule/core/engine";
import { hasSlope } from "./local.ts";
import type { Visible } from "./visible.ts";

/** A contribution to the adjoint of a step, as the reverse sweep makes it. */
export interface Use {
  /** The step whose adjoint it adds to, and the step that it comes through. */
  readonly of: Tensor;
  readonly through: Tensor;
  /** Which operand of `through` it belongs to, unless it comes from within a box. */
  readonly operand: number | undefined;
  readonly part: Tensor;
  /** The adjoint so far, this contribution included. */
  readonly sum: Tensor;
  /** ∂through/∂of by this operand, where that is a number or one for each element. */
  readonly slope: Tensor | undefined;
}

/** All contributions in the order of the sweep from `y`, summed in its order. */
export function usesOf(
  y: Tensor,
  wanted: readonly Tensor[],
  seed: Tensor,
  { steps, stepOf, isBoxed }: Visible,
): readonly Use[] {
  const seen = new Set(steps);
  const sums = new Map<Tensor, Tensor>([[y, seed]]);
  const found: Omit<Use, "slope">[] = [];
  sweep(y, wanted, seed, {
    onOrder: (order) => refuseSettled("explain", order, wanted),
    onPart(part, user, i) {
      const of = user.inputs[i];
      if (of === undefined || !seen.has(of)) return;
      const before = sums.get(of);
      const sum = before === undefined ? part : add(before, part);
      sums.set(of, sum);
      const through = stepOf(user);
      const operand = through === user && !isBoxed(user) ? i : undefined;
      found.push({ of, through, operand, part, sum });
    },
  });
  return withSlopes(found);
}

/** Each with its local derivative. */
function withSlopes(found: readonly Omit<Use, "slope">[]): readonly Use[] {
  const boxes = new Map<Tensor, Set<Tensor>>();
  for (const { through, of, operand } of found)
    if (operand === undefined) boxes.set(through, (boxes.get(through) ?? new Set()).add(of));
  const known = new Map([...boxes].map(([box, ends]) => [box, slopesOf(box, [...ends])]));
  return found.map((use) => {
    const { through, of, operand } = use;
    if (operand === undefined) return { ...use, slope: known.get(through)?.get(of) };
    const slope = hasSlope(through) ? pullback(through, fill(1, through), operand) : null;
    return { ...use, slope: slope ?? undefined };
  });
}

/** The derivatives of a number that a box yields by each of `ends`, the others held fixed. */
function slopesOf(box: Tensor, ends: readonly Tensor[]): ReadonlyMap<Tensor, Tensor> {
  if (box.size !== 1) return new Map();
  const leaves = ends.map((x) => input(x.value, x.shape, x.dtype));
  const [alone = box] = substitute([box], new Map(ends.map((x, i) => [x, leaves[i] ?? x])));
  const slopes = sweep(alone, leaves, fill(1, alone));
  return new Map(ends.map((x, i) => [x, slopes[i] ?? fill(0, x)]));
}
