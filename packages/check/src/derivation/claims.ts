import { ShapeError, type Shape, Tensor, ValueError, tensor } from "@chainrule/core";
import {
  dataOf,
  describe,
  evaluateAll,
  given,
  isFloat,
  kindOf,
  mapTree,
  named,
  showShape,
  topological,
} from "@chainrule/core/engine";
import type { Numbers } from "../pass/numbers.ts";

/** Numbers, or lists of them, as deep as there are axes. */
type Nested = number | readonly Nested[];
/** Numbers as a learner hands them in. */
export type Handed = Nested | Tensor | ArrayBufferView;
/** What a learner claims, by name: `dW1` is the gradient of W1, `Z1` the value of Z1. */
export type Claims = Readonly<Record<string, Handed>>;

/** `A` with a tensor for every number and list of numbers. */
export type Lifted<A> = A extends Tensor
  ? A
  : A extends Nested | ArrayBufferView
    ? Tensor
    : A extends (...args: never[]) => unknown
      ? A
      : A extends object
        ? { [K in keyof A]: Lifted<A[K]> }
        : A;

/** One claim: the value or the gradient of a tensor of the program. */
export interface Claim {
  readonly key: string;
  readonly of: Tensor;
  readonly isGradient: boolean;
  readonly value: Numbers;
  readonly shape: Shape;
}

const OP = "checkDerivation";

/** The tree with a named leaf for every tensor, number and list of numbers in it. */
export function lifted<A>(tree: A, path = ""): Lifted<A> {
  return lift(tree, path, []) as Lifted<A>;
}

function lift(tree: unknown, path: string, around: readonly object[]): unknown {
  const name = path === "" ? "x" : path;
  if (tree instanceof Tensor) return copy(tree, tree.name ?? name);
  if (isNumbers(tree)) return named(tensor(tree), name);
  if (typeof tree !== "object" || tree === null) return tree;
  if (around.includes(tree))
    throw new ValueError(OP, `at.${path}`, "it holds itself", "give a tree of tensors");
  const within = [...around, tree];
  if (Array.isArray(tree)) return tree.map((item, i) => lift(item, `${path}[${i}]`, within));
  if (Object.getPrototypeOf(tree) !== Object.prototype) return module(tree, path);
  const below = path === "" ? "" : `${path}.`;
  return Object.fromEntries(
    Object.entries(tree).map(([key, x]) => [key, lift(x, below + key, within)]),
  );
}

/** A module keeps its class; its own numbers are settings. */
function module(tree: object, path: string): object {
  const paths = new Map<Tensor, string>();
  const visit = (x: unknown, at: string): void => {
    if (x instanceof Tensor) paths.set(x, paths.get(x) ?? at);
    else if (Array.isArray(x)) x.forEach((item, i) => visit(item, `${at}[${i}]`));
    else if (typeof x === "object" && x !== null && !ArrayBuffer.isView(x))
      for (const [key, item] of Object.entries(x)) visit(item, at === "" ? key : `${at}.${key}`);
  };
  visit(tree, path);
  return mapTree(tree, (x) => copy(x, x.name ?? paths.get(x) ?? "x"));
}

function copy(x: Tensor, name: string): Tensor {
  evaluateAll(x);
  const data = dataOf(x).slice();
  return named(given(x.rank === 0 ? (data[0] ?? 0) : data, x.shape, x.dtype), name);
}

function isNumbers(x: unknown): x is Parameters<typeof tensor>[0] {
  if (typeof x === "number" || (ArrayBuffer.isView(x) && !(x instanceof DataView))) return true;
  return Array.isArray(x) && x.length > 0 && x.every((item) => isNumbers(item));
}

/** What each of `claimed` is a claim about, in a program that ends in `loss` and starts from `leaves`. */
export function claimsOf(claimed: Claims, loss: Tensor, leaves: readonly Tensor[]): Claim[] {
  if (
    typeof claimed !== "object" ||
    claimed === null ||
    Symbol.iterator in claimed ||
    "then" in claimed ||
    claimed instanceof Tensor
  )
    throw new ValueError(
      OP,
      `claimed ${kindOf(claimed)}`,
      "it is an object that holds numbers by name",
      "write { dW1: [[…]] }",
    );
  const nodes = new Set([...topological([loss]), ...leaves]);
  const known = new Map<string, Tensor[]>();
  for (const x of nodes)
    if (x.name !== undefined) known.set(x.name, [...(known.get(x.name) ?? []), x]);
  const found = Object.entries(claimed).map(([key, value]) => {
    const [of, isGradient] = resolved(key, known);
    return { key, of, isGradient, ...numbers(key, value, of) };
  });
  if (found.length === 0)
    throw new ValueError(
      OP,
      "claimed {}",
      "there is nothing to check",
      `name gradients such as ${listed(known)}`,
    );
  return found;
}

function resolved(key: string, known: ReadonlyMap<string, readonly Tensor[]>): [Tensor, boolean] {
  const value = known.get(key);
  const gradient = key.startsWith("d") ? known.get(key.slice(1)) : undefined;
  const isGradient =
    gradient !== undefined && (value === undefined || value[0]?.inputs.length === 0);
  const [x, twin] = (isGradient ? gradient : value) ?? [];
  if (x === undefined)
    throw new ValueError(OP, key, "there is no tensor of that name", `known are ${listed(known)}`);
  if (twin !== undefined)
    throw new ValueError(
      OP,
      key,
      `${x.name} is the name of ${(isGradient ? gradient : value)?.length} tensors`,
      "give each a name of its own",
    );
  if (isGradient && !isFloat(x.dtype))
    throw new ValueError(
      OP,
      key,
      `${describe(x)} is ${x.dtype} and has no gradient`,
      "leave it out",
    );
  return [x, isGradient];
}

const listed = (known: ReadonlyMap<string, unknown>): string =>
  [...known.keys()].map((name) => `d${name}`).join(", ");

/** A typed array of numbers. */
const isArray = (x: unknown): x is ArrayLike<number> & ArrayBufferView =>
  ArrayBuffer.isView(x) && typeof (x as { readonly 0?: unknown })[0] === "number";

function numbers(key: string, given: unknown, of: Tensor): { value: Numbers; shape: Shape } {
  if (isArray(given) && given.length === of.size)
    return { value: Float64Array.from(given), shape: of.shape };
  let x: Tensor;
  try {
    x = given instanceof Tensor ? given : tensor(given as Parameters<typeof tensor>[0]);
    evaluateAll(x);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new (error instanceof ShapeError ? ShapeError : ValueError)(OP, `the claim ${key}`, said);
  }
  return { value: Float64Array.from(dataOf(x)), shape: x.shape };
}

/** `loss(at)`, refused unless it is a number that depends on something. */
export function asLoss(loss: unknown): Tensor {
  if (!(loss instanceof Tensor))
    throw new ValueError(
      OP,
      `a loss that is ${kindOf(loss)}`,
      "it is a tensor",
      "return the loss from the function",
    );
  if (loss.rank !== 0)
    throw new ShapeError(
      OP,
      `a loss of shape ${showShape(loss.shape)}`,
      "gradients are those of one number",
      "take its mean or its sum",
    );
  if (!isFloat(loss.dtype))
    throw new ValueError(
      OP,
      `a loss that is ${loss.dtype}`,
      "it has no gradient",
      "compute it in floating point",
    );
  return loss;
}
