import type { AxisMap, Kernel, Lookup } from "../graph/kernel.ts";
import { type Shape, sameShape, size } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";

/**
 * Whether loops of this kind can run over these inputs and make a result of this shape. Functions that build graphs
 * check what they are given themselves; what is read must be checked here. Routines have the checks of their ops.
 */
export function fits(kernel: Kernel, inputs: readonly Tensor[], out: Shape): boolean {
  const [x, y] = inputs;
  const from = x?.shape ?? [];
  switch (kernel.kind) {
    case "leaf":
    case "routine":
      return true;
    case "map":
      return inputs.every(({ shape }) => sameShape(shape, out));
    case "reshape":
      return size(from) === size(out);
    case "first":
      return x !== undefined && sameShape(from, out);
    case "fold":
      return isPlaces(kernel.axes, from.length);
    case "scan":
    case "arg":
    case "join":
      return isPlace(kernel.axis, from.length);
    case "view":
      return reads(kernel.axes(from), from, out);
    case "contract":
      return isProduct(kernel, from, y?.shape ?? []);
    case "gather":
      return y?.dtype === "int32" && chooses(kernel, from, y.shape);
    case "scatter":
      return y?.dtype === "int32" && chooses(kernel, out, y.shape) && adds(kernel, from, y.shape);
  }
}

const isPlace = (n: number, below: number): boolean => Number.isInteger(n) && n >= 0 && n < below;

const isPlaces = (axes: readonly number[], rank: number): boolean =>
  new Set(axes).size === axes.length && axes.every((axis) => isPlace(axis, rank));

/** Whether a view has a map for every axis, each within the input unless it may lie off its grid. */
function reads(maps: readonly AxisMap[], from: Shape, out: Shape): boolean {
  const inside = ({ offset, step, axis, every }: AxisMap, i: number): boolean => {
    if (axis !== null && !isPlace(axis, out.length)) return false;
    const n = axis === null ? 1 : (out[axis] ?? 0);
    const whole = [offset, step, every ?? 1].every((x) => Number.isSafeInteger(x));
    if (!whole || (axis !== null && step === 0)) return false;
    if (every !== undefined) return every > 0;
    const ends = [offset, offset + step * (n - 1)];
    return size(out) === 0 || ends.every((place) => isPlace(place, from[i] ?? 0));
  };
  return maps.length === from.length && maps.every(inside);
}

/** Whether every label stands for one size, and is in both operands or in one and the result. */
function isProduct(
  { a, b, out }: { readonly a: string; readonly b: string; readonly out: string },
  x: Shape,
  y: Shape,
): boolean {
  const once = [a, b, out].every((labels) => new Set(labels).size === [...labels].length);
  const known = [...out].every((label) => a.includes(label) || b.includes(label));
  const used =
    [...a].every((label) => b.includes(label) || out.includes(label)) &&
    [...b].every((label) => a.includes(label) || out.includes(label));
  return once && known && used && [...a].length === x.length && [...b].length === y.length;
}

/** Whether the axis exists, and lies behind those that the index shares. */
const chooses = ({ axis, batch = 0 }: Lookup, from: Shape, index: Shape): boolean =>
  isPlace(axis, from.length) &&
  axis >= batch &&
  sameShape(from.slice(0, batch), index.slice(0, batch));

/** Whether every element has an index. */
const adds = ({ axis, along, batch = 0 }: Lookup, from: Shape, index: Shape): boolean =>
  sameShape(
    along ? from : [...from.slice(0, batch), ...from.slice(axis, axis + index.length - batch)],
    index,
  );
