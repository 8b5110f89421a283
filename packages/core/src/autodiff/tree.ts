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
export function leavesOf(tree: unknown, path = ""): Leaf[] {
  const found: Leaf[] = [];
  collect(tree, path, [], found);
  return found;
}

function collect(tree: unknown, path: string, above: unknown[], found: Leaf[]): void {
  if (tree instanceof Tensor) {
    found.push({ path, tensor: tree });
    return;
  }
  if (typeof tree !== "object" || tree === null || ArrayBuffer.isView(tree)) return;
  if (above.includes(tree))
    throw new ValueError(
      "tree",
      path,
      "it contains itself",
      "hold tensors without going round in a circle",
    );
  above.push(tree);
  if (tree instanceof Map || tree instanceof Set) refuseHidden(tree, path, above);
  if (Array.isArray(tree))
    for (let i = 0; i < tree.length; i++) collect(tree[i], `${path}[${i}]`, above, found);
  else
    for (const key of Object.keys(tree))
      collect(held(tree, key), path === "" ? key : `${path}.${key}`, above, found);
  above.pop();
}

function refuseHidden(
  tree: ReadonlyMap<unknown, unknown> | ReadonlySet<unknown>,
  path: string,
  above: unknown[],
): void {
  const hidden: Leaf[] = [];
  for (const value of tree.values()) collect(value, path, above, hidden);
  if (hidden.length > 0)
    throw new ValueError(
      "tree",
      `${path === "" ? "" : `${path}: `}a ${tree.constructor.name}`,
      "the tensors in it cannot be reached",
      "hold them in an object or an array",
    );
}

/** What a field holds; nothing if it computes it (a getter), which follows from the other fields. */
const held = (tree: object, key: string): unknown =>
  Object.getOwnPropertyDescriptor(tree, key)?.value;

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
  const keys = Object.keys(tree);
  const values = keys.map((key) => held(tree, key));
  const mapped = values.map((value) => mapTree(value, replace));
  if (mapped.every((value, i) => Object.is(value, values[i]))) return tree;
  return withFields(tree, keys, (i) => mapped[i]) as T;
}

/** A copy of its class with other values in the fields of these names; getters stay, and what is hidden or fixed. */
function withFields(tree: object, keys: readonly string[], value: (i: number) => unknown): object {
  const prototype = Object.getPrototypeOf(tree) as object | null;
  if (isPlain(tree, keys)) {
    const copy: Record<string, unknown> = { ...tree };
    for (const [i, key] of keys.entries()) copy[key] = value(i);
    return prototype === Object.prototype
      ? copy
      : (Object.setPrototypeOf(copy, prototype) as object);
  }
  const fields: PropertyDescriptorMap = Object.getOwnPropertyDescriptors(tree);
  for (const [i, key] of keys.entries())
    if ("value" in (fields[key] as object)) fields[key] = { ...fields[key], value: value(i) };
  return Object.create(prototype, fields) as object;
}

/** Whether an object has these fields and no others, and anybody may change them: then it is quickly copied. */
const isPlain = (tree: object, keys: readonly string[]): boolean =>
  Reflect.ownKeys(tree).length === keys.length &&
  keys.every((key) => {
    const field = Object.getOwnPropertyDescriptor(tree, key);
    return field?.writable === true && field.configurable === true;
  });

/** The same structure with the tensors of `leaves`, one after the other. */
export function fillTree<T>(tree: T, leaves: readonly Tensor[]): T {
  let next = 0;
  return mapTree(tree, () => leaves[next++] as Tensor);
}
