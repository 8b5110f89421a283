/** Shapes are plain tuples of sizes; a scalar has shape `[]`. */
export type Shape = readonly number[];

/** The one shape of all scalars, so that a scalar node costs no array of its own. */
export const SCALAR: readonly [] = [];

/** Number of elements, `Π sizes`: 1 for a scalar, 0 if any axis is empty. */
export function size(shape: Shape): number {
  let n = 1;
  for (const d of shape) n *= d;
  return n;
}

export const sameShape = (a: Shape, b: Shape): boolean =>
  a === b || (a.length === b.length && a.every((d, i) => d === b[i]));

/** `[2, 3]`, as shapes are written in messages. */
export const showShape = (shape: Shape): string => `[${shape.join(", ")}]`;

/** Row-major strides: how far apart neighbours along each axis lie. */
export function strides(shape: Shape): number[] {
  const out = new Array<number>(shape.length);
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    out[axis] = step;
    step *= shape[axis] ?? 1;
  }
  return out;
}

/** The common shape under NumPy's rule: align right, let size 1 stretch; `undefined` where two sizes clash. */
export function broadcastShapes(a: Shape, b: Shape): Shape | undefined {
  if (sameShape(a, b) || b.length === 0) return a;
  if (a.length === 0) return b;
  const rank = Math.max(a.length, b.length);
  const out = new Array<number>(rank);
  for (let i = 1; i <= rank; i++) {
    const da = a[a.length - i] ?? 1;
    const db = b[b.length - i] ?? 1;
    if (da !== db && da !== 1 && db !== 1) return undefined;
    out[rank - i] = da === 1 ? db : da;
  }
  return out;
}

/** The axes of a result that `from` was stretched along to become `to`: the added ones and those of size 1. */
export function stretchedAxes(from: Shape, to: Shape): number[] {
  const added = to.length - from.length;
  return [...to.keys()].filter((axis) => axis < added || from[axis - added] !== to[axis]);
}
