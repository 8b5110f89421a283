/** How a product is cut up: decided from sizes and steps alone. */
import { align } from "../plan/arena.ts";
import { size } from "../plan/shape.ts";
import { collapse } from "./collapse.ts";
import { type Cut, cut } from "./part.ts";
import type { Access } from "../plan/access.ts";
import type { Kernel } from "../plan/kernel.ts";
import type { Lanes } from "../wasm/lanes.ts";

/** One side of a product: how far apart its rows (or columns), and its elements along the summed axes, lie. */
interface Side {
  /** Over the loops of the kernel, as collapsed. */
  readonly access: Access;
  readonly inner: readonly number[];
}

export interface Tiling {
  /** Loops over the result; `row` and `column` are the axes of the tile, the others run around it. */
  readonly extents: readonly number[];
  readonly short: (access: Access) => Access;
  /** −1 if the result has no axis that only the left side has. */
  readonly row: number;
  readonly column: number;
  readonly rows: number;
  readonly columns: number;
  /** The summed axes. */
  readonly inner: readonly number[];
  readonly a: Side;
  readonly b: Side;
  /** Rows of a tile, and vectors of its columns. */
  readonly height: number;
  readonly vectors: number;
  readonly packA: boolean;
  readonly packB: boolean;
  /** Bytes for packing all of A, and a panel of B. */
  readonly scratchA: number;
  readonly scratchB: number;
}

/** Panels of rows that are packed together: a cache line of them in float32. */
export const PANELS = 4;

/** Bytes of B that the first cache holds beside the rest, and rows from which on a packed panel pays. */
const LARGE = 12_288;
const OFTEN = 20;

const packedRows = (rows: number, height: number, bytes: number): number =>
  align((Math.ceil(rows / height) + PANELS) * height * bytes);

/**
 * A tile of 4 rows by 2 vectors keeps 8 sums, 2 columns, 1 row element and 1 product in 12 of 16 registers. B's columns
 * are packed into a panel that stays in the first cache when they are not contiguous, or too many for it and used by
 * enough rows. A is read where it lies, each row at a constant distance, unless it is a transpose with many long rows.
 */
export function tilingOf(k: Kernel, lanes: Lanes, accesses: readonly Access[]): Tiling {
  const { a, b, inner } = k.contraction as NonNullable<Kernel["contraction"]>;
  const rank = k.extents.length;
  const summands = size(inner);
  const side = (x: Access): readonly [Access, readonly number[]] => [
    { offset: x.offset, steps: x.steps.slice(0, rank) },
    x.steps.slice(rank),
  ];
  const [[p, pInner], [q, qInner]] = [side(a), side(b)];
  const kind = (axis: number): string =>
    (p.steps[axis] !== 0 ? "a" : "") + (q.steps[axis] !== 0 ? "b" : "");
  const { extents, short } = collapse(
    k.extents,
    k.reduced,
    [...accesses, p, q],
    (i) => kind(i) === kind(i - 1),
  );
  const [left, right] = [short(p), short(q)];
  const last = extents.length - 1;
  const onlyRight = last >= 0 && left.steps[last] === 0;
  const column = onlyRight ? last : -1;
  const row = extents.findLastIndex(
    (_, i) => i !== column && right.steps[i] === 0 && left.steps[i] !== 0,
  );
  const rows = row < 0 ? 1 : (extents[row] ?? 1);
  const columns = column < 0 ? 1 : (extents[column] ?? 1);
  const wide = Math.ceil(columns / lanes.count);
  const vectors = Math.min(wide, rows === 1 ? 8 : 2);
  const height = Math.min(rows, vectors === 1 ? 8 : vectors > 2 ? 1 : 4);
  const down = row < 0 ? 0 : (left.steps[row] ?? 0);
  const right1 = column < 0 ? 1 : (right.steps[column] ?? 1);
  const packA =
    down === 1 &&
    (pInner.at(-1) ?? 0) * lanes.bytes >= 256 &&
    summands >= 32 &&
    rows >= 64 &&
    height === 4;
  const packB =
    (columns > 1 && right1 !== 1) || (summands * columns * lanes.bytes > LARGE && rows >= OFTEN);
  return {
    extents,
    short,
    row,
    column,
    rows,
    columns,
    height,
    vectors,
    packA,
    packB,
    a: { access: left, inner: pInner },
    b: { access: right, inner: qInner },
    inner,
    scratchA: packA ? packedRows(rows, height, summands * lanes.bytes) : 0,
    scratchB: packB ? align(summands * vectors * 16) : 0,
  };
}

/** The axes that run around the tiles. */
export const outerAxes = (t: Tiling): number[] =>
  [...t.extents.keys()].filter((i) => i !== t.row && i !== t.column);

/** How A is packed in about `wanted` parts, once for all parts of the product; null if each packs what it needs. */
export const packingOf = (t: Tiling, wanted: number): Cut | null =>
  t.packA && wanted > 1 && outerAxes(t).length === 0
    ? cut(Math.floor(t.rows / t.height), wanted, PANELS)
    : null;

/** Tiles of rows that share a panel of B at least, if each part packs it anew. */
const AGAIN = 16;

/**
 * The axis to cut into about `wanted` parts: the outermost of the axes around the tiles, columns or rows, whichever has
 * turns enough. Every part packs what it needs of B, and of A if that is not `packed`.
 */
export function cutOf(
  t: Tiling,
  { count }: Lanes,
  wanted: number,
  packed: boolean,
): { readonly axis: number; readonly cut: Cut } | null {
  if (wanted === 1) return null;
  const [outer = -1] = outerAxes(t);
  const again = t.packA && !packed;
  const around = { axis: outer, turns: t.extents[outer] ?? 0, most: wanted };
  const columns = {
    axis: again ? -1 : t.column,
    turns: Math.floor(t.columns / (t.vectors * count)),
    most: wanted,
  };
  const tiles = Math.floor(t.rows / t.height);
  const rows = {
    axis: again ? -1 : t.row,
    turns: tiles,
    most: t.packB ? Math.min(wanted, Math.floor(tiles / AGAIN)) : wanted,
  };
  const choices = [around, columns, rows]
    .filter(({ axis, turns }) => axis >= 0 && turns > 0)
    .map(({ axis, turns, most }) => ({ axis, cut: cut(turns, most) }));
  const most = Math.max(...choices.map((c) => c.cut.parts));
  const best = choices.find((c) => 2 * c.cut.parts >= Math.min(wanted, 2 * most));
  return best === undefined || best.cut.parts === 1 ? null : best;
}
