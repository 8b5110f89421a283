import type { Tensor } from "@chainrule/core";
import { isFloat } from "@chainrule/core/engine";
import type { Size } from "../pass/dimensions.ts";
import type { Numbers } from "../pass/numbers.ts";
import { gradientName } from "./names.ts";

/** What this input cannot tell apart, whatever the learner did. */
export function warningsOf(
  sizes: readonly Size[],
  truths: ReadonlyMap<Tensor, Numbers>,
  forward: readonly Tensor[],
): string[] {
  const found = new Set<string>();
  for (const x of forward)
    if (
      x.name !== undefined &&
      x.inputs.length === 0 &&
      x.rank > 1 &&
      isFloat(x.dtype) &&
      !truths.has(x)
    )
      x.shape.forEach((n, axis) => {
        if (n === 1 && !isStretched(x, axis, forward))
          found.add(
            `axis ${axis} of ${x.name} has size 1: whether a mean, a sum or nothing at all belongs there cannot be seen. Use 2 or more.`,
          );
      });
  for (const [x, truth] of truths) {
    if (truth.every((v) => v === 0))
      found.add(
        `${gradientName(x)} is 0 everywhere here: any factor would pass. Use another input.`,
      );
    const [m = 0, n = 0] = x.shape;
    if (x.rank === 2 && m === n && m > 1)
      found.add(
        `${gradientName(x)} is square: a transposed matrix has the same shape, only its numbers tell.`,
      );
  }
  for (const n of new Set(sizes.map((size) => size.n))) {
    const texts = sizes.filter((size) => size.n === n).map(({ text }) => text);
    const last = texts.pop();
    if (texts.length > 0)
      found.add(
        `${texts.join("; ")} and ${last} are all of size ${n}: a factor of ${n} cannot be attributed.`,
      );
  }
  return [...found];
}

/** Whether copies of `x` are laid along an axis: a size of 1 is then no accident of this input. */
const isStretched = (x: Tensor, axis: number, forward: readonly Tensor[]): boolean =>
  forward.some(
    ({ inputs: [source], op, rank, shape }) =>
      source === x && op.kernel.kind === "view" && rank === x.rank && (shape[axis] ?? 1) > 1,
  );
