import type { Tensor } from "../graph/tensor.ts";
import { digits } from "../graph/dtype.ts";
import { showShape } from "../graph/shape.ts";
import { dataOf } from "../eval/compute.ts";
import { distinctNames, nameOf } from "./names.ts";
import { atom } from "./term.ts";
import { asText, leaf, write } from "./write.ts";
import type { Drawn } from "./drawn.ts";

/** Lines shown before the middle of a long graph is left out. */
const SHOWN = 60;

/** One line a node, with its name, what it is of earlier lines, its shape and, on request, its values. */
export function list({ nodes, open, values }: Drawn): string {
  const { whole } = asText.numbers;
  const shown = [...nodes].filter(
    ([x, inputs]) => inputs.length > 0 || nameOf(x) !== undefined || typeof x.value !== "number",
  );
  const left = shown.length - SHOWN;
  const lines = left > 0 ? [...shown.slice(0, SHOWN / 2), null, ...shown.slice(-SHOWN / 2)] : shown;
  const place = new Map(shown.map(([x], i) => [x, i + 1]));
  const names = distinctNames(shown.map(([x]) => x).filter((x) => nameOf(x) !== undefined));
  const label = (x: Tensor): string =>
    names.get(x) ?? (place.has(x) ? `%${place.get(x)}` : whole(leaf(x, asText.numbers)));
  const row = ([x, inputs]: (typeof shown)[number]): string[] => [
    label(x),
    inputs.length === 0
      ? x.op.name
      : `= ${whole(write(x, inputs, (input) => atom(label(input)), open, asText))}`,
    typeAndShape(x),
    values ? elements(x) : "",
  ];
  const rows = lines.map((line) => (line === null ? null : row(line)));
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

/** `[2, 3]`, or `float32 [2, 3]` for what is not a float64. */
export const typeAndShape = (x: Tensor): string =>
  `${x.dtype === "float64" ? "" : `${x.dtype} `}${showShape(x.shape)}`;

/** The first few elements. */
export function elements(x: Tensor): string {
  if (x.value === undefined) return "";
  const all = dataOf(x);
  const first = Array.from(all.slice(0, 6), digits);
  return first.join(" ") + (all.length > 6 ? " …" : "");
}
