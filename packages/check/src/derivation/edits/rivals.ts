import * as c from "@chainrule/core";
import type { Tensor } from "@chainrule/core";
import { scale, scopeOf, sweep } from "@chainrule/core/engine";
import { type Edit, type Site, to } from "../edit.ts";

/** Functions whose derivatives are taken for each other. */
const families: readonly (readonly ((x: Tensor) => Tensor)[])[] = [
  [c.tanh, c.sigmoid, c.relu, (x) => c.leakyRelu(x), c.softplus, c.silu, c.gelu, (x) => c.elu(x)],
  [c.square, c.abs],
  [c.sin, c.cos, c.tan],
  [c.exp, c.log, c.exp2, c.log2, c.log10],
  [c.sqrt, c.rsqrt, c.reciprocal],
];

/** The derivative of another function than the one that was computed. */
export function* rivalEdits({ m, g, edge }: Site): Generator<Edit> {
  if (edge === undefined || edge.user.inputs.length !== 1) return;
  const { user } = edge;
  const [x] = user.inputs;
  const { kind } = user.op.derivative;
  if (x === undefined || (kind !== "pointwise" && kind !== "gated")) return;
  if (scopeOf(user) === undefined && m.inputs.length < 2) return;
  const family = families.find((functions) => functions.some((f) => f(x).op === user.op));
  for (const f of family ?? []) {
    const y = f(x);
    if (y.op === user.op) continue;
    const called = family?.length === 2 ? "other-loss" : "other-function";
    const what = { kind: called, site: m, of: user, instead: y, user } as const;
    const [expr] = sweep(y, [x], g);
    if (expr !== undefined) yield { ...what, cost: 2, changes: to(m, expr) };
    const d = y.op.derivative;
    const slope = d.kind === "pointwise" ? d.partials[0]?.(user, x) : undefined;
    if (slope !== undefined) yield { ...what, cost: 2.1, changes: to(m, scale(g, slope)) };
  }
}
