/** Sums of products over axes that are counted, not named. */
import { AxisError, ShapeError, ValueError } from "../graph/errors.ts";
import { describe } from "../graph/note.ts";
import type { Tensor } from "../graph/tensor.ts";
import { axisOf } from "./axes.ts";
import { asSameNumbers, asSize, kindOf } from "./check.ts";
import { product } from "./contraction.ts";
import { labelAt } from "./subscripts.ts";

/** How many axes are summed over, the last of the one and the first of the other, or which of each. */
export type Paired =
  | number
  | readonly [ofA: number | readonly number[], ofB: number | readonly number[]];

/** `Σ a·b` over pairs of axes (the last two of `a` with the first two of `b` unless given); the other axes remain, those of `a` first. */
export function tensordot(a: Tensor, b: Tensor, axes: Paired = 2): Tensor {
  const [x, y] = asSameNumbers("tensordot", [a, b]) as [Tensor, Tensor];
  const pairs = pairsOf(x, y, axes);
  for (const [i, j] of pairs)
    if (x.shape[i] !== y.shape[j])
      throw new ShapeError(
        "tensordot",
        `${describe(x)} and ${describe(y)}`,
        `axis ${i} of the first is ${x.shape[i]}, axis ${j} of the second ${y.shape[j]}`,
        "pair axes of one size: write [axes of the first, axes of the second]",
      );
  const rows = [...x.shape.keys()].map(labelAt);
  const columns = [...y.shape.keys()].map((axis) => {
    const pair = pairs.find(([, j]) => j === axis);
    return labelAt(pair === undefined ? x.shape.length + axis : pair[0]);
  });
  const out = [
    ...rows.filter((label) => !columns.includes(label)),
    ...columns.filter((label) => !rows.includes(label)),
  ];
  return product("tensordot", x, y, rows.join(""), columns.join(""), out.join(""));
}

/** The axes that are summed over together. */
function pairsOf(x: Tensor, y: Tensor, axes: unknown): readonly (readonly [number, number])[] {
  if (typeof axes === "number") {
    const n = asSize("tensordot", axes, "axis count");
    const odd = [x, y].find(({ shape }) => shape.length < n);
    if (odd === undefined)
      return Array.from({ length: n }, (_, k) => [x.shape.length - n + k, k] as const);
    throw new ShapeError(
      "tensordot",
      describe(odd),
      `it has fewer than ${n} axes`,
      "write how many axes to sum over, or [axes of the first, axes of the second]",
    );
  }
  const lists = Array.isArray(axes) ? (axes as readonly unknown[]) : [];
  if (lists.length !== 2)
    throw new ValueError(
      "tensordot",
      `axes ${kindOf(axes)}`,
      "it is neither a number nor a pair of lists",
      "write [axes of the first, axes of the second]",
    );
  const [left, right] = [listed(x, lists[0]), listed(y, lists[1])];
  if (left.length === right.length) return left.map((i, k) => [i, right[k] ?? 0] as const);
  throw new ValueError(
    "tensordot",
    `axes [${left.join(", ")}] and [${right.join(", ")}]`,
    "they do not pair up",
    "name as many axes of the first as of the second",
  );
}

/** Axes of `x` in the order given, each once. */
function listed(x: Tensor, axes: unknown): readonly number[] {
  const list = (Array.isArray(axes) ? (axes as readonly unknown[]) : [axes]).map((axis) =>
    axisOf("tensordot", x, axis),
  );
  if (new Set(list).size === list.length) return list;
  throw new AxisError(
    "tensordot",
    describe(x),
    `axes [${list.join(", ")}] name one twice`,
    "name each once",
  );
}
