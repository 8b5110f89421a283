import type { Tensor } from "@chainrule/core";
import { cotangentOf } from "../../pass/backward.ts";
import { type Edit, type Site, alike, to } from "../edit.ts";

/** Another gradient than the one that belongs there: dQ for dK. */
export function* cotangentEdits({ m, g, flow }: Site, put: (g: Tensor) => Tensor): Generator<Edit> {
  const { back } = flow;
  for (const x of back.forward) {
    if (x.name === undefined || !alike(x, g)) continue;
    const other = back.cuts.get(x) ?? cotangentOf(x, back);
    // What lies above `g` would be a step left out, what lies below does not exist yet.
    if (other === undefined || flow.reaches(other, g) || flow.reaches(m, other)) continue;
    const changes = to(m, put(other));
    yield { kind: "wrong-operand", site: m, cost: 2.2, of: g, instead: other, changes };
  }
}
