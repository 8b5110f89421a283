/** What a kernel takes, roughly: enough to decide what is worth sharing between threads. */
import type { Tensor } from "@chainrule/core";
import { type Access, whole } from "./access.ts";
import { frontier } from "./frontier.ts";
import { type Kernel, place } from "./kernel.ts";
import type { Schedule } from "./schedule.ts";
import { size } from "./shape.ts";

/** Nanoseconds of one instruction of an expression, and of one load or store of a vector. */
const INSTRUCTION = 0.12;
const TRANSFER = 0.5;
/** Multiply-and-adds of a product in a nanosecond, by the bytes of a lane. */
const RATE = { 4: 27, 8: 13 };

/** Nanoseconds that `k` takes on one thread. */
export function nanoseconds(k: Kernel, { roles, stored }: Schedule): number {
  const elements = size(k.extents);
  if (k.kind === "reference" || k.kind === "tape") return 0;
  if (k.contraction !== undefined)
    return (elements * size(k.contraction.inner)) / RATE[k.width === 4 ? 4 : 8];
  const vector = (root: Tensor, at: Access): number => {
    const { weight, reads } = frontier(roles, root, at, k.extents, stored);
    return weight * INSTRUCTION + (reads.length + 1) * TRANSFER;
  };
  const full = whole(k.extents);
  const inputs = k.folds.map((f) => roles.source(f.first as Tensor));
  const each = [
    ...k.stores.map((n) => vector(n, full)),
    ...inputs.map((n) => (stored.has(n) ? TRANSFER : vector(n, full))),
  ].reduce((sum, ns) => sum + ns, 0);
  const kept = size(k.extents.filter((_, i) => k.reduced[i] !== true));
  const after = k.after.reduce((sum, n) => sum + vector(n, place(k, true)), 0);
  return (elements * each + (k.folds.length > 0 ? kept * after : 0)) / (16 / k.width);
}
