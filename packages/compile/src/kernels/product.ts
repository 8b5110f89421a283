/** Products in register tiles, with everything elementwise around them as their write-back. */
import { type Access, whole } from "../plan/access.ts";
import { bytesOf } from "../plan/arena.ts";
import type { Contraction } from "../plan/kernel.ts";
import { size } from "../plan/shape.ts";
import { type Code, I } from "../wasm/code.ts";
import type { Value } from "../wasm/values.ts";
import { type Address, Nest } from "./nest.ts";
import { packRows } from "./pack-rows.ts";
import { packColumns } from "./pack.ts";
import { type Cut, type Part, ownScratch, part } from "./part.ts";
import type { Scope } from "./scope.ts";
import { packedSteps } from "./summing.ts";
import { tileSums } from "./sums.ts";
import { type Tiling, cutOf, outerAxes, packingOf, tilingOf } from "./tile.ts";

/** What the write-back of a product computes, before any tile is chosen. */
export interface WriteBack {
  readonly scope: Scope;
  readonly tiling: Tiling;
  readonly values: readonly Value[];
  /** The axis that is cut into parts, and how; null if the product is computed in one piece. */
  readonly shared: { readonly axis: number; readonly cut: Cut } | null;
  /** How the rows of A are packed for all parts, before the product; null if every part packs what it needs. */
  readonly packing: Cut | null;
  /** Bytes for packing, of each thread: B first, then A. */
  readonly scratch: number;
}

/** The values that a product kernel stores, the tiles that they allow, and about `wanted` parts. */
export function writeBack(scope: Scope, wanted: number): WriteBack {
  const { kernel: k, m } = scope;
  const { node } = k.contraction as Contraction;
  const own = whole(k.extents);
  const mine = new Set(k.stores);
  const product = scope.register(node, -1);
  const values = k.stores.map((n) => (n === node ? product : scope.build(n, own, own, mine)));
  const tiling = tilingOf(k, m.lanes, [own, ...scope.loads.map((l) => l.access)]);
  for (const l of scope.loads) l.access = tiling.short(l.access);
  const packing = packingOf(tiling, wanted);
  const shared = cutOf(tiling, m.lanes, wanted, packing !== null);
  const scratch = tiling.scratchB + (packing === null ? tiling.scratchA : 0);
  return { scope, tiling, values, shared, packing, scratch };
}

/** Write the code that packs A into `target`, in parts. */
export function emitPacking(code: Code, back: WriteBack, target: number): void {
  const { scope, tiling: t, packing } = back;
  const nest = new Nest(code, t.extents.length);
  nest.moves(t.a.access.steps, scope.lanes.bytes);
  if (packing !== null) packA({ ...back, code, nest, target, range: part(code, packing) });
}

/** Pack A, or those of its rows that `range` says. */
function packA({
  scope,
  tiling: t,
  code,
  nest,
  target,
  range,
}: Pick<WriteBack, "scope" | "tiling"> & {
  readonly code: Code;
  readonly nest: Nest;
  readonly target: number;
  readonly range?: Part;
}): void {
  const { a, inner } = scope.kernel.contraction as Contraction;
  packRows(
    {
      code,
      lanes: scope.lanes,
      nest,
      access: t.a.access,
      inner,
      across: t.a.inner,
      rows: t.rows,
      height: t.height,
      part: range,
    },
    scope.addresses.get(a.node) ?? 0,
    target,
  );
}

