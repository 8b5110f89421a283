import type { Tensor } from "@chainrule/core";
import type { Backward } from "./backward.ts";

/**
 * Where the gradient of each of `xs` stands in backward order: the smaller, the earlier it can be known. A leaf
 * comes right after the first named quantities that it flows into: W1 and b1 after Z1.
 */
export function positions(
  xs: readonly Tensor[],
  { forward, parts }: Backward,
): Map<Tensor, number> {
  const place = new Map(forward.map((x, i) => [x, forward.length - i]));
  const end = forward.length + 1;
  const of = (x: Tensor): number => (parts.has(x) ? (place.get(x) ?? end) : end);
  return new Map(
    xs.map((x) => {
      if (x.inputs.length > 0) return [x, of(x)];
      const after = landings(x, forward).map(of);
      return [x, after.length === 0 ? end : Math.max(...after) + 0.5];
    }),
  );
}

function landings(x: Tensor, forward: readonly Tensor[]): Tensor[] {
  const found: Tensor[] = [];
  const reached = new Set([x]);
  for (const y of forward) {
    if (!y.inputs.some((input) => reached.has(input))) continue;
    if (y.name !== undefined || y === forward.at(-1)) found.push(y);
    else reached.add(y);
  }
  return found;
}
