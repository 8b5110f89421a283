import type { Tensor } from "../graph/tensor.ts";
import { type Drawn, title } from "./drawn.ts";
import { elements, typeAndShape } from "./list.ts";

/** The lines in a node, and the nodes and edges by number. */
function parts({ graph, nodes, open, values }: Drawn): {
  readonly boxes: readonly { lines: readonly string[]; leaf: boolean; result: boolean }[];
  readonly edges: readonly (readonly [from: number, to: number])[];
} {
  const place = new Map([...nodes.keys()].map((x, i) => [x, i + 1]));
  const results = new Set<Tensor>(graph.outputs);
  const boxes = Array.from(nodes, ([x, inputs]) => ({
    lines: [
      title(x, inputs, open),
      inputs.length === 0 && typeof x.value === "number" && x.name === undefined
        ? ""
        : typeAndShape(x),
      values ? elements(x) : "",
    ].filter(Boolean),
    leaf: inputs.length === 0,
    result: results.has(x),
  }));
  const edges = Array.from(nodes).flatMap(([x, inputs]) =>
    inputs.map((from) => [place.get(from) ?? 0, place.get(x) ?? 0] as const),
  );
  return { boxes, edges };
}

/** A digraph in Graphviz's language: leaves are ellipses, results have a double border. */
export function dot(drawn: Drawn): string {
  const { boxes, edges } = parts(drawn);
  const quoted = (line: string): string =>
    line.replace(/["\\]/g, (c) => `\\${c}`).replace(/\r?\n|\r/g, "\\n");
  return [
    "digraph {",
    "  node [shape=box];",
    ...boxes.map(
      ({ lines, leaf, result }, i) =>
        `  n${i + 1} [label="${lines.map(quoted).join("\\n")}"` +
        `${leaf ? ", shape=ellipse" : ""}${result ? ", peripheries=2" : ""}];`,
    ),
    ...edges.map(([from, to]) => `  n${from} -> n${to};`),
    "}",
  ].join("\n");
}

/** A flowchart in Mermaid's language: leaves are rounded, results are circled twice. */
export function mermaid(drawn: Drawn): string {
  const { boxes, edges } = parts(drawn);
  const quoted = (line: string): string =>
    line.replace(/["#<>&`\r\n]/g, (c) => `#${c.charCodeAt(0)};`);
  return [
    "flowchart TB",
    ...boxes.map(({ lines, leaf, result }, i) => {
      const [before, after] = result ? ["(((", ")))"] : leaf ? ["([", "])"] : ["[", "]"];
      return `  n${i + 1}${before}"${lines.map(quoted).join("<br/>")}"${after}`;
    }),
    ...edges.map(([from, to]) => `  n${from} --> n${to}`),
  ].join("\n");
}
