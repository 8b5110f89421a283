import { type Shape, size } from "../graph/shape.ts";

/**
 * Visit `shape` in row-major order: place `i`, and the offset `start + Σ steps · index` belonging to it.
 * The innermost axis is a plain loop.
 */
export function walk(
  shape: Shape,
  steps: readonly number[],
  start: number,
  visit: (i: number, offset: number) => void,
): void {
  const rank = shape.length;
  const total = size(shape);
  if (total === 0) return;
  const inner = shape[rank - 1] ?? 1;
  const step = steps[rank - 1] ?? 0;
  const index = new Array<number>(rank).fill(0);
  let row = start;
  for (let i = 0; i < total; i += inner) {
    for (let k = 0, offset = row; k < inner; k++, offset += step) visit(i + k, offset);
    for (let axis = rank - 2; axis >= 0; axis--) {
      const d = shape[axis] ?? 1;
      const s = steps[axis] ?? 0;
      row += s;
      index[axis] = (index[axis] ?? 0) + 1;
      if (index[axis] !== d) break;
      row -= s * d;
      index[axis] = 0;
    }
  }
}
