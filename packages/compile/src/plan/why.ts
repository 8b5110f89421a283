/** What the reference evaluator is needed for. */
import type { Tensor } from "@chainrule/core";
import { isFloat, size } from "@chainrule/core/engine";
import { costOf, lackingWords } from "./roles.ts";

/** Why `node` has no loops of its own: the access, or the word, that there is no code for. */
export function whyReference(node: Tensor): string {
  const { kernel } = node.op;
  switch (kernel.kind) {
    case "arg":
      return "a fold that keeps a place";
    case "gather":
      return "elements read at indices that are data";
    case "scatter":
      return "elements written at indices that are data";
    case "join":
      return "several inputs in one result";
    case "scan":
      return "each element needs the one before";
    case "view":
      return "a view with fill values, which strides cannot say";
    case "contract":
      return isFloat(node.dtype) ? "a sum of no products" : `a product of ${node.dtype}`;
    case "fold":
      return `a fold of ${node.first?.dtype === node.dtype ? "" : `${node.first?.dtype} as `}${node.dtype}`;
    case "map": {
      const words = lackingWords(node);
      return words.length === 0
        ? `${node.inputs.at(-1)?.dtype} cut to ${node.dtype}, which may be refused`
        : `no word ${words.join(", ")} of int32`;
    }
    case "first":
    case "leaf":
    case "reshape":
    case "routine":
      return "a routine, not loops";
  }
}

/** Arithmetic operations of a node that the reference evaluator runs, roughly; of a routine, the elements that it reads. */
export function referenceOperations(node: Tensor): number {
  const { kernel } = node.op;
  const read = node.inputs.reduce((sum, x) => sum + size(x.shape), 0);
  if (kernel.kind === "map") return size(node.shape) * costOf(node);
  if (kernel.kind === "contract") {
    const [x] = node.inputs as readonly [Tensor];
    const inner = [...kernel.a].flatMap((l, axis) => (kernel.out.includes(l) ? [] : [axis]));
    return 2 * size(node.shape) * size(inner.map((axis) => x.shape[axis] ?? 1));
  }
  return COPIES.has(kernel.kind) ? 0 : read;
}

/** What moves elements does no arithmetic. */
const COPIES: ReadonlySet<string> = new Set(["view", "join", "gather", "reshape", "first"]);
