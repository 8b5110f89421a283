import { plain } from "../graph/op-key.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { NamedAxes } from "./axis-names.ts";
import type { Graph } from "./graph.ts";
import { type Open, boxOf } from "./members.ts";
import { asText, attributesOf, leaf } from "./write.ts";

/** What a format is given: the graph, and the nodes of it that a reader sees, with what they are applied to. */
export interface Drawn {
  readonly graph: Graph;
  readonly nodes: ReadonlyMap<Tensor, readonly Tensor[]>;
  readonly open: Open;
  readonly values: boolean;
  readonly axes: NamedAxes;
}

/** In a picture a word needs no quotes. */
const bare = (value: unknown): string => (typeof value === "string" ? value : plain(value));

/** What a picture says about a node: its name, if it has one, and what it is; a number as itself. */
export function title(x: Tensor, inputs: readonly Tensor[], open: Open): string {
  const name = x.name || undefined;
  if (inputs.length === 0)
    return name ?? (typeof x.value === "number" ? leaf(x, asText.numbers).text : x.op.name);
  const box = boxOf(x, open);
  const { name: op, attrs } = box ?? x.op;
  const what = [op, attributesOf(attrs, bare).join(", ")].filter(Boolean).join(" ");
  return name === undefined ? what : `${name} = ${what}`;
}
