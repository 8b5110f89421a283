import type { Tensor } from "../graph/tensor.ts";
import { dataOf } from "../eval/compute.ts";
import type { Drawn } from "./drawn.ts";
import { boxOf } from "./members.ts";

/**
 * The graph as plain data, inputs before users: `{ inputs, outputs, nodes: [{ id, op, … }] }`, where ids are
 * places in `nodes`. Leaves carry the values that they hold, one number if all elements are equal. What JSON
 * has no number for (±∞, NaN, −0) is a string. To be read by other programs: ops are names here, and a name
 * does not make an op, so there is no way back into a graph.
 */
export function json({ graph, nodes, open, values }: Drawn): string {
  const place = new Map([...nodes.keys()].map((x, i) => [x, i]));
  const places = (xs: readonly Tensor[]): number[] =>
    xs.map((x) => place.get(x)).filter((i) => i !== undefined);
  const node = ([x, inputs]: [Tensor, readonly Tensor[]], id: number): object => {
    const box = boxOf(x, open);
    const value = inputs.length === 0 || values ? valueOf(x) : undefined;
    return {
      id,
      op: box?.name ?? x.op.name,
      attrs: spelled((box ?? x.op).attrs),
      ...(box !== undefined && { box: true }),
      inputs: places(inputs),
      shape: x.shape,
      dtype: x.dtype,
      ...(x.name !== undefined && { name: x.name }),
      ...(value !== undefined && { value }),
    };
  };
  return JSON.stringify({
    inputs: places(graph.inputs),
    outputs: places(graph.outputs),
    nodes: Array.from(nodes, node),
  });
}

/** Numbers as they are, unless JSON has none such. */
const spelled = (value: unknown): unknown => {
  if (typeof value === "number") {
    if (Object.is(value, -0)) return "-0";
    return Number.isFinite(value) ? value : String(value);
  }
  if (Array.isArray(value)) return value.map(spelled);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, spelled(item)]));
};

function valueOf(x: Tensor): unknown {
  if (x.value === undefined) return undefined;
  return typeof x.value === "number" ? spelled(x.value) : spelled(Array.from(dataOf(x)));
}
