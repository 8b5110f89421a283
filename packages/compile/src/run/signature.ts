/** Which arguments are of one kind. */
import { Tensor, ValueError } from "@chainrule/core";
import { type Leaf, leavesOf } from "@chainrule/core/engine";

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
