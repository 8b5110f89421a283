/** What an expression costs. */
import type { Value } from "../wasm/values.ts";

/** In additions: what takes none, and what takes several. A rare call of the host is a test and a branch. */
const weights: Readonly<Record<string, number>> = {
  load: 0,
  register: 0,
  const: 0,
  bits: 0,
  div: 5,
  sqrt: 5,
  max: 3,
  min: 3,
  host: 3,
};

/** The instructions that make `roots` from what is loaded, each value once. */
export function instructions(
  roots: readonly Value[],
  weight = (op: string): number => weights[op] ?? 1,
): number {
  const seen = new Set(roots);
  let sum = 0;
  for (const v of seen) {
    sum += weight(v.op);
    for (const x of v.args) seen.add(x);
  }
  return sum;
}
