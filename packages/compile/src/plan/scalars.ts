/** A program of single elements is one kernel without loops. */
import type { Tensor } from "@chainrule/core";
import { size } from "@chainrule/core/engine";
import type { Kernel } from "./kernel.ts";
import type { Roles } from "./roles.ts";
import { type Steps, stepsOf } from "./steps.ts";

/**
 * The one kernel that computes `roots`: from `tapeFrom` nodes on as a tape, below as straight-line code; null if loops
 * are needed. To be called right after `topological` made `order`.
 */
export function scalarKernel(
  roles: Roles,
  order: readonly Tensor[],
  roots: readonly Tensor[],
  tapeFrom: number,
): Kernel | null {
  const steps = order.length < tapeFrom ? null : stepsOf(order, roots);
  if (steps !== null) {
    const leaves = steps.leaves.map((i) => order[i] as Tensor);
    const computed = roots.filter((root) => root.op.kernel.kind !== "leaf");
    return kernelOf(steps.lanes.bytes, leaves, computed, steps);
  }
  if (!order.every((node) => size(node.shape) === 1)) return null;
  const computed = order.filter((node) => roles.of(node) === "map");
  const leaves = order.filter((node) => roles.of(node) === "leaf");
  const [head] = computed;
  if (head === undefined) return null;
  const width = roles.width(head);
  const fits = (node: Tensor): boolean => {
    const role = roles.of(node);
    if (role === "map") return roles.width(node) === width;
    return role === "leaf" || role === "fill" || role === "alias";
  };
  if (!order.every(fits)) return null;
  const stores = roots.filter((root) => roles.of(root) === "map");
  return kernelOf(width, leaves, stores);
}

const kernelOf = (
  width: number,
  leaves: readonly Tensor[],
  stores: readonly Tensor[],
  steps?: Steps,
): Kernel => ({
  id: 0,
  kind: steps === undefined ? "loop" : "tape",
  extents: [],
  reduced: [],
  width,
  folds: [],
  stores: [...new Set(stores)],
  after: [],
  needs: new Set(),
  reads: leaves.map((node) => ({ node, offset: 0, steps: [] })),
  ...(steps && { steps }),
});
