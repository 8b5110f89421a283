import type { Tensor } from "@chainrule/core";
import type { Backward } from "./backward.ts";

/**
 * Where the gradient of each of `xs` stands in backward order: the smaller, the earlier it can be known. A leaf
 * comes right after the first named quantities that it flows into, W1 and b1 after Z1; where these have no names, after
 * what it goes into in a linear way.
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
  /** What it flows into, and through how many products. */
  const reached = new Map([[x, 0]]);
  for (const y of forward) {
    const before = y.inputs.filter((input) => reached.has(input));
    const [first] = before;
    if (first === undefined) continue;
    const { kind } = y.op.derivative;
    const products =
      Math.max(...before.map((input) => reached.get(input) ?? 0)) + Number(kind === "bilinear");
    if (y.name !== undefined) found.push(y);
    else if ((kind !== "linear" && kind !== "bilinear") || products > 1) found.push(first);
    else if (y === forward.at(-1)) found.push(y);
    else reached.set(y, products);
  }
  return found;
}
