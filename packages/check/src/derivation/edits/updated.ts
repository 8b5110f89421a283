import type { Tensor } from "@chainrule/core";
import { apply, topological } from "@chainrule/core/engine";
import { exchanged } from "../../pass/exchange.ts";
import type { Flow } from "../../pass/flow.ts";
import { withInput } from "../edit.ts";

/** A product in which a parameter may have been used after its update. */
export interface Updated {
  readonly site: Tensor;
  readonly of: Tensor;
  /** The same product with the gradient of the parameter in its place. */
  readonly expr: Tensor;
}

/** For "after instead of before the update": every product with a parameter, that replaced by its own gradient. */
export function* updates(
  suspects: readonly Tensor[],
  flow: Flow,
  slope: (parameter: Tensor) => Tensor | undefined,
): Generator<Updated> {
  const { forward } = flow;
  for (const m of suspects) {
    const i = m.inputs.findIndex((x) => !flow.carries(x));
    const f = m.inputs[i];
    if (m.op.derivative.kind !== "bilinear" || f === undefined) continue;
    if (m.inputs.every((x) => !flow.carries(x))) continue;
    for (const p of topological([f], (x) => x === f || !forward.has(x) || isMoved(x))) {
      const d = p.inputs.length === 0 ? slope(p) : undefined;
      if (d === undefined) continue;
      yield { site: m, of: p, expr: apply(m.op, ...withInput(m, i, exchanged(f, p, d))) };
    }
  }
}

/** Whether it holds the elements of a leaf, in whatever order. */
function isMoved(x: Tensor): boolean {
  const { kind } = x.op.kernel;
  return x.inputs.length === 0 || kind === "reshape" || kind === "view" || kind === "first";
}
