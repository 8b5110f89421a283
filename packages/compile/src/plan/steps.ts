/** A graph of single elements as steps without loops: in rows of one kind, none of which depends on another of its row. */
import type { Tensor } from "@chainrule/core";
import { size } from "@chainrule/core/engine";
import { type Lanes, f32, f64 } from "../wasm/lanes.ts";
import { type Kind, Kinds, OPERANDS } from "./kinds.ts";
import { roleOf } from "./roles.ts";
import { bytesOf } from "./shape.ts";

/** Steps of one kind: `sorted[from]` to `sorted[to − 1]`. */
interface Run {
  readonly kind: number;
  readonly from: number;
  readonly to: number;
}

/** Nodes are named by their places in `order`. */
export interface Steps {
  readonly lanes: Lanes;
  readonly order: readonly Tensor[];
  readonly kinds: Kinds;
  /** What is read from memory, and what is always the same number. */
  readonly leaves: readonly number[];
  readonly fills: readonly number[];
  readonly roots: ReadonlyMap<Tensor, number>;
  /** The operands of a step stand at `operands[begin[node]]` and behind. */
  readonly begin: Int32Array;
  readonly operands: Int32Array;
  /** The nodes that steps compute, in the order in which they run. */
  readonly sorted: Int32Array;
  readonly runs: readonly Run[];
}

/** No step: a leaf, another name of its input, or part of the step that uses it. */
const NONE = -1;
/** More users than a node can have. */
const MANY = 2 ** 30;

/**
 * The steps that compute `roots`; null if one of the nodes is more than a step. To be called right after
 * `topological` made `order`.
 */
export function stepsOf(order: readonly Tensor[], roots: readonly Tensor[]): Steps | null {
  const lanes = order.some((x) => x.dtype === "float64") ? f64 : f32;
  const kinds = new Kinds(lanes);
  const leaves: number[] = [];
  const fills: number[] = [];
  const kind = new Int32Array(order.length).fill(NONE);
  const uses = new Int32Array(order.length);
  // What stands for a node: itself, or what it is another name of.
  const stands = new Int32Array(order.length);
  // The operands of node i stand at inputs[first[i]] … inputs[first[i + 1] − 1].
  const inputs: number[] = [];
  const first = new Int32Array(order.length + 1);
  for (let i = 0; i < order.length; i++) {
    const node = order[i] as Tensor;
    const { dtype } = node;
    if (node.shape.length > 0 && size(node.shape) !== 1) return null;
    if (dtype !== lanes.dtype && dtype !== "bool" && bytesOf[dtype] !== lanes.bytes) return null;
    stands[i] = i;
    const own = kinds.of(node);
    if (own !== NONE) {
      kind[i] = own;
      for (let k = 0, input = node.first; input !== undefined; input = node.input(++k)) {
        const x = stands[input.slot] as number;
        inputs.push(x);
        uses[x] = (uses[x] as number) + 1;
      }
    } else {
      const role = roleOf(node);
      if (role === "alias") stands[i] = stands[(node.first as Tensor).slot] as number;
      else if (role === "fill") fills.push(i);
      else if (role === "leaf" && dtype !== "bool") leaves.push(i);
      else return null;
    }
    first[i + 1] = inputs.length;
  }
  const wanted = new Map(roots.map((root) => [root, root.slot]));
  for (const [root, i] of wanted) {
    if (root.dtype === "bool") return null;
    uses[i] = MANY;
  }
  // An operand without another user becomes part of the step, as long as that has few operands.
  const begin = new Int32Array(order.length);
  const operands = new Int32Array(inputs.length + OPERANDS * order.length);
  let end = 0;
  for (let i = 0; i < order.length; i++) {
    let user = kind[i] as number;
    if (user === NONE) continue;
    begin[i] = end;
    for (let e = first[i] as number; e < (first[i + 1] as number); e++) {
      const x = inputs[e] as number;
      const part = kind[x] as number;
      const isOurs = part !== NONE && uses[x] === 1;
      const both = isOurs ? kinds.join(user, end - (begin[i] as number), part) : NONE;
      if (both === NONE) {
        operands[end++] = x;
        continue;
      }
      user = both;
      kind[x] = NONE;
      const from = begin[x] as number;
      const { arity } = kinds.list[part] as Kind;
      for (let j = from; j < from + arity; j++) operands[end++] = operands[j] as number;
    }
    kind[i] = user;
  }
  const runs = rows(kinds.list, { kind, begin, operands });
  return { lanes, order, kinds, leaves, fills, roots: wanted, begin, operands, ...runs };
}

interface Table {
  readonly kind: Int32Array;
  readonly begin: Int32Array;
  readonly operands: Int32Array;
}

/** Steps by depth, then by kind: those of one depth do not depend on each other. */
function rows(
  kinds: readonly Kind[],
  { kind, begin, operands }: Table,
): Pick<Steps, "sorted" | "runs"> {
  const depth = new Int32Array(kind.length);
  const all = new Int32Array(kind.length);
  let count = 0;
  let deepest = 0;
  for (let i = 0; i < kind.length; i++) {
    if (kind[i] === NONE) continue;
    const { arity } = kinds[kind[i] as number] as Kind;
    let most = 0;
    for (let j = 0; j < arity; j++)
      most = Math.max(most, depth[operands[(begin[i] as number) + j] as number] as number);
    depth[i] = most + 1;
    deepest = Math.max(deepest, most + 1);
    all[count++] = i;
  }
  const byKind = ordered(all.subarray(0, count), kind, kinds.length);
  const sorted = ordered(byKind, depth, deepest + 1);
  const runs: Run[] = [];
  for (let from = 0, to = 0; from < sorted.length; from = to) {
    const head = sorted[from] as number;
    const same = (i: number | undefined): boolean =>
      i !== undefined && kind[i] === kind[head] && depth[i] === depth[head];
    while (same(sorted[to])) to++;
    runs.push({ kind: kind[head] as number, from, to });
  }
  return { sorted, runs };
}

/** `items` by their keys, which are below `keys`; equal ones stay in order. */
function ordered(items: Int32Array, key: Int32Array, keys: number): Int32Array {
  const next = new Int32Array(keys + 1);
  for (const i of items)
    next[(key[i] as number) + 1] = (next[(key[i] as number) + 1] as number) + 1;
  for (let k = 0; k < keys; k++) next[k + 1] = (next[k + 1] as number) + (next[k] as number);
  const out = new Int32Array(items.length);
  for (const i of items) {
    const k = key[i] as number;
    const at = next[k] as number;
    out[at] = i;
    next[k] = at + 1;
  }
  return out;
}