/** Write the code of a product kernel; `scratch` is where it may pack, `packed` where A has been. The number of its parts. */
export function emitProduct(back: WriteBack, scratch: number, packed: number): number {
  const { scope, tiling: t, values, shared, packing } = back;
  const { code, lanes, kernel: k, addresses } = scope;
  const { node, a, b, inner } = k.contraction as Contraction;
  const own = t.short(whole(k.extents));
  const nest = new Nest(code, t.extents.length);
  // Packed panels do not move with the axes that they were packed from.
  const aAccess: Access = t.packA
    ? { offset: 0, steps: t.extents.map((_, i) => (i === t.row ? size(inner) : 0)) }
    : t.a.access;
  const bAccess: Access = t.packB ? { offset: 0, steps: t.extents.map(() => 0) } : t.b.access;
  for (const { steps } of [t.a.access, t.b.access, aAccess, bAccess])
    nest.moves(steps, lanes.bytes);
  for (const n of k.stores) nest.moves(own.steps, bytesOf[n.dtype]);
  scope.moveAll(nest);
  const ownA = scratch + t.scratchB;
  const copyA = packing === null ? ownA : packed;
  const aBase = t.packA ? copyA : (addresses.get(a.node) ?? 0);
  const bBase = t.packB ? scratch : (addresses.get(b.node) ?? 0);
  const aRow = t.packA ? 1 : t.row < 0 ? 0 : (t.a.access.steps[t.row] ?? 0);
  const aInner = t.packA ? packedSteps(inner, t.height) : t.a.inner;
  const inBytes = (steps: readonly number[]): number[] => steps.map((s) => s * lanes.bytes);
  const range = shared === null ? undefined : part(code, shared.cut);
  const partOf = (axis: number) => (axis === shared?.axis ? range : undefined);
  const pushA = (at: Address): void => {
    nest.push(at);
    if (t.packA && packing === null && code.params > 0) ownScratch(code).op(I.add);
  };
  const pushB = (at: Address): void => {
    nest.push(at);
    if (t.packB && code.params > 0) ownScratch(code).op(I.add);
  };

  /** `height` rows by `width` columns, where the nest stands. */
  const tile = (height: number, width: number): void => {
    const vectors = Math.ceil(width / lanes.count);
    const bInner = t.packB ? packedSteps(inner, vectors * lanes.count) : t.b.inner;
    const [aAt, bAt] = [nest.at(aAccess, lanes.bytes, aBase), nest.at(bAccess, lanes.bytes, bBase)];
    const sums = tileSums(code, lanes, {
      height,
      vectors,
      inner,
      row: aRow * lanes.bytes,
      a: { push: () => pushA(aAt), offset: aAt.offset, inner: inBytes(aInner) },
      b: { push: () => pushB(bAt), offset: bAt.offset, inner: inBytes(bInner) },
    });
    for (let r = 0; r < height; r++)
      for (let v = 0; v < vectors; v++)
        shifted(nest, t.row, r, () =>
          shifted(nest, t.column, v * lanes.count, () => {
            const w = Math.min(lanes.count, width - v * lanes.count);
            scope.register(node, sums[r * vectors + v] ?? -1);
            scope.store(k.stores, values, own, { nest, axis: t.column, width: w });
          }),
        );
  };
  const column = (width: number): void => {
    if (t.packB)
      packColumns(
        {
          code,
          lanes,
          nest,
          access: t.b.access,
          inner,
          down: t.b.inner,
          right: t.column < 0 ? 1 : (t.b.access.steps[t.column] ?? 1),
        },
        addresses.get(b.node) ?? 0,
        scratch,
        width,
      );
    if (t.row < 0) return tile(1, width);
    const tail = (): void => {
      if (t.rows % t.height > 0) tile(t.rows % t.height, width);
    };
    nest.along(t.row, Math.floor(t.rows / t.height), t.height, () => tile(t.height, width), {
      tail,
      part: partOf(t.row),
    });
  };
  const panels = (): void => {
    if (t.packA && packing === null) packA({ scope, tiling: t, code, nest, target: ownA });
    if (t.column < 0) return column(1);
    const full = t.vectors * lanes.count;
    const tail = (): void => {
      if (t.columns % full > 0) column(t.columns % full);
    };
    nest.along(t.column, Math.floor(t.columns / full), full, () => column(full), {
      tail,
      part: partOf(t.column),
    });
  };
  const around = (axes: readonly number[]): void => {
    const [first, ...rest] = axes;
    if (first === undefined) return panels();
    nest.along(first, t.extents[first] ?? 1, 1, () => around(rest), { part: partOf(first) });
  };
  around(outerAxes(t));
  return shared?.cut.parts ?? 1;
}

const shifted = (nest: Nest, axis: number, by: number, body: () => void): void =>
  axis < 0 ? body() : nest.offset(axis, by, body);
