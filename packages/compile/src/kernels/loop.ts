/** Maps, folds and what follows the folds, in one pass over an index space. */
import type { Tensor } from "@chainrule/core";
import { type Access, whole } from "../plan/access.ts";
import { bytesOf } from "../plan/arena.ts";
import { type Kernel, place } from "../plan/kernel.ts";
import { size } from "../plan/shape.ts";
import type { Value } from "../wasm/values.ts";
import { splat } from "../wasm/write.ts";
import {
  type Accumulator,
  accumulator,
  across,
  flush,
  masked,
  narrowed,
  start,
} from "./accumulate.ts";
import { collapse } from "./collapse.ts";
import { Nest } from "./nest.ts";
import type { Scope } from "./scope.ts";

/** Vectors that a float32 sum may take before it is widened to float64. */
const WIDEN = 1024;

/** What a loop kernel writes, with where it writes it. */
interface Body {
  readonly scope: Scope;
  readonly nest: Nest;
  readonly extents: readonly number[];
  readonly reduced: readonly boolean[];
  /** The axis whose elements share vectors; −1 if there is none. */
  readonly axis: number;
  readonly full: Access;
  readonly kept: Access;
  readonly folds: readonly Accumulator[];
  readonly inputs: readonly Value[];
  readonly stores: readonly Value[];
  readonly after: readonly Value[];
}

/** Write the code of a loop kernel. */
export function emitLoop(scope: Scope): void {
  const { kernel: k, code } = scope;
  const [full, kept] = [whole(k.extents), place(k, true)];
  const mine = new Set([...k.stores, ...k.after]);
  const value = (n: Tensor, at: Access): Value => scope.build(n, at, at, mine);
  const folds = k.folds.map((node) => accumulator(scope, node));
  const inputs = k.folds.map((node) => value(node.first as Tensor, full));
  const stores = k.stores.map((node) => value(node, full));
  for (const { node, local } of folds) scope.register(node, local);
  const after = k.after.map((node) => value(node, kept));
  const { extents, reduced, short } = collapse(k.extents, k.reduced, [
    full,
    kept,
    ...scope.loads.map((l) => l.access),
  ]);
  for (const l of scope.loads) l.access = short(l.access);
  const nest = new Nest(code, extents.length);
  const body: Body = {
    ...{ scope, nest, extents, reduced, folds, inputs, stores, after },
    axis: extents.length - 1,
    full: short(full),
    kept: short(kept),
  };
  for (const n of k.stores) nest.moves(body.full.steps, bytesOf[n.dtype]);
  for (const n of k.after) nest.moves(body.kept.steps, bytesOf[n.dtype]);
  scope.moveAll(nest);
  loops(body);
}

/** The nest, by what becomes of the vector axis. */
function loops(b: Body): void {
  const { axis, reduced, extents } = b;
  const axes = [...extents.keys()].filter((i) => i !== axis);
  const keptAxes = axes.filter((i) => reduced[i] !== true);
  const reducedAxes = axes.filter((i) => reduced[i] === true);
  if (axis < 0) {
    begin(b);
    inner(b, 1);
    finish(b, 1);
  } else if (reduced[axis] === true) {
    const wide = wideSums(b);
    over(b, keptAxes, () => {
      begin(b);
      if (wide !== null) for (const w of wide) clear(b, w);
      over(b, reducedAxes, () => {
        if (wide !== null && (extents[axis] ?? 1) > 2 * WIDEN) longRow(b, wide);
        else row(b, (width) => inner(b, width));
        if (wide !== null) widenSums(b, wide);
      });
      finish(b, 1, wide);
    });
  } else if (b.folds.length > 0)
    over(b, keptAxes, () =>
      row(b, (width) => {
        begin(b);
        over(b, reducedAxes, () => inner(b, width));
        finish(b, width);
      }),
    );
  else over(b, keptAxes, () => row(b, (width) => inner(b, width)));
}

const begin = ({ scope, folds }: Body): void => {
  for (const a of folds) start(scope, a);
};

