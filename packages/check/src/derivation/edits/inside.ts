import { type Tensor, neg } from "@chainrule/core";
import { apply, topological } from "@chainrule/core/engine";
import { isConstant } from "../../pass/constant.ts";
import { exchanged } from "../../pass/exchange.ts";
import { type Edit, type Site, alike, lookalikes, to } from "../edit.ts";
import { movedEdits } from "./moved.ts";

/** How a changed factor is put back into its product. */
type Put = (f: Tensor) => Tensor;

/** Changes inside the factor `f` that is not carried: other operands, and something lost from its formula. */
export function* insideFactor(site: Site, f: Tensor, local: boolean, put: Put): Generator<Edit> {
  const { m, edge, flow } = site;
  const { forward } = flow;
  const nodes = topological([f], (x) => x === f || !forward.has(x)).filter((x) => !forward.has(x));
  const outer = forward.has(f) ? [f] : nodes.flatMap((x) => x.inputs);
  const primals = new Set(outer.filter((x) => forward.has(x) && !isConstant(x)));
  const user = edge && { user: edge.user };
  const kind = local ? "wrong-place" : "wrong-operand";
  const change = (from: Tensor, by: Tensor): Edit["changes"] => to(m, put(exchanged(f, from, by)));
  for (const p of primals) {
    for (const q of lookalikes(p, flow))
      yield { kind, site: m, cost: 2, of: p, instead: q, ...user, changes: change(p, q) };
    if (p !== f && !f.inputs.includes(p) && alike(p, f))
      yield {
        kind: "formula",
        site: m,
        cost: 2.5,
        of: f,
        instead: p,
        ...user,
        changes: to(m, put(p)),
      };
    yield* movedEdits(site, p, change);
  }
  for (const node of nodes) yield* lost(site, f, node, change);
}

/** A step inside a factor forgotten (1 − y² become 1 − y, y(1 − y) become y), or with the other sign. */
function* lost(
  { m, edge }: Site,
  f: Tensor,
  node: Tensor,
  change: (from: Tensor, by: Tensor) => Edit["changes"],
): Generator<Edit> {
  const { kernel, derivative } = node.op;
  const user = edge && { user: edge.user };
  const turned = kernel.kind === "view";
  for (const x of new Set(node.inputs))
    if (alike(x, node) && !(node === f && isConstant(x)) && kernel.kind !== "reshape")
      yield {
        kind: turned ? "not-transposed" : "formula",
        site: m,
        cost: turned ? 1.5 : 2.5,
        of: node,
        instead: x,
        ...user,
        changes: change(node, x),
      };
  const [a, b] = node.inputs;
  if (turned && a !== undefined && !alike(a, node) && a.size === node.size)
    yield {
      kind: "reordered",
      site: m,
      cost: 2,
      of: node,
      ...user,
      changes: change(node, a.reshape(node.shape)),
    };
  if (kernel.kind !== "map" || derivative.kind !== "linear" || node.inputs.length !== 2) return;
  if (a !== undefined && b !== undefined)
    yield {
      kind: "formula",
      site: m,
      cost: 3,
      of: node,
      note: "with the other sign",
      ...user,
      changes: change(node, apply(node.op, a, neg(b))),
    };
}
