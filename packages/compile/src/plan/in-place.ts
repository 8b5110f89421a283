/** Results that take over the memory of an input. */
import type { Tensor } from "@chainrule/core";
import { sameAccess } from "./access.ts";
import type { Read } from "./frontier.ts";
import { type Kernel, place } from "./kernel.ts";
import type { Precedence } from "./precedence.ts";
import type { Roles } from "./roles.ts";
import { size } from "./shape.ts";

interface Program {
  readonly roles: Roles;
  readonly roots: readonly Tensor[];
  readonly kernels: readonly Kernel[];
  readonly home: ReadonlyMap<Tensor, Kernel>;
  readonly precedence: Precedence;
}

/**
 * Which of the wished-for results may be written over their inputs: everybody else has read the input before, and
 * the kernel that writes reads it only where it writes. Adds the order that this needs to the kernels.
 */
export function takeovers(
  { roles, roots, kernels, home, precedence }: Program,
  donated: ReadonlyMap<Tensor, Tensor>,
): Map<Tensor, Tensor> {
  const inPlace = new Map<Tensor, Tensor>();
  const taken = new Set<Tensor>();
  const wanted = new Set(donated.values());
  const given = new Set(roots);
  const readers = new Map<Tensor, { readonly k: Kernel; readonly read: Read }[]>();
  for (const k of kernels)
    for (const read of k.reads) {
      if (!wanted.has(read.node)) continue;
      const others = readers.get(read.node);
      if (others === undefined) readers.set(read.node, [{ k, read }]);
      else others.push({ k, read });
    }
  for (const [result, input] of donated) {
    const output = roles.source(result);
    const k = home.get(output);
    const asked = given.has(input) || taken.has(input) || inPlace.has(output);
    if (k === undefined || k.kind === "reference" || asked) continue;
    if (size(input.shape) !== size(output.shape) || input.dtype !== output.dtype) continue;
    const at = place(k, k.after.includes(output));
    const { a, b } = k.contraction ?? {};
    const all = readers.get(input) ?? [];
    const atOwnPlace = all.every(
      ({ k: by, read }) => by !== k || (sameAccess(read, at) && read !== a && read !== b),
    );
    const others = all.map((reader) => reader.k).filter((by) => by !== k);
    // What nobody reads has no memory to take over.
    if (all.length === 0 || !atOwnPlace || others.some((by) => precedence.isAfter(by, k))) continue;
    for (const by of others) precedence.add(k, by);
    inPlace.set(output, input);
    taken.add(input);
  }
  return inPlace;
}
