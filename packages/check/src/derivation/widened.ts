import type { Tensor } from "@chainrule/core";
import type { Flow } from "../pass/flow.ts";
import type { Numbers } from "../pass/numbers.ts";
import { leaf } from "../pass/slopes.ts";

/** `tolerance` with the spread that the rounding of the numbers above `target` brings: `loose` has one unit of each. */
export function widened(
  tolerance: Numbers,
  target: Tensor,
  loose: ReadonlyMap<Tensor, Numbers>,
  flow: Flow,
): Numbers {
  let wide = tolerance;
  for (const [cut, quantum] of loose) {
    if (!flow.reaches(cut, target)) continue;
    const base = flow.base(target).slice();
    const shaken = flow
      .base(cut)
      .map((v, i) => v + (quantum[i] ?? 0) * (((i * 7919) % 13) / 13 - 0.5));
    const moved = flow.run(new Map([[cut, { expr: leaf(shaken, cut) }]]), target);
    const square = moved.reduce((s, v, i) => s + (v - (base[i] ?? 0)) ** 2, 0);
    const rms = Math.sqrt(square / (moved.length || 1));
    wide = wide.map((t) => t + 4 * rms);
  }
  return wide;
}
