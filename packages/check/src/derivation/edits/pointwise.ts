import { type Tensor, abs, div, sign } from "@chainrule/core";
import { apply, evaluateAll, fill, scale } from "@chainrule/core/engine";
import { isConstant } from "../../pass/constant.ts";
import { exchanged } from "../../pass/exchange.ts";
import { numbersOf } from "../../pass/numbers.ts";
import { type Edit, type Site, alike, to, withInput } from "../edit.ts";
import { cotangentEdits } from "./cotangent.ts";
import { insideFactor } from "./inside.ts";

/** Edits of an elementwise step that carries a cotangent: a product with a local derivative or an operand, or a choice. */
export function* pointwiseEdits(site: Site): Generator<Edit> {
  const { m, carried } = site;
  yield* notDerived(site);
  const others = m.inputs.filter((x, i) => i !== carried && !isConstant(x));
  if (m.inputs.some((x) => x.dtype === "bool")) yield* choice(site);
  else if (m.op.derivative.kind === "bilinear" && others.length === 1 && !isCarried(site, others))
    yield* product(site, 1 - carried);
}

const isCarried = ({ flow }: Site, xs: readonly Tensor[]): boolean =>
  xs.some((x) => flow.carries(x));

/** Something that passes here and not there: passes everywhere, or where it should not. */
function* choice({ m, g, edge }: Site): Generator<Edit> {
  if (!alike(m, g)) return;
  const user = edge && { user: edge.user };
  yield { kind: "left-out", site: m, changes: to(m, g), cost: 1, ...user };
  const again = apply(m.op, ...m.inputs);
  yield { kind: "mask", site: m, changes: to(m, g.sub(again)), cost: 2, ...user };
}

/** `g ∘ f`, the factor being input number `i` of `m`. */
function* product(site: Site, i: number): Generator<Edit> {
  const { m, g, edge } = site;
  const f = m.inputs[i];
  if (f === undefined || !alike(g, m)) return;
  const again = apply(m.op, ...m.inputs);
  const user = edge && { user: edge.user };
  const local = edge?.user.op.derivative.kind === "pointwise";
  const what = { site: m, of: f, ...user };
  yield { kind: "left-out", ...what, changes: to(m, g), cost: 1 };
  if (local) yield { kind: "twice", ...what, changes: to(m, scale(again, f)), cost: 2.5 };
  yield { kind: "inverse", ...what, changes: to(m, div(g, f)), cost: 2.5 };
  if (hasBothSigns(f)) {
    yield { kind: "other-loss", ...what, changes: to(m, scale(g, sign(f))), cost: 2 };
    for (const x of local ? f.inputs : [])
      if (alike(x, f) && !isConstant(x) && hasBothSigns(x)) {
        const expr = apply(m.op, ...withInput(m, i, exchanged(f, x, sign(x))));
        yield { kind: "other-loss", ...what, of: x, changes: to(m, expr), cost: 2 };
      }
    yield {
      kind: "formula",
      ...what,
      changes: to(m, scale(g, abs(f))),
      cost: 3,
      note: "without its sign",
    };
  }
  yield* insideFactor(site, f, local, (x) => apply(m.op, ...withInput(m, i, x)));
  yield* fromResult(site);
  yield* cotangentEdits(site, (x) => scale(x, f));
}

/** A function that was not differentiated: its value for its derivative, or the function of the incoming gradient. */
function* notDerived({ m, g, edge }: Site): Generator<Edit> {
  const kind = edge?.user.op.derivative.kind;
  if (edge === undefined || (kind !== "pointwise" && kind !== "gated")) return;
  const { user } = edge;
  if (user.inputs.length !== 1 || !alike(user, g) || !alike(m, g)) return;
  const what = { kind: "not-derived", site: m, user } as const;
  yield { ...what, cost: 2.4, changes: to(m, scale(g, user)) };
  const note = ": it was applied to the incoming gradient";
  yield { ...what, cost: 2.4, note, changes: to(m, apply(user.op, g)) };
}

/** The local derivative taken at the result of its own step: tanh′(A1) for tanh′(Z1). */
function* fromResult({ m, g, edge }: Site): Generator<Edit> {
  const d = edge?.user.op.derivative;
  if (edge === undefined || d?.kind !== "pointwise" || edge.user.inputs.length !== 1) return;
  const [x] = edge.user.inputs;
  const slope = d.partials[0]?.(apply(edge.user.op, edge.user), edge.user);
  if (slope === undefined || x === undefined) return;
  const f = typeof slope === "number" ? fill(slope, m) : slope;
  yield {
    kind: "wrong-place",
    site: m,
    cost: 2,
    of: x,
    instead: edge.user,
    user: edge.user,
    changes: to(m, scale(g, f)),
  };
}

function hasBothSigns(x: Tensor): boolean {
  evaluateAll(x);
  const values = numbersOf(x);
  return values.some((v) => v > 0) && values.some((v) => v < 0);
}
