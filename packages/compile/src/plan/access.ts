/** Where a kernel finds an element: positions as linear forms of the kernel's loop indices. */
import type { Tensor } from "@chainrule/core";
import type { Kernel } from "@chainrule/core/engine";
import { type Shape, size, strides } from "./shape.ts";

type Lookup = Extract<Kernel, { kind: "gather" }>;

/** The position `offset + Σ stepsₖ·iₖ` in the row-major order of a node, with one step per loop axis. */
export interface Access {
  readonly offset: number;
  readonly steps: readonly number[];
}

/** Element after element over loops of these extents. */
export const whole = (extents: Shape): Access => ({ offset: 0, steps: strides(extents) });

export const same = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((x, i) => x === b[i]);

export const sameAccess = (a: Access, b: Access): boolean =>
  a.offset === b.offset && same(a.steps, b.steps);

/** A view as strides: an element stands in the input at `offset + Σ steps·index`, with one index per axis of `dims`. */
export interface Strided {
  readonly offset: number;
  /** The result's axes, those joined that are crossed in one stride, those of size 1 left out. */
  readonly dims: readonly number[];
  readonly steps: readonly number[];
}

/** A view as strides, or a lookup at fixed places that lie in even steps; null if strides cannot say it. */
export function strided(view: Tensor): Strided | null {
  const { kernel } = view.op;
  const from = (view.first as Tensor).shape;
  if (kernel.kind === "gather") return regular(view, kernel);
  if (kernel.kind !== "view") return null;
  const own = strides(from);
  const along = view.shape.map(() => 0);
  let start = 0;
  for (const [j, { offset, step, axis, every = 1 }] of kernel.axes(from).entries()) {
    const last = offset + (axis === null ? 0 : step * Math.max(0, (view.shape[axis] ?? 1) - 1));
    if (every !== 1 || Math.min(offset, last) < 0 || Math.max(offset, last) >= (from[j] ?? 1))
      return null;
    start += (own[j] ?? 1) * offset;
    if (axis !== null) along[axis] = (along[axis] ?? 0) + (own[j] ?? 1) * step;
  }
  return merged(start, view.shape, along);
}

/** A lookup whose index is known, and counts up evenly along each of its axes, as that of windows does. */
function regular(node: Tensor, { axis, along, batch = 0 }: Lookup): Strided | null {
  const [x, index] = node.inputs as readonly [Tensor, Tensor];
  const leaf = index.op.kernel.kind === "leaf" && !index.op.kernel.input;
  if (along || batch > 0 || !leaf || index.value === undefined) return null;
  const own = strides(index.shape);
  const at = (i: number): number =>
    typeof index.value === "number" ? index.value : (index.value?.[i] ?? NaN);
  const first = at(0);
  const steps = index.shape.map((d, i) => (d > 1 ? at(own[i] ?? 0) - first : 0));
  const n = x.shape[axis] ?? 1;
  for (let i = 0; i < size(index.shape); i++) {
    const expected = own.reduce(
      (sum, stride, k) => sum + (Math.floor(i / stride) % (index.shape[k] ?? 1)) * (steps[k] ?? 0),
      first,
    );
    if (at(i) !== expected || expected < 0 || expected >= n) return null;
  }
  const outer = strides(x.shape);
  const step = outer[axis] ?? 1;
  const all = outer.toSpliced(axis, 1, ...steps.map((s) => s * step));
  return merged(first * step, node.shape, all);
}

/** Axes with a step each, those joined that are crossed in one stride. */
function merged(offset: number, shape: Shape, along: readonly number[]): Strided {
  const dims: number[] = [];
  const steps: number[] = [];
  for (const [axis, d] of shape.entries()) {
    if (d === 1) continue;
    const step = along[axis] ?? 0;
    if (dims.length > 0 && steps.at(-1) === step * d) {
      dims.push((dims.pop() ?? 1) * d);
      steps.pop();
    } else dims.push(d);
    steps.push(step);
  }
  return { offset, dims, steps };
}

/**
 * The position in the input of a view, given that in its result; null if a loop carries from one axis into the next,
 * so that the position is no linear form.
 */
export function through(view: Strided, access: Access, extents: Shape): Access | null {
  const own = strides(view.dims);
  let { offset } = view;
  const reach = view.dims.map(() => [0, 0] as [low: number, high: number]);
  let rest = access.offset;
  for (const [axis, stride] of own.entries()) {
    const along = Math.floor(rest / stride);
    rest -= along * stride;
    reach[axis] = [along, along];
    offset += along * (view.steps[axis] ?? 0);
  }
  const steps = access.steps.map((step, k) => {
    let left = Math.abs(step);
    let sum = 0;
    for (const [axis, stride] of own.entries()) {
      const along = Math.floor(left / stride) * Math.sign(step);
      left -= Math.abs(along) * stride;
      const span = along * Math.max(0, (extents[k] ?? 1) - 1);
      const range = reach[axis] as [number, number];
      range[span < 0 ? 0 : 1] += span;
      sum += along * (view.steps[axis] ?? 0);
    }
    return sum;
  });
  const inside = reach.every(([low, high], axis) => low >= 0 && high < (view.dims[axis] ?? 1));
  return inside ? { offset, steps } : null;
}
