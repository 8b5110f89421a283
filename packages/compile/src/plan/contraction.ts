/** Labelled products as loops: which axes of the result are rows, columns and batches, and how operands are read. */
import type { Tensor } from "@chainrule/core";
import type { Kernel as CoreKernel } from "@chainrule/core/engine";
import { type Access, through } from "./access.ts";
import { size, strides } from "./shape.ts";

type Contract = Extract<CoreKernel, { kind: "contract" }>;

/** What the loops need to know of the graph around a product. */
interface Around {
  source(node: Tensor): Tensor;
  of(node: Tensor): string;
  view(node: Tensor): Parameters<typeof through>[0];
}

interface Operand extends Access {
  readonly node: Tensor;
}

export interface Loops {
  /** The axes of the result, those of size 1 left out. */
  readonly extents: readonly number[];
  /** The summed axes: those joined that both sides cross in one stride. */
  readonly inner: readonly number[];
  /** Steps over the extents, then over the summed axes. `a` has the rows, `b` the columns: the last axis. */
  readonly a: Operand;
  readonly b: Operand;
}

/** The loops of a product, or the views that must be stored first. */
export function loopsOf(
  around: Around,
  node: Tensor,
  stored: ReadonlySet<Tensor>,
): Loops | { readonly blocked: readonly Tensor[] } {
  const { a, b, out } = node.op.kernel as Contract;
  const [x, y] = node.inputs as readonly [Tensor, Tensor];
  const sizes = new Map<string, number>();
  for (const [axis, l] of [...a].entries()) sizes.set(l, x.shape[axis] ?? 1);
  for (const [axis, l] of [...b].entries()) sizes.set(l, y.shape[axis] ?? 1);
  const extent = (l: string) => sizes.get(l) ?? 1;
  const outer = [...out].filter((l) => extent(l) !== 1);
  const inner = [...a].filter((l) => !out.includes(l) && extent(l) !== 1);
  const loops = [...outer, ...inner];
  const read = (labels: string, t: Tensor): Operand | Tensor => {
    const own = strides(t.shape);
    const steps = loops.map((l) => (labels.includes(l) ? (own[labels.indexOf(l)] ?? 0) : 0));
    return resolved(around, t, { offset: 0, steps }, loops.map(extent), stored);
  };
  const [left, right] = [read(a, x), read(b, y)];
  const blocked = [left, right].flatMap((side, i) => {
    if (!("steps" in side)) return [side];
    // Tiles step forwards.
    return side.steps.some((s) => s < 0) ? [around.source(i === 0 ? x : y)] : [];
  });
  if (blocked.length > 0) return { blocked };
  const last = outer.at(-1);
  const swapped = last !== undefined && a.includes(last) && !b.includes(last);
  const sides = [left, right] as readonly [Operand, Operand];
  const joined = innerOf(sides, outer.length, inner.map(extent));
  const [p, q] = swapped ? [joined.b, joined.a] : [joined.a, joined.b];
  return { extents: outer.map(extent), inner: joined.inner, a: p, b: q };
}

/** The buffer behind views, and the steps in it; or the view that the loops cannot follow. */
function resolved(
  around: Around,
  x: Tensor,
  access: Access,
  extents: readonly number[],
  stored: ReadonlySet<Tensor>,
): Operand | Tensor {
  let node = around.source(x);
  let at = access;
  while (around.of(node) === "view" && !stored.has(node)) {
    const next = through(around.view(node), at, extents);
    if (next === null) return node;
    at = next;
    node = around.source(node.first as Tensor);
  }
  return { node, ...at };
}

/** Both sides with fewer summed axes: neighbours that one stride crosses on either side become one. At least one axis. */
function innerOf(
  [a, b]: readonly [Operand, Operand],
  outer: number,
  extents: readonly number[],
): Pick<Loops, "inner" | "a" | "b"> {
  const ends: number[] = [];
  for (const [i, d] of extents.entries()) {
    const crosses = ({ steps }: Operand): boolean =>
      steps[outer + i - 1] === (steps[outer + i] ?? 0) * d;
    if (i > 0 && crosses(a) && crosses(b)) ends.pop();
    ends.push(i);
  }
  const inner = ends.map((end, k) => size(extents.slice((ends[k - 1] ?? -1) + 1, end + 1)));
  const short = (side: Operand): Operand => ({
    ...side,
    steps: [
      ...side.steps.slice(0, outer),
      ...(ends.length === 0 ? [0] : ends.map((end) => side.steps[outer + end] ?? 0)),
    ],
  });
  return { inner: inner.length === 0 ? [1] : inner, a: short(a), b: short(b) };
}

/** Store what must lie in memory for a product to run. */
export function storeOperands(around: Around, node: Tensor, stored: Set<Tensor>): void {
  let loops = loopsOf(around, node, stored);
  while ("blocked" in loops) {
    for (const x of loops.blocked) stored.add(x);
    loops = loopsOf(around, node, stored);
  }
  stored.add(loops.a.node).add(loops.b.node);
}
