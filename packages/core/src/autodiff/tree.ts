import { ValueError } from "../graph/errors.ts";
import { Tensor } from "../graph/tensor.ts";

/** A tensor inside a tree, and how it is reached: `layers[0].weight`. */
export interface Leaf {
  readonly path: string;
  readonly tensor: Tensor;
}

/** The tensors inside a value: a tensor, an array, or an object (a module) holding any of these, in the order of their keys. */
export function leavesOf(tree: unknown, path = "", above: readonly unknown[] = []): Leaf[] {
  if (tree instanceof Tensor) return [{ path, tensor: tree }];
  if (typeof tree !== "object" || tree === null || ArrayBuffer.isView(tree)) return [];
  if (above.includes(tree))
    throw new ValueError(
      "tree",
      path,
      "it contains itself",
      "hold tensors without going round in a circle",
    );
  const inside = [...above, tree];
  return Object.entries(tree).flatMap(([key, value]) =>
    leavesOf(
      value,
      Array.isArray(tree) ? `${path}[${key}]` : path === "" ? key : `${path}.${key}`,
      inside,
    ),
  );
}

/** The tensors of a tree without their paths. */
export const tensorsOf = (tree: unknown): Tensor[] => leavesOf(tree).map(({ tensor }) => tensor);

/** The same structure with every tensor replaced; a module keeps its class, hence its methods. */
export function mapTree<T>(tree: T, replace: (leaf: Tensor) => Tensor): T {
  if (tree instanceof Tensor) return replace(tree) as T;
  if (typeof tree !== "object" || tree === null || ArrayBuffer.isView(tree)) return tree;
  if (Array.isArray(tree)) return tree.map((item) => mapTree(item, replace)) as T;
  const fields = Object.entries(tree).map(([key, value]) => [key, mapTree(value, replace)]);
  return Object.assign(Object.create(Object.getPrototypeOf(tree)), Object.fromEntries(fields));
}

/** The same structure with the tensors of `leaves`, one after the other. */
export function fillTree<T>(tree: T, leaves: readonly Tensor[]): T {
  let next = 0;
  return mapTree(tree, () => leaves[next++] as Tensor);
}
