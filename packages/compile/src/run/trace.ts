/** A function as a graph, for arguments of one kind. */
import { Tensor, ValueError, graph, simplify } from "@chainrule/core";
import {
  type Leaf,
  drawnSoFar,
  input,
  kindOf,
  leavesOf,
  mapTree,
  named,
  tensorsOf,
  transforming,
} from "@chainrule/core/engine";

export interface Traced {
  readonly inputs: readonly Tensor[];
  /** The simplified result, one tensor for each in the result's tree. */
  readonly outputs: readonly Tensor[];
  /** What `f` returned, to be filled with results. */
  readonly tree: unknown;
}

/** What `f` computes, for arguments like these. */
export function traced(f: (...args: never[]) => unknown, args: readonly unknown[]): Traced {
  const inputs: Tensor[] = [];
  const placeholders = mapTree(args, (like) => {
    const x = input(undefined, like.shape, like.dtype);
    inputs.push(like.name === undefined ? x : named(x, like.name));
    return x;
  });
  const before = drawnSoFar();
  const tree: unknown = transforming(() => f(...(placeholders as never[])));
  if (drawnSoFar() !== before)
    throw new ValueError(
      "compile",
      "the function",
      "it draws random numbers, which would be the same at every call",
      "draw them outside, and pass them as an argument",
    );
  const results = tensorsOf(tree);
  if (results.length === 0)
    throw new ValueError(
      "compile",
      `the result ${kindOf(tree)}`,
      tree instanceof Promise
        ? "a function that is compiled cannot wait"
        : "there is no tensor in it",
      tree instanceof Promise ? "await what it needs before" : "return what f computes",
    );
  return { inputs, outputs: simplify(graph(...results)).outputs, tree };
}

/** What a program depends on, beside the elements: structure, shapes, dtypes, and everything that is no tensor. */
export function signatureOf(args: readonly unknown[], leaves: readonly Leaf[]): string {
  const tensors = leaves.map(({ tensor: x }) => `${x.dtype}[${x.shape.join()}]`);
  return `${tensors.join(";")}|${args.map((arg) => plain(arg)).join(";")}`;
}

/** Identities of objects and functions, which count as themselves. */
const identities = new WeakMap<object, number>();
let next = 0;

function identity(x: object): string {
  let id = identities.get(x);
  if (id === undefined) {
    id = next++;
    identities.set(x, id);
  }
  return `#${id}`;
}

const symbols = new Map<symbol, string>();

/** A symbol, which counts as itself whatever it is described as. */
function symbolName(x: symbol): string {
  const known = symbols.get(x) ?? `@${symbols.size}`;
  symbols.set(x, known);
  return known;
}

/** A part of an argument that is no tensor, as text. Plain data counts by what it says, the rest as itself. */
function plain(x: unknown): string {
  if (typeof x === "function") return identity(x);
  if (typeof x === "symbol") return symbolName(x);
  if (typeof x === "bigint") return `${x}n`;
  if (typeof x !== "object" || x === null)
    return typeof x === "string" ? JSON.stringify(x) : Object.is(x, -0) ? "-0" : String(x);
  if (x instanceof Tensor) return "t";
  if (ArrayBuffer.isView(x))
    throw new ValueError(
      "compile",
      `an argument with a ${x.constructor.name}`,
      "the program would not notice when it changes",
      "write tensor(data)",
    );
  if (Array.isArray(x)) return `[${x.map(plain).join()}]`;
  const prototype = Object.getPrototypeOf(x) as object | null;
  const isPlain = prototype === Object.prototype || prototype === null;
  if (!isPlain && leavesOf(x).length === 0) return identity(x);
  const fields = Object.entries(x).map(([key, value]) => `${JSON.stringify(key)}:${plain(value)}`);
  const kind = prototype === null ? "null" : isPlain ? "" : identity(prototype);
  return `${kind}{${fields.join()}}`;
}
