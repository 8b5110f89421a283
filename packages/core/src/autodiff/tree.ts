import { ValueError } from "../graph/errors.ts";
import type { Shape } from "../graph/shape.ts";
import { Tensor } from "../graph/tensor.ts";
import type { Chained } from "../graph/typed.ts";

/** A tensor inside a tree, and how it is reached: `layers[0].weight`. */
export interface Leaf {
  readonly path: string;
  readonly tensor: Tensor;
}

/** `X` with the axes of `S` put before those of every tensor in it. */
export type Prefixed<X, S extends Shape> =
  X extends Tensor<infer T>
    ? Tensor<Chained<S, T>>
    : X extends (...args: never[]) => unknown
      ? X
      : X extends object
        ? { [K in keyof X]: Prefixed<X[K], S> }
        : X;

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
  if (Array.isArray(tree))
    return tree.flatMap((item: unknown, i) => leavesOf(item, `${path}[${i}]`, inside));
  return Object.entries(fieldsOf(tree)).flatMap(([key, { value }]) =>
    leavesOf(value, path === "" ? key : `${path}.${key}`, inside),
  );
}

/** The fields that hold something; those that compute it (getters) follow from them. */
const fieldsOf = (tree: object): Record<string, { readonly value?: unknown }> =>
  Object.fromEntries(
    Object.entries(Object.getOwnPropertyDescriptors(tree)).filter(
      ([, field]) => field.enumerable === true && "value" in field,
    ),
  );

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
  const fields = fieldsOf(tree);
  const mapped = Object.entries(fields).map(([key, field]) => {
    const value = mapTree(field.value, replace);
    return [key, { ...field, value }] as const;
  });
  if (mapped.every(([key, { value }]) => Object.is(value, fields[key]?.value))) return tree;
  const all = { ...Object.getOwnPropertyDescriptors(tree), ...Object.fromEntries(mapped) };
  return Object.create(
    Object.getPrototypeOf(tree) as object | null,
    all as PropertyDescriptorMap,
  ) as T;
}

/** The same structure with the tensors of `leaves`, one after the other. */
export function fillTree<T>(tree: T, leaves: readonly Tensor[]): T {
  let next = 0;
  return mapTree(tree, () => leaves[next++] as Tensor);
}
