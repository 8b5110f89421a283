import { GradientError } from "../graph/errors.ts";
import { describe } from "../graph/note.ts";
import type { Note, Tensor } from "../graph/tensor.ts";

/** Mark what was computed as a value: it depends on tensors of these creation numbers, but has no history that says so. */
export function derivedFrom(g: Tensor, sources: Note["derivedFrom"] & {}): Tensor {
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
        "the result holds values without a history that depend on it, from grad, backward or a compiled function",
        "differentiate inside, as in grad((x) => … grad(f)(x) …) or compile(grad(f)); if it is meant as a constant, detach it",
      );
  }
}
