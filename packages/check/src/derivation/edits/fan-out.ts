import { type Tensor, mul, sign } from "@chainrule/core";
import type { Flow } from "../../pass/flow.ts";
import type { Edit, Kind } from "../edit.ts";

/** A node used more than twice of which only some uses are counted; with two uses, a missing path says the same. */
export function* fanOutEdits(target: Tensor, flow: Flow): Generator<Edit> {
  for (const [x, parts] of flow.back.parts) {
    const there = parts.filter((p) => flow.reaches(p, target));
    yield* squared(x, there, flow);
    const [site] = there;
    if (there.length < 3 || site === undefined) continue;
    const keep = (kept: readonly Tensor[], kind: Kind, note: string): Edit => ({
      kind,
      site,
      cost: 1.5,
      of: x,
      note,
      changes: new Map(there.filter((p) => !kept.includes(p)).map((p) => [p, { times: 0 }])),
    });
    for (const p of there) yield keep([p], "overwritten", p === there.at(-1) ? "last" : "one");
    for (let n = 2; n < there.length - 1; n++) yield keep(there.slice(0, n), "path", "cut short");
  }
}

/** `e · e` whose absolute value was differentiated instead. */
function* squared(x: Tensor, parts: readonly Tensor[], { back }: Flow): Generator<Edit> {
  const [a, b] = parts;
  if (a === undefined || b === undefined || parts.length !== 2) return;
  const [user, other] = [back.origin.get(a)?.user, back.origin.get(b)?.user];
  const g = a.inputs.find((input) => input !== x);
  if (user === undefined || user !== other || user.op.derivative.kind !== "bilinear") return;
  if (user.op.kernel.kind !== "map" || g === undefined) return;
  yield {
    kind: "other-loss",
    site: a,
    cost: 2,
    of: x,
    changes: new Map([
      [a, { expr: mul(g, sign(x)) }],
      [b, { times: 0 }],
    ]),
  };
}
