import { type Tensor, mul } from "@chainrule/core";
import { apply, isFloat, product, sameShape } from "@chainrule/core/engine";
import { type Edit, type Site, alike, to, withInput } from "../edit.ts";
import { show } from "../names.ts";
import { cotangentEdits } from "./cotangent.ts";
import { insideFactor } from "./inside.ts";
import { slices } from "./fold.ts";

/** Edits of a sum of products that carries a cotangent, of any rank: labels say which axes meet. */
export function* contractEdits(site: Site): Generator<Edit> {
  const { m, g, carried, flow } = site;
  const { kernel } = m.op;
  const f = m.inputs[1 - carried];
  if (kernel.kind !== "contract" || f === undefined || flow.carries(f) || !isFloat(f.dtype)) return;
  const labels = [kernel.a, kernel.b] as const;
  const [own, other] = carried === 0 ? labels : [labels[1], labels[0]];
  const put = (x: Tensor, i: number): Tensor => apply(m.op, ...withInput(m, i, x));
  if (alike(g, m)) yield { kind: "left-out", site: m, changes: to(m, g), cost: 1, of: f };
  yield* insideFactor(site, f, false, (x) => put(x, 1 - carried));
  for (const [x, i, at] of [
    [f, 1 - carried, other],
    [g, carried, own],
  ] as const)
    for (const [p, q] of pairs(x))
      yield {
        kind: "not-transposed",
        site: m,
        cost: 1.5,
        of: x,
        note: at.length === 2 ? "" : `axes ${p} and ${q}`,
        changes: to(m, put(x.swapAxes(p, q), i)),
      };
  yield* cotangentEdits(site, (x) => put(x, carried));
  for (const [x, i] of [
    [f, 1 - carried],
    [g, carried],
  ] as const)
    for (const by of reread(x))
      yield { kind: "reordered", site: m, cost: 2, of: x, changes: to(m, put(by, i)) };
  const again = apply(m.op, ...m.inputs);
  for (const axes of m.rank > 2 ? reversals(m) : [])
    yield {
      kind: "reordered",
      site: m,
      cost: 2.2,
      note: `reversed, or not, along axes ${axes.join(" and ")}`,
      changes: to(m, again.flip(axes)),
    };
  for (const axes of f.rank > 2 ? reversals(f) : [])
    yield {
      kind: "reordered",
      site: m,
      cost: 2,
      of: f,
      note: `${show(f)} reversed, or not, along axes ${axes.join(" and ")}`,
      changes: to(m, put(f.flip(axes), 1 - carried)),
    };
  yield* swapped(m, kernel.a, kernel.b, kernel.out);
  if (alike(f, g) && alike(g, m))
    yield { kind: "swapped", site: m, cost: 2.5, note: "∘ for ·", changes: to(m, mul(g, f)) };
  const summed = [...own].filter((label) => !kernel.out.includes(label));
  for (const label of summed)
    for (const { only, note } of slices(g, own.indexOf(label)))
      yield { kind: "one-slice", site: m, cost: 2, note, changes: to(m, put(only, carried)) };
}

/** The operands in the other order, where the shapes allow it: each label of one place by what stands at that place of the other. */
function* swapped(m: Tensor, a: string, b: string, out: string): Generator<Edit> {
  const [x, y] = m.inputs;
  if (x === undefined || y === undefined || a.length !== b.length || m.size === 1) return;
  try {
    const turned = product("matmul", y, x, a, b, out);
    if (sameShape(turned.shape, m.shape))
      yield { kind: "swapped", site: m, cost: 2, changes: to(m, turned) };
  } catch {
    // The sizes do not meet.
  }
}

/** The last two axes read as if the elements stood in the order of their transposition: a reshape for a transposition. */
function* reread(x: Tensor): Generator<Tensor> {
  const [p = 1, q = 1] = x.shape.slice(-2);
  if (x.rank < 2 || p === q || p === 1 || q === 1) return;
  yield x.reshape([...x.shape.slice(0, -2), q, p]).swapAxes(-1, -2);
}

/** One or two axes along which a kernel may have been turned round. */
function* reversals(x: Tensor): Generator<number[]> {
  const long = [...x.shape.keys()].filter((axis) => (x.shape[axis] ?? 0) > 1);
  for (const p of long) {
    yield [p];
    for (const q of long) if (q > p) yield [p, q];
  }
}

/** The pairs of axes of one size. */
function* pairs(x: Tensor): Generator<readonly [number, number]> {
  for (const p of x.shape.keys())
    for (let q = p + 1; q < x.rank; q++)
      if (x.shape[p] === x.shape[q] && (x.shape[p] ?? 0) > 1) yield [p, q];
}
