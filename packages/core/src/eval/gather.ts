import { type Data, type DType, type Value, allocate } from "../graph/dtype.ts";
import { ValueError } from "../graph/errors.ts";
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

function plan(full: Shape, index: Shape, axis: number, along: boolean): Plan {
  const step = strides(full);
  const common = { step: step[axis] ?? 1, n: full[axis] ?? 1 };
  if (along)
    return {
      ...common,
      shape: index,
      full: step.map((s, i) => (i === axis ? 0 : s)),
      index: strides(index),
    };
  const before = full.slice(0, axis);
  const after = full.slice(axis + 1);
  return {
    ...common,
    shape: [...before, ...index, ...after],
    full: [...step.slice(0, axis), ...index.map(() => 0), ...step.slice(axis + 1)],
    index: [...before.map(() => 0), ...strides(index), ...after.map(() => 0)],
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
  axis: number,
  along: boolean,
  dtype: DType,
): Value {
  const places = placesOf(op, plan(from, at, axis, along), index);
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
  axis: number,
  along: boolean,
  dtype: DType,
): Value {
  const places = placesOf(op, plan(to, at, axis, along), index);
  const out = allocate(dtype, size(to));
  for (let i = 0; i < places.length; i++) {
    const place = places[i] as number;
    out[place] = (out[place] as number) + (x[i] as number);
  }
  return out;
}
