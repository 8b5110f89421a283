import { GradientError } from "../graph/errors.ts";
import { describe } from "../graph/note.ts";
import type { Tensor } from "../graph/tensor.ts";

/** Mark a derivative that was computed as a value: it depends on tensors of these creation numbers, but has no history that says so. */
export function derivedFrom(g: Tensor, sources: ReadonlySet<number>): Tensor {
  g.note = { ...g.note, derivedFrom: sources };
  return g;
}

/** Refuses to differentiate with respect to `xs` where some of `nodes` depend on one of them without a history. */
export function refuseSettled(op: string, nodes: Iterable<Tensor>, xs: readonly Tensor[]): void {
  for (const { note } of nodes) {
    const x = note?.derivedFrom && xs.find(({ id }) => note.derivedFrom?.has(id));
    if (x !== undefined)
      throw new GradientError(
        op,
        describe(x),
        "the result holds a derivative with respect to it that grad or backward computed as a value, without its history",
        "differentiate inside, as in grad((x) => … grad(f)(x) …) or hvp; if it is meant as a constant, detach it",
      );
  }
}
