import { type Data, type DType, type Value, allocate } from "../graph/dtype.ts";
import type { AxisMap } from "../graph/kernel.ts";
import { type Shape, size, strides } from "../graph/shape.ts";
import { offsets } from "./offsets.ts";
import { pick } from "./pick.ts";

/** Elements of `x` under other indices; 0 where a map leaves the input or misses its grid. */
export function view(
  x: Value,
  from: Shape,
  to: Shape,
  axes: readonly AxisMap[],
  dtype: DType,
): Value {
  const inside = axes.every((map, axis) => staysInside(map, from[axis] ?? 1, to));
  if (typeof x === "number" && (inside || x === 0)) return x;
  const out = allocate(dtype, size(to));
  if (inside) copy(x as Data, from, to, axes, out);
  else embed(x, from, to, axes, out);
  return out;
}

function staysInside({ offset, step, axis, every = 1 }: AxisMap, d: number, to: Shape): boolean {
  const last = offset + step * ((axis === null ? 1 : (to[axis] ?? 1)) - 1);
  return every === 1 && Math.min(offset, last) >= 0 && Math.max(offset, last) < d;
}

function copy(x: Data, from: Shape, to: Shape, axes: readonly AxisMap[], out: Data): void {
  const steps = new Array<number>(to.length).fill(0);
  let start = 0;
  strides(from).forEach((stride, i) => {
    const { offset, step, axis } = axes[i] as AxisMap;
    start += offset * stride;
    if (axis !== null) steps[axis] = (steps[axis] ?? 0) + step * stride;
  });
  pick(x, offsets(to, steps, start), out);
}

/** For each place of the result: the input's place, or −1. One table per result axis keeps it plain. */
function embed(x: Value, from: Shape, to: Shape, axes: readonly AxisMap[], out: Data): void {
  const stride = strides(from);
  const tables = to.map((n, axis) =>
    Array.from({ length: n }, (_, i) => offsetAt(i, axis, axes, from, stride)),
  );
  const constant = offsetAt(0, null, axes, from, stride);
  if (constant < 0) return;
  const step = strides(to);
  const fillFrom = (axis: number, place: number, offset: number): void => {
    if (axis === to.length) {
      out[place] = typeof x === "number" ? x : (x[offset] as number);
      return;
    }
    tables[axis]?.forEach((shift, i) => {
      if (shift >= 0) fillFrom(axis + 1, place + i * (step[axis] ?? 0), offset + shift);
    });
  };
  if (out.length > 0) fillFrom(0, 0, constant);
}

/** What index `i` along result axis `axis` adds to the input's offset, or −1 where nothing is read. */
function offsetAt(
  i: number,
  axis: number | null,
  axes: readonly AxisMap[],
  from: Shape,
  stride: readonly number[],
): number {
  let sum = 0;
  for (const [k, map] of axes.entries()) {
    if (map.axis !== axis) continue;
    const place = (map.offset + map.step * i) / (map.every ?? 1);
    if (!Number.isInteger(place) || place < 0 || place >= (from[k] ?? 1)) return -1;
    sum += place * (stride[k] ?? 0);
  }
  return sum;
}
