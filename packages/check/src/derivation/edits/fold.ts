import { type Tensor, mul, sum, tensor } from "@chainrule/core";
import { type Edit, type Site, to } from "../edit.ts";

/** Edits of a fold that carries a cotangent: only the first or the last summand, or the sum over another axis of the same size. */
export function* foldEdits({ m, g }: Site): Generator<Edit> {
  const { kernel } = m.op;
  if (kernel.kind !== "fold" || m.op.derivative.kind !== "linear") return;
  for (const axis of kernel.axes)
    for (const { only, note } of slices(g, axis))
      yield {
        kind: "one-slice",
        site: m,
        cost: 2,
        note,
        changes: to(m, sum(only, kernel.axes, { keepDims: true })),
      };
  const [axis] = kernel.axes;
  if (kernel.axes.length !== 1 || axis === undefined) return;
  for (const other of g.shape.keys()) {
    if (other === axis || g.shape[other] !== g.shape[axis] || g.shape[axis] === 1) continue;
    yield {
      kind: "wrong-axis",
      site: m,
      cost: 2,
      note: `axis ${other} for axis ${axis}`,
      changes: to(m, sum(g, other).reshape(m.shape)),
    };
  }
}

/** `g` with only its last or its first slice along `axis` kept, the rest 0. */
export function* slices(
  g: Tensor,
  axis: number,
): Generator<{ only: Tensor; note: "first" | "last" }> {
  const n = g.shape[axis] ?? 0;
  if (n < 2) return;
  for (const [k, note] of [
    [n - 1, "last"],
    [0, "first"],
  ] as const) {
    const shape = g.shape.map((_, i) => (i === axis ? n : 1));
    const mask = tensor(
      Array.from({ length: n }, (_, i) => Number(i === k)),
      { dtype: g.dtype },
    );
    yield { only: mul(g, mask.reshape(shape)), note };
  }
}
