/** Where a kernel finds an element: positions as linear forms of the kernel's loop indices. */
import type { Tensor } from "@chainrule/core";
import { type Shape, strides } from "./shape.ts";

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

/** A view as strides; null if it has fill values, which strides cannot say. */
export function strided(view: Tensor): Strided | null {
  const { kernel } = view.op;
  const from = (view.first as Tensor).shape;
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
  const dims: number[] = [];
  const steps: number[] = [];
  for (const [axis, d] of view.shape.entries()) {
    if (d === 1) continue;
    const step = along[axis] ?? 0;
    if (dims.length > 0 && steps.at(-1) === step * d) {
      dims.push((dims.pop() ?? 1) * d);
      steps.pop();
    } else dims.push(d);
    steps.push(step);
  }
  return { offset: start, dims, steps };
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
