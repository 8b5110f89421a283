import type { Tensor } from "@chainrule/core";
import { apply, scopeOf } from "@chainrule/core/engine";
import { exchanged } from "../../pass/exchange.ts";
import type { Change, Flow } from "../../pass/flow.ts";
import { type Edit, alike, withInput } from "../edit.ts";

/** What goes into a step taken for what comes out of it, in all that the backward pass makes of it: logits for probabilities. */
export function* confusedEdits(target: Tensor, flow: Flow): Generator<Edit> {
  const sites = flow
    .suspects(target)
    .filter((m) => m.op.derivative.kind === "bilinear" && m.inputs.some((x) => !flow.carries(x)));
  for (const p of flow.back.forward) {
    const box = scopeOf(p);
    if (p.name === undefined && box?.output !== p) continue;
    const before = box?.output === p ? box.inputs : p.inputs;
    for (const q of new Set(before)) {
      if (!alike(p, q)) continue;
      const changes = new Map<Tensor, Change>();
      for (const m of sites) {
        const i = m.inputs.findIndex((x) => !flow.carries(x));
        const f = m.inputs[i] as Tensor;
        const other = exchanged(f, p, q);
        if (other !== f) changes.set(m, { expr: apply(m.op, ...withInput(m, i, other)) });
      }
      const [site] = changes.keys();
      if (site !== undefined && changes.size > 1)
        yield { kind: "formula", site, cost: 2.5, of: p, instead: q, changes };
    }
  }
}
