import { isFloat } from "../graph/dtype.ts";
import { sameShape, showShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";

/** What each tensor is called in a formula, if it is called anything. */
export type Names = ReadonlyMap<Tensor, string>;

/** A letter, and what may follow it without being taken for a sign. */
const WORD = /^[\p{L}_∂∇](?:(?!ᵀ)[\p{L}\p{M}\p{Nd}_.′∂₀-₉])*$/u;

/** The name of a tensor as it stands in a formula: in quotes unless it is one word. */
export const nameOf = ({ name = "" }: Tensor): string | undefined =>
  name === "" || WORD.test(name) ? name || undefined : `"${name}"`;

/** What two names have in common that look alike in one of the notations. */
const likeness = (name: string): string => name.normalize("NFKC").replaceAll("_", "");

/** A name with a number at its end, or before its shape. */
const numbered = (name: string, n: number): string =>
  name.replace(
    /(?=\[)|$/,
    String(n).replaceAll(/\d/g, (digit) => String.fromCharCode(0x2080 + Number(digit))),
  );

/**
 * What `nodes` are called, no two of them alike: tensors that share a name are numbered, as are those without one, which
 * are called what they are: `W₁`, `W₂`, `tensor₁[2, 2]`.
 */
export function distinctNames(nodes: Iterable<Tensor>): Names {
  const sharing = new Map<string, Map<unknown, string>>();
  const known = [...nodes].flatMap((x) => {
    const name = nameOf(x) ?? (isArray(x) ? x.op.name + showShape(x.shape) : undefined);
    if (name === undefined) return [];
    const own = sharing.get(name) ?? new Map<unknown, string>();
    sharing.set(name, own.set(identityOf(x), name));
    return [[x, own] as const];
  });
  const taken = new Set([...sharing.keys()].map(likeness));
  for (const [name, own] of sharing) {
    let n = 0;
    for (const identity of own.size > 1 ? own.keys() : []) {
      do n++;
      while (taken.has(likeness(numbered(name, n))));
      own.set(identity, numbered(name, n));
    }
  }
  return new Map(known.map(([x, own]) => [x, own.get(identityOf(x)) ?? ""]));
}

/** A name that none of these is like: t1, t2, … */
export function unusedNames(names: Names): () => string {
  const taken = new Set([...names.values()].map(likeness));
  let count = 0;
  return () => {
    do count++;
    while (taken.has(`t${count}`));
    return `t${count}`;
  };
}

const isArray = ({ op, value }: Tensor): boolean =>
  op.kernel.kind === "leaf" && typeof value !== "number";

/** What tells a tensor from others: itself, before transforms gave it other identities, or whole numbers that are no variable. */
function identityOf(x: Tensor): unknown {
  let own = x;
  for (let { first } = x; first !== undefined && isRenewed(own, first); { first } = own)
    own = first;
  const { kernel } = own.op;
  return kernel.kind === "leaf" && !kernel.input && !isFloat(own.dtype)
    ? `${String(own.shape)} ${String(own.value)}`
    : own;
}

const isRenewed = (x: Tensor, first: Tensor): boolean =>
  x.op.kernel.kind === "reshape" && x.name === first.name && sameShape(x.shape, first.shape);
