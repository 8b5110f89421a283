/** Results that take over the memory of an input. */
import type { Tensor } from "@chainrule/core";
import { sameAccess } from "./access.ts";
import { type Kernel, place, reaches } from "./kernel.ts";
import type { Roles } from "./roles.ts";
import { size } from "./shape.ts";

interface Program {
  readonly roles: Roles;
  readonly roots: readonly Tensor[];
  readonly kernels: readonly Kernel[];
  readonly home: ReadonlyMap<Tensor, Kernel>;
}

/**
 * Which of the wished-for results may be written over their inputs: everybody else has read the input before, and
 * the kernel that writes reads it only where it writes. Adds the order that this needs to the kernels.
 */
export function takeovers(
  { roles, roots, kernels, home }: Program,
  donated: ReadonlyMap<Tensor, Tensor>,
): Map<Tensor, Tensor> {
  const inPlace = new Map<Tensor, Tensor>();
  const taken = new Set<Tensor>();
  for (const [result, input] of donated) {
    const output = roles.source(result);
    const k = home.get(output);
    const asked = roots.includes(input) || taken.has(input) || inPlace.has(output);
    if (k === undefined || k.kind === "reference" || asked) continue;
    if (size(input.shape) !== size(output.shape) || input.dtype !== output.dtype) continue;
    const at = place(k, k.after.includes(output));
    const { a, b } = k.contraction ?? {};
    const atOwnPlace = k.reads.every(
      (r) => r.node !== input || (sameAccess(r, at) && r !== a && r !== b),
    );
    const readers = kernels.filter((j) => j.reads.some((r) => r.node === input));
    const others = readers.filter((j) => j !== k);
    // What nobody reads has no memory to take over.
    if (readers.length === 0 || !atOwnPlace || others.some((j) => reaches(j, k))) continue;
    for (const j of others) k.needs.add(j);
    inPlace.set(output, input);
    taken.add(input);
  }
  return inPlace;
}
