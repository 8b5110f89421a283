import { type Tensor, mul, tensor } from "@chainrule/core";
import { apply } from "@chainrule/core/engine";
import { numbersOf } from "../../pass/numbers.ts";
import { reindexed } from "./moved.ts";
import { type Edit, type Site, to, withInput } from "../edit.ts";

/** What was looked up more than once gets a share from every use: only the last one counts, or the first. */
export function* scatterEdits({ m, g, carried, edge }: Site): Generator<Edit> {
  const { kernel } = m.op;
  for (const { by, note } of reindexed(m))
    yield {
      kind: "reordered",
      site: m,
      cost: 2.2,
      note: `it is handed back without the ${note}`,
      changes: to(m, by),
    };
  const index = m.inputs[1];
  if (kernel.kind !== "scatter" || kernel.along || (kernel.batch ?? 0) > 0) return;
  if (index === undefined || carried !== 0) return;
  const places = [...numbersOf(index)];
  const shape = g.shape.map((n, axis) =>
    axis >= kernel.axis && axis < kernel.axis + index.rank ? n : 1,
  );
  for (const note of ["last", "first"] as const) {
    const only = places.map((place, i) =>
      Number((note === "last" ? places.lastIndexOf(place) : places.indexOf(place)) === i),
    );
    if (only.every((v) => v === 1)) return;
    const kept = mul(g, tensor(only, { dtype: g.dtype }).reshape(shape));
    const changes = to(m, apply(m.op, ...withInput(m, 0, kept)));
    yield {
      kind: "overwritten",
      site: m,
      cost: 1.5,
      note,
      changes,
      ...(edge && { of: edge.user.inputs[0] as Tensor }),
    };
  }
}
