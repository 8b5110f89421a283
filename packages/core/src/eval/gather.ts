import { type Data, type DType, type Value, allocate } from "../graph/dtype.ts";
import { ValueError } from "../graph/errors.ts";
import type { Lookup } from "../graph/kernel.ts";
import { type Shape, size, strides } from "../graph/shape.ts";
import { offsets } from "./offsets.ts";
import { pick } from "./pick.ts";

/** How a gather or scatter runs: over the places of the gathered tensor, with the offset into the full one, less the index. */
interface Plan {
  /** Shape of the gathered side. */
  readonly shape: Shape;
  /** Steps into the full side, 0 along the axis that the index chooses. */
  readonly full: readonly number[];
  /** Steps into the index. */
  readonly index: readonly number[];
  /** What one index step is worth on the full side, and how many there are. */
  readonly step: number;
  readonly n: number;
}

function plan(full: Shape, index: Shape, { axis, along, batch = 0 }: Lookup): Plan {
  const step = strides(full);
  const common = { step: step[axis] ?? 1, n: full[axis] ?? 1 };
  if (along)
    return {
      ...common,
      shape: index,
      full: step.map((s, i) => (i === axis ? 0 : s)),
      index: strides(index),
    };
  const before = full.slice(batch, axis);
  const after = full.slice(axis + 1);
  const own = index.slice(batch);
  const steps = strides(index);
  return {
    ...common,
    shape: [...full.slice(0, axis), ...own, ...after],
    full: [...step.slice(0, axis), ...own.map(() => 0), ...step.slice(axis + 1)],
    index: [
      ...steps.slice(0, batch),
      ...before.map(() => 0),
      ...steps.slice(batch),
      ...after.map(() => 0),
    ],
  };
}

/** For every place of the gathered side, its offset on the full side. Negative indices count from the end. */
function placesOf(op: string, p: Plan, index: Data): Int32Array {
  const out = offsets(p.shape, p.full);
  const chosen = offsets(p.shape, p.index);
  for (let i = 0; i < out.length; i++) {
    const k = index[chosen[i] as number] as number;
    if (k >= p.n || k < -p.n)
      throw new ValueError(
        op,
        `index ${k}`,
        `the axis has ${p.n} elements`,
        `use ${-p.n} to ${p.n - 1}`,
      );
    out[i] = (out[i] as number) + (k < 0 ? k + p.n : k) * p.step;
  }
  return out;
}

/** `x` at the indices. */
export function gather(
  op: string,
  x: Data,
  index: Data,
  [from, at]: readonly [Shape, Shape],
  kernel: Lookup,
  dtype: DType,
): Value {
  const places = placesOf(op, plan(from, at, kernel), index);
  const out = allocate(dtype, places.length);
  pick(x, places, out);
  return out;
}

/** The elements of `x` added up at the indices, over zeros of shape `to`. */
export function scatter(
  op: string,
  x: Data,
  index: Data,
  [to, at]: readonly [Shape, Shape],
  kernel: Lookup,
  dtype: DType,
): Value {
  const places = placesOf(op, plan(to, at, kernel), index);
  const out = allocate(dtype, size(to));
  for (let i = 0; i < places.length; i++) {
    const place = places[i] as number;
    out[place] = (out[place] as number) + (x[i] as number);
  }
  return out;
}
