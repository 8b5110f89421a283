import { type Shape, size } from "../graph/shape.ts";

/** For every place of `shape` in row-major order: `start + Σ steps · index`. */
export function offsets(shape: Shape, steps: readonly number[], start = 0): Int32Array {
  const out = new Int32Array(size(shape));
  if (out.length === 0) return out;
  out[0] = start;
  let filled = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const n = shape[axis] ?? 1;
    const step = steps[axis] ?? 0;
    for (let i = 1; i < n; i++) repeat(out, filled, i * filled, i * step);
    filled *= n;
  }
  return out;
}

/** The first `n` entries again from `at` on, moved by `shift`. */
function repeat(out: Int32Array, n: number, at: number, shift: number): void {
  for (let i = 0; i < n; i++) out[at + i] = (out[i] as number) + shift;
}
