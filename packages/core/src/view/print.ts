import { showShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { evaluateRoots } from "../eval/evaluate.ts";
import { dataOf } from "../eval/compute.ts";
import { ValueError } from "../graph/errors.ts";
import { write } from "./formula.ts";
import { asOptions, kindOf } from "../ops/check.ts";
import { type Graph, asGraph } from "./graph.ts";
import { atom, whole } from "./terms.ts";

export interface PrintOptions {
  readonly format?: "text";
  /** Show the elements of every node as well. */
  readonly values?: boolean;
}

/** Lines shown before the middle of a long graph is left out. */
const SHOWN = 60;

/** A graph as a list: one line a node, with its name, what it is of earlier lines, its shape and, on request, its values. */
export function print(graph: Graph, options: PrintOptions = {}): string {
  const g = asGraph("print", graph);
  const { format = "text", values = false } = asOptions("print", options, "format", "values");
  if (format !== "text")
    throw new ValueError(
      "print",
      `format ${kindOf(format)}`,
      "there is no such format",
      'write "text"',
    );
  if (values) evaluateRoots(g.nodes);
  const shown = g.nodes.filter(
    (x) => x.inputs.length > 0 || x.name !== undefined || typeof x.value !== "number",
  );
  const left = shown.length - SHOWN;
  const lines = left > 0 ? [...shown.slice(0, SHOWN / 2), null, ...shown.slice(-SHOWN / 2)] : shown;
  const place = new Map(shown.map((x, i) => [x, i + 1]));
  const label = (x: Tensor) =>
    x.name ?? (place.has(x) ? `%${place.get(x)}` : whole(write(x, () => atom(""))));
  const rows = lines.map((x) => (x === null ? null : row(x, label, values)));
  const widths = [0, 1, 2].map((i) => Math.max(...rows.map((cells) => cells?.[i]?.length ?? 0)));
  return rows
    .map((cells) =>
      cells === null
        ? `… ${left.toLocaleString("en")} more …`
        : cells
            .map((cell, i) => cell.padEnd(widths[i] ?? 0))
            .join("  ")
            .trimEnd(),
    )
    .join("\n");
}

function row(x: Tensor, label: (x: Tensor) => string, values: boolean): string[] {
  const text =
    x.inputs.length === 0 ? x.op.name : `= ${whole(write(x, (input) => atom(label(input))))}`;
  return [
    label(x),
    text,
    `${x.dtype === "float64" ? "" : `${x.dtype} `}${showShape(x.shape)}`,
    values ? elements(x) : "",
  ];
}

/** The first few elements, with five significant digits. */
function elements(x: Tensor): string {
  if (x.value === undefined) return "";
  const all = dataOf(x);
  const first = Array.from(all.slice(0, 6), (v) => String(Number(v.toPrecision(5))));
  return first.join(" ") + (all.length > 6 ? " …" : "");
}
