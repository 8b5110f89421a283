import type { Tensor } from "@chainrule/core";
import type { Flow } from "../../pass/flow.ts";
import type { Edit, Site } from "../edit.ts";
import { boxEdits } from "./box.ts";
import { confusedEdits } from "./confused.ts";
import { contractEdits } from "./contract.ts";
import { fanOutEdits } from "./fan-out.ts";
import { foldEdits } from "./fold.ts";
import { orderEdits } from "./order.ts";
import { pointwiseEdits } from "./pointwise.ts";
import { rivalEdits } from "./rivals.ts";
import { scatterEdits } from "./scatter.ts";
import { viewEdits } from "./view.ts";

/** Every single edit of the backward pass above `target`, except those found by solving for a factor. */
export function* editsAbove(
  target: Tensor,
  flow: Flow,
  suspect: (site: Tensor) => boolean,
): Generator<Edit> {
  for (const m of flow.suspects(target))
    if (!flow.back.roots.has(m) && suspect(m)) yield* editsAt(m, flow);
  for (const edit of [fanOutEdits, boxEdits, confusedEdits].flatMap((edits) => [
    ...edits(target, flow),
  ]))
    if ([...edit.changes.keys()].every(suspect)) yield edit;
}

function* editsAt(m: Tensor, flow: Flow): Generator<Edit> {
  const carried = m.inputs.findIndex((x) => flow.carries(x));
  const g = m.inputs[carried];
  if (g === undefined) return;
  const site: Site = { m, g, carried, edge: flow.back.origin.get(m), flow };
  switch (m.op.kernel.kind) {
    case "map":
      yield* pointwiseEdits(site);
      yield* rivalEdits(site);
      return;
    case "contract":
      return yield* contractEdits(site);
    case "fold":
      return yield* foldEdits(site);
    case "view":
      return yield* viewEdits(site);
    case "scatter":
      return yield* scatterEdits(site);
    case "reshape":
    case "scan":
      return yield* orderEdits(site);
    case "first":
    case "arg":
    case "gather":
    case "join":
    case "routine":
    case "leaf":
  }
}
