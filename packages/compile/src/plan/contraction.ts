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
  /** Number of summed elements. */
  readonly inner: number;
  /** Steps over the extents, then over the summed index. `a` has the rows, `b` the columns: the last axis. */
  readonly a: Operand;
  readonly b: Operand;
}

const letters = (labels: string, shape: readonly number[]): string[] =>
  [...labels].filter((_, axis) => shape[axis] !== 1);

/** Whether the loops of a product can run: what is summed over stands in one order on both sides, and side by side. */
export function isProduct({ a, b, out }: Contract, node: Tensor): boolean {
  const [x, y] = node.inputs as readonly [Tensor, Tensor];
  const run = (labels: string, shape: readonly number[]): string | null => {
    const list = letters(labels, shape);
    const inner = list.filter((l) => !out.includes(l)).join("");
    return list.join("").includes(inner) ? inner : null;
  };
  const [left, right] = [run(a, x.shape), run(b, y.shape)];
  return left !== null && left === right && size(node.shape) > 0 && size(x.shape) > 0;
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
  const blocked: Tensor[] = [];
  const joined = ([side, from]: readonly [Operand | Tensor, Tensor]): Operand => {
    const merged = "steps" in side ? oneInner(side, outer.length, inner.map(extent)) : null;
    if (merged !== null) return merged;
    blocked.push("steps" in side ? around.source(from) : side);
    return { node: from, offset: 0, steps: [] };
  };
  const [p, q] = [joined([left, x]), joined([right, y])];
  if (blocked.length > 0) return { blocked };
  const last = outer.at(-1);
  const swapped = last !== undefined && a.includes(last) && !b.includes(last);
  return {
    extents: outer.map(extent),
    inner: size(inner.map(extent)),
    a: swapped ? q : p,
    b: swapped ? p : q,
  };
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

/** The summed axes as one, if one stride crosses them. */
function oneInner(side: Operand, outer: number, inner: readonly number[]): Operand | null {
  const steps = side.steps.slice(outer);
  const crossed = steps.every((s, i) => i === 0 || steps[i - 1] === s * (inner[i] ?? 1));
  // Tiles step forwards.
  if (!crossed || side.steps.some((s) => s < 0)) return null;
  return { ...side, steps: [...side.steps.slice(0, outer), steps.at(-1) ?? 0] };
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
