import { type Tensor, mul, neg, sub } from "@chainrule/core";
import { type Scope, sameShape, scopeOf } from "@chainrule/core/engine";
import { cotangentOf } from "../../pass/backward.ts";
import type { Changes, Flow } from "../../pass/flow.ts";
import type { Edit } from "../edit.ts";

/** Edits of a whole composite: passed as if its derivative were 1, taken elementwise, or with a path inside it left out. */
export function* boxEdits(target: Tensor, flow: Flow): Generator<Edit> {
  for (const y of flow.back.forward)
    for (let box = scopeOf(y); box?.output === y; box = box.inner)
      yield* editsOf(box, target, flow);
}

function* editsOf(box: Scope, target: Tensor, flow: Flow): Generator<Edit> {
  const { output: y, name: note } = box;
  const g = flow.back.cuts.get(y) ?? cotangentOf(y, flow.back);
  if (g === undefined || !flow.carries(g)) return;
  for (const x of new Set(box.inputs)) {
    const inside = (flow.back.parts.get(x) ?? []).filter((part) => {
      const user = flow.back.origin.get(part)?.user;
      return (
        user !== undefined && user.id >= box.first && user.id <= y.id && flow.reaches(part, target)
      );
    });
    const [site] = inside;
    if (site === undefined) continue;
    const whole = (expr: Tensor): Changes =>
      new Map(inside.map((part, i) => [part, i === 0 ? { expr } : { times: 0 }]));
    if (sameShape(x.shape, y.shape)) {
      yield { kind: "skipped", site, cost: 1.2, of: y, note, changes: whole(g) };
      const slope = mul(y, sub(1, y));
      const diagonal = "with its diagonal only";
      yield {
        kind: "formula",
        site,
        cost: 2,
        of: y,
        instead: x,
        note: diagonal,
        changes: whole(mul(g, slope)),
      };
      yield {
        kind: "formula",
        site,
        cost: 2.5,
        of: y,
        instead: x,
        note: diagonal,
        changes: whole(mul(neg(g), mul(y, y))),
      };
    }
    if (inside.length > 1)
      for (const part of inside)
        yield {
          kind: "path",
          site: part,
          cost: 1.3,
          of: y,
          note,
          changes: new Map([[part, { times: 0 }]]),
        };
  }
}
