import type { Access } from "../plan/access.ts";
import { size } from "../plan/shape.ts";

interface Collapsed {
  readonly extents: readonly number[];
  readonly reduced: readonly boolean[];
  /** An access over the old loops, as one over the new ones. */
  readonly short: (access: Access) => Access;
}

/** Fewer loops: neighbouring axes that every access crosses in one stride become one. */
export function collapse(
  extents: readonly number[],
  reduced: readonly boolean[],
  accesses: readonly Access[],
  mayJoin: (axis: number) => boolean = () => true,
): Collapsed {
  const groups: number[][] = [];
  for (const [i, d] of extents.entries()) {
    const last = groups.at(-1);
    const before = last?.at(-1);
    const joins =
      before !== undefined &&
      mayJoin(i) &&
      reduced[before] === reduced[i] &&
      accesses.every(({ steps }) => steps[before] === (steps[i] ?? 0) * d);
    if (joins) last?.push(i);
    else groups.push([i]);
  }
  return {
    extents: groups.map((g) => size(g.map((i) => extents[i] ?? 1))),
    reduced: groups.map((g) => reduced[g[0] ?? 0] ?? false),
    short: ({ offset, steps }) => ({ offset, steps: groups.map((g) => steps[g.at(-1) ?? 0] ?? 0) }),
  };
}
