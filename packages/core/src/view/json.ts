import type { Value } from "../graph/dtype.ts";
import { topological } from "../graph/order.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { Drawn } from "./drawn.ts";
import { boxesOf } from "./members.ts";

/** A graph as JSON has it. Numbers stand for places in `nodes`, where inputs stand before their users. */
interface Written {
  readonly version: 1;
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly nodes: readonly WrittenNode[];
  /** Boxes of one result, the inner ones first. */
  readonly boxes: readonly WrittenBox[];
}

/** A leaf has no inputs. Its value is one number if all elements are equal, and missing if it is not known. */
interface WrittenNode {
  readonly op: string;
  readonly attrs?: object;
  readonly inputs?: readonly number[];
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly name?: string;
  readonly value?: unknown;
  /** The nodes that a derivative computed as a value depends on without a trace. */
  readonly derivedFrom?: readonly number[];
}

interface WrittenBox {
  readonly name: string;
  readonly attrs?: object;
  readonly inputs: readonly number[];
  readonly output: number;
  /** The first node that may be a part of it. */
  readonly first: number;
  readonly formula?: string;
}

/**
 * The whole graph as plain data, with its boxes; `open` does not matter. What JSON has no number for is
 * `{ "number": "NaN" }`, and so are infinities and −0. `readGraph` reads it.
 */
export function json({ graph, values }: Drawn): string {
  const nodes = everyNode([...graph.outputs, ...graph.inputs]);
  const places = new Map(nodes.map((x, i) => [x, i]));
  const placesOf = (xs: readonly Tensor[]): number[] => xs.map((x) => places.get(x) ?? -1);
  const written: Written = {
    version: 1,
    inputs: placesOf(graph.inputs),
    outputs: placesOf(graph.outputs),
    nodes: nodes.map((x) => {
      const { op, inputs, shape, dtype, name } = x;
      const value = inputs.length === 0 || values ? x.value : undefined;
      const traces = x.note?.derivedFrom;
      return {
        op: op.name,
        ...attributes(op.attrs),
        ...(inputs.length > 0 && { inputs: placesOf(inputs) }),
        shape,
        dtype,
        ...(name !== undefined && { name }),
        ...(value !== undefined && { value: spelled(listed(value)) }),
        ...(traces && { derivedFrom: placesOf(nodes.filter(({ id }) => traces.has(id))) }),
      };
    }),
    boxes: nodes.flatMap((x) =>
      boxesOf(x).map(({ name, attrs, inputs, first, formula }) => ({
        name,
        ...attributes(attrs),
        inputs: placesOf(inputs),
        output: places.get(x) ?? -1,
        first: placeFrom(nodes, first),
        ...(formula !== "" && { formula }),
      })),
    ),
  };
  return JSON.stringify(written);
}

/** All nodes under some and under what their boxes are applied to, in the order in which they were made. */
function everyNode(roots: readonly Tensor[]): readonly Tensor[] {
  const nodes = topological(roots);
  const all = new Set([...nodes, ...nodes.flatMap(boxesOf).flatMap((box) => box.inputs)]);
  return all.size > nodes.length ? everyNode([...all]) : nodes.toSorted((a, b) => a.id - b.id);
}

/** The place of the first node made at `id` or later. */
function placeFrom(nodes: readonly Tensor[], id: number): number {
  let [low, high] = [0, nodes.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((nodes[middle]?.id ?? id) < id) low = middle + 1;
    else high = middle;
  }
  return low;
}

const attributes = (attrs: object): { attrs?: object } =>
  Object.keys(attrs).length === 0 ? {} : { attrs: spelled(attrs) as object };

const listed = (value: Value): unknown => (typeof value === "number" ? value : Array.from(value));

/** Numbers as they are, unless JSON has none such. */
export function spelled(value: unknown): unknown {
  if (typeof value === "number") {
    if (Object.is(value, -0)) return { number: "-0" };
    return Number.isFinite(value) ? value : { number: String(value) };
  }
  if (Array.isArray(value)) return value.map(spelled);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, spelled(item)]));
}

/** The inverse of `spelled`. */
export function unspelled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unspelled);
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value);
  const [[key, item] = []] = fields;
  if (fields.length === 1 && key === "number" && typeof item === "string") return Number(item);
  return Object.fromEntries(fields.map(([name, part]) => [name, unspelled(part)]));
}
