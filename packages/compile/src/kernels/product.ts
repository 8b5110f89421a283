/** Products in register tiles, with everything elementwise around them as their write-back. */
import { type Access, whole } from "../plan/access.ts";
import { bytesOf } from "../plan/arena.ts";
import type { Contraction } from "../plan/kernel.ts";
import { V } from "../wasm/lanes.ts";
import type { Value } from "../wasm/values.ts";
import { splat } from "../wasm/write.ts";
import { Nest } from "./nest.ts";
import { packColumns, packRows } from "./pack.ts";
import type { Scope } from "./scope.ts";
import { type Tiling, tilingOf } from "./tile.ts";

/** Products of at most so many summands are written out. */
const SHORT = 8;

/** The share of the column panels that one of several threads computes. */
export interface Share {
  readonly part: number;
  readonly parts: number;
}

/** What the write-back of a product computes, before any tile is chosen. */
export interface WriteBack {
  readonly scope: Scope;
  readonly tiling: Tiling;
  readonly values: readonly Value[];
}

/** The values that a product kernel stores, and the tiles that they allow. */
export function writeBack(scope: Scope): WriteBack {
  const { kernel: k, m } = scope;
  const { node } = k.contraction as Contraction;
  const own = whole(k.extents);
  const mine = new Set(k.stores);
  const product = scope.register(node, -1);
  const values = k.stores.map((n) => (n === node ? product : scope.build(n, own, own, mine)));
  const tiling = tilingOf(k, m.lanes, [own, ...scope.loads.map((l) => l.access)]);
  for (const l of scope.loads) l.access = tiling.short(l.access);
  return { scope, tiling, values };
}

/** Write the code of a product kernel; `scratch` is where it may pack. */
export function emitProduct(
  { scope, tiling: t, values }: WriteBack,
  scratch: number,
  { part, parts }: Share,
): void {
  const { code, lanes, kernel: k, addresses } = scope;
  const { node, a, b, inner } = k.contraction as Contraction;
  const own = t.short(whole(k.extents));
  const nest = new Nest(code, t.extents.length);
  // Packed panels do not move with the axes that they were packed from.
  const aAccess: Access = t.packA
    ? { offset: 0, steps: t.extents.map((_, i) => (i === t.row ? inner : 0)) }
    : t.a.access;
  const bAccess: Access = t.packB ? { offset: 0, steps: t.extents.map(() => 0) } : t.b.access;
  for (const { steps } of [t.a.access, t.b.access, aAccess, bAccess])
    nest.moves(steps, lanes.bytes);
  for (const n of k.stores) nest.moves(own.steps, bytesOf[n.dtype]);
  scope.moveAll(nest);
  const aBase = t.packA ? scratch + t.scratchB : (addresses.get(a.node) ?? 0);
  const bBase = t.packB ? scratch : (addresses.get(b.node) ?? 0);
  const aRow = t.packA ? 1 : t.row < 0 ? 0 : (t.a.access.steps[t.row] ?? 0);
  const aInner = t.packA ? t.height : t.a.inner;

  /** `height` rows by `width` columns, where the nest stands. */
  const tile = (height: number, width: number): void => {
    const vectors = Math.ceil(width / lanes.count);
    const bInner = t.packB ? vectors * lanes.count : t.b.inner;
    const [aAt, bAt] = [nest.at(aAccess, lanes.bytes, aBase), nest.at(bAccess, lanes.bytes, bBase)];
    const sums = Array.from({ length: height * vectors }, () => code.local("v128"));
    const cols = Array.from({ length: vectors }, () => code.local("v128"));
    const element = code.local("v128");
    for (const sum of sums) {
      splat(code, lanes, 0);
      code.set(sum);
    }
    const step = (pushA: () => void, pushB: () => void, aOffset: number, bOffset: number): void => {
      for (const [v, c] of cols.entries()) {
        pushB();
        code.memory(V.load, bOffset + v * 16).set(c);
      }
      for (let r = 0; r < height; r++) {
        pushA();
        code.memory(lanes.loadSplat, aOffset + r * aRow * lanes.bytes).set(element);
        for (const [v, c] of cols.entries()) {
          const sum = sums[r * vectors + v] ?? -1;
          code
            .get(element)
            .get(c)
            .simd(lanes.op["mul"] ?? 0);
          code
            .get(sum)
            .simd(lanes.op["add"] ?? 0)
            .set(sum);
        }
      }
    };
    if (inner <= SHORT)
      for (let i = 0; i < inner; i++)
        step(
          () => nest.push(aAt),
          () => nest.push(bAt),
          aAt.offset + i * aInner * lanes.bytes,
          bAt.offset + i * bInner * lanes.bytes,
        );
    else {
      const [pa, pb] = [code.local("i32"), code.local("i32")];
      nest.push(aAt);
      code.set(pa);
      nest.push(bAt);
      code.set(pb);
      code.repeat(inner, () => {
        step(
          () => code.get(pa),
          () => code.get(pb),
          aAt.offset,
          bAt.offset,
        );
        code.advance(pa, aInner * lanes.bytes).advance(pb, bInner * lanes.bytes);
      });
    }
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
    });
  };
  const panels = (): void => {
    if (t.packA)
      packRows(
        {
          code,
          lanes,
          nest,
          access: t.a.access,
          inner,
          across: t.a.inner,
          rows: t.rows,
          height: t.height,
        },
        addresses.get(a.node) ?? 0,
        scratch + t.scratchB,
      );
    if (t.column < 0) return part === 0 ? column(1) : undefined;
    const full = t.vectors * lanes.count;
    const count = Math.floor(t.columns / full);
    const [first, last] = [
      Math.round((count * part) / parts),
      Math.round((count * (part + 1)) / parts),
    ];
    const tail = (): void => {
      if (part === parts - 1 && t.columns % full > 0) column(t.columns % full);
    };
    nest.offset(t.column, first * full, () =>
      nest.along(t.column, last - first, full, () => column(full), { tail }),
    );
  };
  const outer = [...t.extents.keys()].filter((i) => i !== t.row && i !== t.column);
  const around = (axes: readonly number[]): void => {
    const [first, ...rest] = axes;
    if (first === undefined) return panels();
    nest.along(first, t.extents[first] ?? 1, 1, () => around(rest));
  };
  around(outer);
}

const shifted = (nest: Nest, axis: number, by: number, body: () => void): void =>
  axis < 0 ? body() : nest.offset(axis, by, body);
