import { apply } from "@chainrule/core/engine";
import { type Edit, type Site, alike, to } from "../edit.ts";

/** Edits of a step that depends on the order of elements: read column by column, or summed up from the other end. */
export function* orderEdits({ m, g }: Site): Generator<Edit> {
  const { kernel } = m.op;
  if (kernel.kind === "reshape" && g.shape.filter((n) => n > 1).length > 1 && !alike(g, m)) {
    const turned = g.permute([...g.shape.keys()].toReversed());
    yield { kind: "reordered", site: m, cost: 2, changes: to(m, turned.reshape(m.shape)) };
  }
  if (kernel.kind !== "scan") return;
  const { axis } = kernel;
  yield { kind: "left-out", site: m, cost: 1.2, of: m, changes: to(m, g) };
  const note = `added up from the wrong end of axis ${axis}`;
  const other = apply(m.op, g.flip(axis)).flip(axis);
  yield { kind: "reordered", site: m, cost: 2, note, changes: to(m, other) };
}
