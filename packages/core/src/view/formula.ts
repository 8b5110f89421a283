import type { AxisMap } from "../graph/kernel.ts";
import type { Tensor } from "../graph/tensor.ts";
import { showShape } from "../graph/shape.ts";
import { topological } from "../graph/order.ts";
import { type Term, atom, call, number, terms, whole, words } from "./terms.ts";

/** A formula with the names that it gives to shared parts, in the order in which they can be read. */
export interface Formula {
  readonly text: string;
  readonly where: readonly { readonly name: string; readonly text: string }[];
}

/** A shared part up to this length is written out each time; a longer one gets a name, so that the whole stays linear. */
const SHORT = 14;

/** What `y` computes, as a person writes it; `inputs` and named tensors are not looked into. */
export function formula(y: Tensor, inputs: readonly Tensor[] = []): Formula {
  const stops = new Set(inputs);
  const open = (x: Tensor): boolean => x === y || !(stops.has(x) || x.name !== undefined);
  const order = topological([y], (x) => open(x));
  const uses = new Map<Tensor, number>();
  for (const node of order) for (const x of node.inputs) uses.set(x, (uses.get(x) ?? 0) + 1);
  const written = new Map<Tensor, Term>();
  const where: { name: string; text: string }[] = [];
  const read = (x: Tensor): Term => written.get(x) ?? atom(x.name ?? leafText(x));
  for (const node of order) {
    const term = node === y && node.inputs.length === 0 ? leafTerm(node) : write(node, read);
    const shared = node !== y && (uses.get(node) ?? 0) > 1 && term.text.length > SHORT;
    if (shared) where.push({ name: `t${where.length + 1}`, text: whole(term) });
    written.set(node, shared ? atom(`t${where.length}`) : term);
  }
  return { text: whole(read(y)), where };
}

/** One node in terms of its inputs. */
export function write(node: Tensor, read: (x: Tensor) => Term): Term {
  const { op, inputs } = node;
  const { kernel } = op;
  const operands = inputs.map(read);
  const [a, b] = operands;
  if (kernel.kind === "leaf") return leafTerm(node);
  if (kernel.kind === "map") {
    const sentence = op.reads ?? kernel.scalar;
    const plain = words(sentence, operands.length) === 1;
    return plain
      ? sentence<Term, Term>(terms, ...operands)
      : call(op.name, ...operands, ...attributes(node));
  }
  if (kernel.kind === "reshape" && a !== undefined) return a;
  if (kernel.kind === "view" && a !== undefined) {
    const maps = kernel.axes(inputs[0]?.shape ?? []);
    if (isTranspose(maps))
      return { ...a, text: `${a.binds < 6 ? `(${whole(a)})` : whole(a)}ᵀ`, binds: 6 };
    if (copies(node, maps)) return a;
  }
  if (kernel.kind === "contract" && a !== undefined && b !== undefined)
    return contraction(kernel, a, b);
  return call(op.name, ...operands, ...attributes(node));
}

/** Whether a view only repeats its input, as broadcasting does: every axis whole and in its place, or of size 1. */
function copies(y: Tensor, maps: readonly AxisMap[]): boolean {
  const from = y.first?.shape ?? [];
  const added = y.shape.length - from.length;
  return maps.every(({ offset, step, axis }, i) =>
    axis === null
      ? from[i] === 1
      : axis === i + added && offset === 0 && step === 1 && from[i] === y.shape[axis],
  );
}

const isTranspose = (
  maps: readonly { axis: number | null; step: number; offset: number }[],
): boolean => maps.length === 2 && maps[0]?.axis === 1 && maps[1]?.axis === 0;

/** A matrix product binds less tightly than an elementwise one: `2·(A @ B)`, `A @ B + C`. */
const MATRIX = 4.5;

/** `a @ b`, each transposed where its labels stand the other way round; `a ⊗ b` where nothing is summed; else as einsum. */
function contraction({ a, b, out }: { a: string; b: string; out: string }, x: Term, y: Term): Term {
  const inner = [...a].filter((label) => b.includes(label) && !out.includes(label));
  const scaled = a === "" || b === "";
  if (out === a + b)
    return {
      text: `${side(x, false)}${scaled ? "·" : " ⊗ "}${side(y, false)}`,
      binds: scaled ? 5 : MATRIX,
    };
  const batched = [...a].some((label) => b.includes(label) && out.includes(label));
  const matrix = a.length <= 2 && b.length <= 2 && inner.length === 1 && !batched;
  if (!matrix) return call("einsum", atom(`"${a},${b}→${out}"`), x, y);
  const [k] = inner as [string];
  const left = side(x, a.length === 2 && a[0] === k);
  const right = side(y, b.length === 2 && b[1] === k);
  const swapped = out.length === 2 && b.includes(out[0] ?? "");
  return { text: swapped ? `(${left} @ ${right})ᵀ` : `${left} @ ${right}`, binds: MATRIX };
}

const side = (x: Term, transposed: boolean): string => {
  const text = x.binds < 6 || x.negative === true ? `(${whole(x)})` : x.text;
  return transposed ? `${text}ᵀ` : text;
};

function attributes(node: Tensor): Term[] {
  return Object.entries(node.op.attrs).map(([key, value]) =>
    atom(`${key}: ${Array.isArray(value) ? showShape(value as number[]) : String(value)}`),
  );
}

function leafTerm(x: Tensor): Term {
  if (x.name !== undefined) return atom(x.name);
  return typeof x.value === "number" ? number(x.value) : atom(leafText(x));
}

const leafText = (x: Tensor): string =>
  typeof x.value === "number" ? whole(number(x.value)) : `${x.op.name}${showShape(x.shape)}`;
