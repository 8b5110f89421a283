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
  if (
    (tree instanceof Map || tree instanceof Set) &&
    [...tree.values()].some((value) => leavesOf(value, path, inside).length > 0)
  )
    throw new ValueError(
      "tree",
      `${path === "" ? "" : `${path}: `}a ${tree.constructor.name}`,
      "the tensors in it cannot be reached",
      "hold them in an object or an array",
    );
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

/**
 * The same structure with every tensor replaced; a module keeps its class, hence its methods. What holds no
 * tensors is not copied: it may be of a class whose private fields a copy would lack.
 */
export function mapTree<T>(tree: T, replace: (leaf: Tensor) => Tensor): T {
  if (tree instanceof Tensor) return replace(tree) as T;
  if (typeof tree !== "object" || tree === null || ArrayBuffer.isView(tree)) return tree;
  if (Array.isArray(tree)) {
    const items = tree.map((item: unknown) => mapTree(item, replace));
    return (items.some((item, i) => !Object.is(item, tree[i])) ? items : tree) as T;
  }
  const fields = Object.entries(tree).map(
    ([key, value]) => [key, mapTree(value, replace)] as const,
  );
  if (fields.every(([key, value]) => Object.is(value, tree[key as keyof T]))) return tree;
  return Object.assign(Object.create(Object.getPrototypeOf(tree)), Object.fromEntries(fields));
}

/** The same structure with the tensors of `leaves`, one after the other. */
export function fillTree<T>(tree: T, leaves: readonly Tensor[]): T {
  let next = 0;
  return mapTree(tree, () => leaves[next++] as Tensor);
}
