import * as C from "../../src/index.ts";
import { type Domain, anywhere, integers } from "./domain.ts";
import { type Plain, at, build } from "./reference.ts";
import { type Options, type Row, row } from "./row.ts";

/** By name. */
const pick = { cumsum: C.cumsum, cumprod: C.cumprod };

function running(
  op: "cumsum" | "cumprod",
  shape: C.Shape,
  axis: number,
  domain: Domain = anywhere,
  options: Options & { readonly special?: string } = {},
): Row {
  const along = axis < 0 ? axis + shape.length : axis;
  const reference = (x: Plain): Plain =>
    build(x.shape, (index) => {
      let y = op === "cumsum" ? 0 : 1;
      for (let k = 0; k <= (index[along] ?? 0); k++) {
        const next = at(x, index.with(along, k));
        y = op === "cumsum" ? y + next : y * next;
      }
      return y;
    });
  const special = `${options.special ?? ""} along ${axis}`.trim();
  return row(op, special, [shape], domain, (x) => pick[op](x, axis), { reference, ...options });
}

const edges = { edges: [[[2, 3, 0]], [[1, 1, 1]], [[0, 2, 3]], [[2, 3, 1]], [[2, 3, 2]]] };

/** Sums and products of all elements up to each one. */
export const runnings: readonly Row[] = [
  running("cumsum", [4], 0, anywhere, { edges: [[[0]], [[1]], [[5]]] }),
  running("cumsum", [2, 3], 0),
  running("cumsum", [2, 3, 2], 1, anywhere, { edges: [[[2, 0, 3]], [[1, 1, 1]], [[0, 2, 3]]] }),
  running("cumsum", [2, 3, 4], -1, anywhere, edges),
  running("cumprod", [5], 0, anywhere, { edges: [[[0]], [[1]], [[8]], [[9]]] }),
  running("cumprod", [3, 2], -2),
  running("cumprod", [2, 3, 4], -1, anywhere, edges),
  running("cumprod", [2, 7], 1, integers, { special: "with zeros" }),
];
