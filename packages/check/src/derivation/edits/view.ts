import type { Tensor } from "@chainrule/core";
import { apply, permuteTo } from "@chainrule/core/engine";
import { type Edit, type Site, alike, to } from "../edit.ts";

/** Edits of a step that only moves elements: a transposition forgotten or read in another order, a slice taken from elsewhere. */
export function* viewEdits({ m, g }: Site): Generator<Edit> {
  const { kernel } = m.op;
  if (kernel.kind !== "view") return;
  const maps = kernel.axes(g.shape);
  if (g.size === m.size && alike(g, m))
    yield { kind: "not-transposed", site: m, changes: to(m, g), cost: 1.5, note: moved(m) };
  else if (g.size === m.size)
    yield { kind: "reordered", site: m, changes: to(m, g.reshape(m.shape)), cost: 2 };
  const turned = m.shape.flatMap((n, axis) =>
    n > 1 && maps.some((map) => map.axis === axis) ? [axis] : [],
  );
  const again = (): Tensor => apply(m.op, ...m.inputs);
  for (const axis of turned)
    yield {
      kind: "reordered",
      site: m,
      cost: 2.5,
      changes: to(m, again().flip(axis)),
      note: `reversed along axis ${axis}`,
    };
  for (const axis of turned)
    yield {
      kind: "reordered",
      site: m,
      cost: 3,
      changes: to(m, again().roll(1, axis)),
      note: `shifted along axis ${axis}`,
    };
  for (const p of turned)
    for (const q of turned)
      if (p < q && m.shape[p] === m.shape[q]) {
        const order = [...m.shape.keys()].map((i) => (i === p ? q : i === q ? p : i));
        yield {
          kind: "not-transposed",
          site: m,
          cost: 2.5,
          changes: to(m, permuteTo(again(), order)),
          note: `axes ${p} and ${q} exchanged`,
        };
      }
}

/** What a view does. */
function moved(m: Tensor): string {
  const { kernel } = m.op;
  const maps = kernel.kind === "view" ? kernel.axes(m.inputs[0]?.shape ?? []) : [];
  return maps.some(({ step }) => step < 0) ? "reversed" : "";
}
