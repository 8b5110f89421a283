import { evaluateRoots } from "../eval/evaluate.ts";
import { ValueError } from "../graph/errors.ts";
import { asOptions, kindOf } from "../ops/check.ts";
import type { NamedAxes } from "./axis-names.ts";
import type { Drawn } from "./drawn.ts";
import { equations } from "./equations.ts";
import { type Graph, asGraph } from "./graph.ts";
import { json } from "./json.ts";
import { list } from "./list.ts";
import { type Open, asOpen, members } from "./members.ts";
import { dot, mermaid } from "./pictures.ts";

export interface PrintOptions {
  /** A list of nodes unless given; Graphviz's or Mermaid's language; TeX; plain data. */
  readonly format?: "text" | "dot" | "mermaid" | "tex" | "json";
  /** Show the elements of every node as well. */
  readonly values?: boolean;
  /** Show the parts of composite ops, of all or of those named, rather than one box for each. */
  readonly open?: Open;
  /** What axes are called, so that TeX has indices: `{ X: ["b", "i"] }`. The names follow their axes to other tensors. */
  readonly axes?: NamedAxes;
}

const formats: ReadonlyMap<unknown, (drawn: Drawn) => string> = new Map([
  ["text", list],
  ["dot", dot],
  ["mermaid", mermaid],
  ["tex", equations],
  ["json", json],
]);

/** A graph for people and programs: as a list, one line a node, as a picture, as formulas or as data. */
export function print(graph: Graph, options: PrintOptions = {}): string {
  const g = asGraph("print", graph);
  const {
    format = "text",
    values = false,
    open = false,
    axes = {},
  } = asOptions("print", options, "format", "values", "open", "axes");
  const written = formats.get(format);
  if (written === undefined)
    throw new ValueError(
      "print",
      `format ${kindOf(format)}`,
      "there is no such format",
      'write "text", "dot", "mermaid", "tex" or "json"',
    );
  const nodes = members(g.outputs, asOpen("print", open, g.nodes) || format === "json");
  if (values) evaluateRoots([...nodes.keys()]);
  return written({ graph: g, nodes, open, values, axes });
}