/** One vector: into the accumulators, and into memory. */
function inner(
  { scope, nest, axis, folds, inputs, stores, full, reduced }: Body,
  width: number,
): void {
  const { code, lanes, kernel } = scope;
  const isAcross = axis >= 0 && reduced[axis] === true;
  const [acc, x] = [scope.m.make("register", [], -1), scope.m.make("register", [], -2)];
  const write = scope.writer([...inputs, ...stores], nest, axis, width);
  for (const [i, a] of folds.entries()) {
    const input = code.local("v128");
    write.push(inputs[i] as Value);
    if (isAcross && width < lanes.count) masked(scope, a, width);
    code.set(input);
    scope.between(
      a.sentence(acc, x),
      new Map([
        [acc, a.local],
        [x, input],
      ]),
    );
    code.set(a.local);
  }
  scope.store(kernel.stores, stores, full, { nest, axis, width }, write);
}

/** What the folds come to, and what follows from it. */
function finish(b: Body, width: number, wide: readonly number[] | null = null): void {
  const { scope, nest, axis, folds, after, kept, reduced } = b;
  if (folds.length === 0) return;
  const isAcross = axis >= 0 && reduced[axis] === true;
  if (isAcross)
    for (const [i, a] of folds.entries()) {
      const sum = wide?.[i];
      if (sum !== undefined && a.adds) narrowed(scope.code, sum, a.local);
      else across(scope, a);
    }
  const lanes = isAcross ? 1 : width;
  scope.store(scope.kernel.after, after, kept, { nest, axis: isAcross ? -1 : axis, width: lanes });
}

/** The vector axis: whole vectors, then what is left of one. */
function row({ scope, nest, extents, axis }: Body, body: (width: number) => void): void {
  const { count } = scope.lanes;
  const n = extents[axis] ?? 1;
  const tail = (): void => {
    if (n % count > 0) body(n % count);
  };
  nest.along(axis, Math.floor(n / count), count, () => body(count), { tail });
}

/** Loops over `axes`, the first outermost. */
function over(b: Body, axes: readonly number[], body: () => void): void {
  const [first, ...rest] = axes;
  if (first === undefined) return body();
  b.nest.along(first, b.extents[first] ?? 1, 1, () => over(b, rest, body));
}

/** Accumulators in float64 for long sums of float32, or null. */
function wideSums({ scope, extents, reduced, folds }: Body): number[] | null {
  const long = size(extents.filter((_, i) => reduced[i] === true)) >= 8 * WIDEN;
  const some = scope.lanes.bytes === 4 && long && folds.some((a) => a.adds);
  return some ? folds.map(() => scope.code.local("v128")) : null;
}

/** The narrow sums go into the wide ones. */
function widenSums({ scope, folds }: Body, wide: readonly number[]): void {
  for (const [i, a] of folds.entries())
    if (a.adds) flush(scope.code, scope.lanes, a.local, wide[i] ?? 0);
}

function clear({ scope }: Body, local: number): void {
  splat(scope.code, scope.lanes, 0);
  scope.code.set(local);
}

/** A long vector axis: every so many vectors the narrow sums go into the wide ones. */
function longRow(b: Body, wide: readonly number[]): void {
  const { scope, nest, extents, axis } = b;
  const { count } = scope.lanes;
  const n = extents[axis] ?? 1;
  const chunks = Math.floor(n / (WIDEN * count));
  const rest = n - chunks * WIDEN * count;
  const ends = (): void => {
    const tail = (): void => {
      if (rest % count > 0) inner(b, rest % count);
    };
    nest.along(axis, Math.floor(rest / count), count, () => inner(b, count), { roll: true, tail });
  };
  const chunk = (): void => {
    // Two vectors at a time: the chains of dependent operations of one fill the gaps of the other.
    nest.along(
      axis,
      WIDEN / 2,
      2 * count,
      () => {
        inner(b, count);
        nest.offset(axis, count, () => inner(b, count));
      },
      { roll: true },
    );
    widenSums(b, wide);
  };
  nest.along(axis, chunks, WIDEN * count, chunk, { roll: true, tail: ends });
}

/** Kernels that have nothing to do because an axis is empty, and none of it is folded, need no code. */
export const isEmpty = (k: Kernel): boolean =>
  k.kind !== "reference" && k.extents.some((d, i) => d === 0 && k.reduced[i] !== true);
