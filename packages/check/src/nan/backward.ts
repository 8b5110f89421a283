/** The backward pass of a tensor, every step of it known. */
import { type Tensor, add } from "@chainrule/core";
import { evaluateAll, fill, isFloat, nextId, sweep, topological } from "@chainrule/core/engine";

/** What a node passes on to one of its inputs, and the steps in which that is computed. */
export interface Part {
  readonly part: Tensor;
  readonly user: Tensor;
  readonly input: number;
  readonly from: number;
}

export interface Backward {
  readonly gradients: readonly (readonly [x: Tensor, g: Tensor])[];
  /** Whether a node was made on the way back. */
  readonly holds: (node: Tensor) => boolean;
  /** The part in whose rule a node of the backward pass was made. */
  readonly partOf: (node: Tensor) => Part | undefined;
  /** The cotangent of a node, as far as it has one. */
  readonly cotangentOf: (node: Tensor) => Tensor | undefined;
}

export function backwardOf(y: Tensor, xs: readonly Tensor[]): Backward {
  const parts: Part[] = [];
  const start = nextId();
  let from = start;
  const seed = fill(1, y);
  const found = sweep(y, xs, seed, {
    onPart(part, user, input) {
      parts.push({ part, user, input, from });
      from = nextId();
    },
  });
  const gradients = xs.flatMap((x, i) => {
    const g = found[i];
    return g === undefined ? [] : [[x, g] as const];
  });
  for (const [, g] of gradients) evaluateAll(g);
  return {
    gradients,
    holds: ({ id }) => id >= start,
    partOf(node) {
      if (node.id < start) return undefined;
      const i = parts.findIndex(({ part }) => node.id <= part.id);
      const adds = node.id === parts[i]?.from && node.input(1) === parts[i - 1]?.part;
      return adds ? undefined : parts[i];
    },
    cotangentOf(node) {
      if (node === y) return seed;
      const own = parts
        .filter(({ user, input }) => user.input(input) === node)
        .map(({ part }) => part);
      const sum = own.length === 0 ? undefined : own.reduce((a, b) => add(a, b));
      if (sum !== undefined) evaluateAll(sum);
      return sum;
    },
  };
}

/** The op of numbers that are written in a program. */
const CONSTANT = fill(0, { shape: [], dtype: "float64" }).op;

/** The floating leaves of a tensor that a derivative may be wanted for: no constants, unless they have a name. */
export const wantedIn = (y: Tensor): Tensor[] =>
  topological([y]).filter(
    ({ op, dtype, name }) =>
      op.kernel.kind === "leaf" && isFloat(dtype) && (name !== undefined || op !== CONSTANT),
  );
