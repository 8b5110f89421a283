import { type DType, type Value, allocate } from "../graph/dtype.ts";
import { type Shape, size } from "../graph/shape.ts";

/** The inputs one after the other along `axis`. */
export function join(
  inputs: readonly Value[],
  shapes: readonly Shape[],
  to: Shape,
  axis: number,
  dtype: DType,
): Value {
  const out = allocate(dtype, size(to));
  const inner = size(to.slice(axis + 1));
  const outer = size(to.slice(0, axis));
  const row = (to[axis] ?? 1) * inner;
  let start = 0;
  inputs.forEach((x, k) => {
    const run = (shapes[k]?.[axis] ?? 1) * inner;
    for (let i = 0; i < outer; i++) {
      const at = i * row + start;
      if (typeof x === "number") out.fill(x, at, at + run);
      else out.set(x.subarray(i * run, (i + 1) * run), at);
    }
    start += run;
  });
  return out;
}
