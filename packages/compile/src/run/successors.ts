/** Which result an argument's memory is for. */
import type { Tensor } from "@chainrule/core";
import { leavesOf } from "@chainrule/core/engine";

/** Where a donated tensor stands: in which argument, and how it is reached from there. */
export interface Donated {
  readonly argument: number;
  readonly path: string;
}

const alike = (x: Tensor, y: Tensor): boolean =>
  x.dtype === y.dtype && String(x.shape) === String(y.shape);

/**
 * Which donated input each output may take over: with each argument the part of the result that is built like it, the last
 * such part with the last such argument; of what is left the first of its shape and dtype. `tree` is the result, and `outputs`
 * are its leaves.
 */
export function successors(
  inputs: readonly Tensor[],
  donated: readonly (Donated | undefined)[],
  tree: unknown,
  outputs: readonly Tensor[],
): Map<Tensor, Tensor> {
  const ends = leavesOf(tree, "result").map(({ path }, i) => [path, outputs[i]] as const);
  const byPath = new Map(ends);
  const found = new Map<Tensor, Tensor>();
  const free = new Set(inputs.filter((_, i) => donated[i] !== undefined));
  const pair = (y: Tensor, x: Tensor): void => {
    if (y.op.kernel.kind === "leaf" || found.has(y) || !free.delete(x)) return;
    found.set(y, x);
  };
  const groups = new Map<number, (readonly [path: string, x: Tensor])[]>();
  for (const [i, x] of inputs.entries()) {
    const place = donated[i];
    if (place === undefined) continue;
    const group = groups.get(place.argument) ?? [];
    groups.set(place.argument, group);
    group.push([place.path, x]);
  }
  for (const group of [...groups.values()].toReversed()) {
    const [[end] = [""]] = group;
    for (const [path] of ends.toReversed()) {
      if (!path.endsWith(end)) continue;
      const root = path.slice(0, path.length - end.length);
      const part = group.map(([rest, x]) => [byPath.get(root + rest), x] as const);
      if (!part.every(([y, x]) => y !== undefined && !found.has(y) && alike(x, y))) continue;
      for (const [y, x] of part) if (y !== undefined) pair(y, x);
      break;
    }
  }
  for (const y of outputs) {
    const x = found.has(y) ? undefined : [...free].find((x) => alike(x, y));
    if (x !== undefined) pair(y, x);
  }
  return found;
}
