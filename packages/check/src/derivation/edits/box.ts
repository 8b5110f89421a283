import { type Tensor, broadcastTo, mul, sub, sum } from "@chainrule/core";
import { type Scope, broadcastShapes, sameShape, scopeOf } from "@chainrule/core/engine";
import { cotangentOf } from "../../pass/backward.ts";
import type { Changes, Flow } from "../../pass/flow.ts";
import type { Edit } from "../edit.ts";
import { show } from "../names.ts";

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
    for (const { expr, ...what } of wholes(g, y, x))
      yield { ...what, site, of: y, instead: x, note: what.note ?? note, changes: whole(expr) };
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

type Whole = Pick<Edit, "kind" | "cost"> & { readonly expr: Tensor; readonly note?: string };

/** What may stand in the place of the pullback of a box of `x` with the result `y`. */
function* wholes(g: Tensor, y: Tensor, x: Tensor): Generator<Whole> {
  const broadcast = broadcastShapes(y.shape, x.shape);
  if (broadcast === undefined || !sameShape(broadcast, x.shape) || y.rank !== x.rank) return;
  const spread = (z: Tensor): Tensor => broadcastTo(z, x.shape);
  if (!sameShape(y.shape, x.shape)) {
    yield {
      kind: "formula",
      cost: 2,
      expr: mul(spread(g), x),
      note: `as if it were ${show(x)} itself`,
    };
    return;
  }
  yield { kind: "skipped", cost: 1.2, expr: g };
  const diagonal = "with its diagonal only";
  yield { kind: "formula", cost: 2, expr: mul(g, mul(y, sub(1, y))), note: diagonal };
  const gy = mul(g, y);
  for (const axis of y.shape.keys()) {
    const sums = sum(gy, axis, { keepDims: true });
    yield { kind: "wrong-axis", cost: 2, expr: mul(y, sub(g, sums)), note: `axis ${axis}` };
    const bare = mul(y, sub(g, sum(g, axis, { keepDims: true })));
    yield { kind: "formula", cost: 2, expr: bare, note: `without ${show(y)} in its sum` };
    for (const other of y.shape.keys())
      if (other !== axis && y.shape[other] === y.shape[axis])
        yield {
          kind: "wrong-axis",
          cost: 2.2,
          expr: mul(y, sub(g, sums.swapAxes(axis, other))),
          note: `the sums along axis ${axis} laid along axis ${other}`,
        };
  }
}
