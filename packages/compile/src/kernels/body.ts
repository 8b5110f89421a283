/** What a loop kernel does at one place of its loops: one vector of elements, and what the folds come to. */
import type { Tensor } from "@chainrule/core";
import { instructions } from "../maths/cost.ts";
import { type Access, whole } from "../plan/access.ts";
import { bytesOf } from "../plan/arena.ts";
import { place } from "../plan/kernel.ts";
import { size } from "../plan/shape.ts";
import type { Value } from "../wasm/values.ts";
import { type Writer, splat } from "../wasm/write.ts";
import { type Accumulator, accumulator, across, masked, narrowed, start } from "./accumulate.ts";
import { collapse } from "./collapse.ts";
import { Nest } from "./nest.ts";
import type { Scope } from "./scope.ts";

/** Summands that a lane of a float32 sum may take before it is widened to float64. */
export const WIDEN = 1024;

/** Vectors of a row from which on, and instructions of an element up to which, two vectors are computed in a turn. */
const LONG = 16;
const FEW = 256;

/** What a loop kernel writes, with where it writes it. */
export interface Body {
  readonly scope: Scope;
  readonly nest: Nest;
  readonly extents: readonly number[];
  readonly reduced: readonly boolean[];
  /** The axis whose elements share vectors; −1 if there is none. */
  readonly axis: number;
  /** Whether turns of its loop compute two vectors. */
  readonly paired: boolean;
  readonly full: Access;
  readonly kept: Access;
  readonly folds: readonly Accumulator[];
  /**
   * Accumulators in float64 beside those of long sums of float32, or null: one for each fold along vectors, else two, for
   * the lower and the upper lanes.
   */
  readonly wide: readonly (readonly number[])[] | null;
  readonly inputs: readonly Value[];
  readonly stores: readonly Value[];
  readonly after: readonly Value[];
}

/** The expressions of a loop kernel, and the loops that they need. */
export function bodyOf(scope: Scope): Body {
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
  const axis = extents.length - 1;
  const isAcross = reduced[axis] === true;
  const summands = size(extents.filter((_, i) => reduced[i] === true)) / (isAcross ? 4 : 1);
  const isWide = scope.lanes.bytes === 4 && summands >= 2 * WIDEN && folds.some((a) => a.adds);
  const wideOf = (): number[] => [code.local("v128"), ...(isAcross ? [] : [code.local("v128")])];
  const length = (extents[axis] ?? 1) / scope.lanes.count;
  const paired =
    (isAcross || folds.length === 0) &&
    length >= LONG &&
    instructions([...inputs, ...stores]) <= FEW;
  const body: Body = {
    scope,
    nest,
    extents,
    reduced,
    axis,
    paired,
    folds,
    inputs,
    stores,
    after,
    wide: isWide ? folds.map(wideOf) : null,
    full: short(full),
    kept: short(kept),
  };
  for (const n of k.stores) nest.moves(body.full.steps, bytesOf[n.dtype]);
  for (const n of k.after) nest.moves(body.kept.steps, bytesOf[n.dtype]);
  scope.moveAll(nest);
  return body;
}

/** Set the accumulators to what they start from. */
export function begin({ scope, folds, wide }: Body): void {
  for (const a of folds) start(scope, a);
  for (const local of (wide ?? []).flat()) {
    splat(scope.code, scope.lanes, 0);
    scope.code.set(local);
  }
}

/** One vector: into the accumulators, and into memory. */
export function inner(b: Body, width: number): void {
  const { scope, nest, axis, stores, full } = b;
  scope.store(scope.kernel.stores, stores, full, { nest, axis, width }, added(b, width));
}

/** Two whole vectors. Nothing is written before all is computed, so that the chains of the one fill the gaps of the other. */
export function two(b: Body): void {
  const { scope, nest, axis, stores, full } = b;
  const { code, kernel, lanes } = scope;
  const width = lanes.count;
  const each = <T>(body: () => T): [T, T] => {
    const first = body();
    let second = first;
    nest.offset(axis, width, () => (second = body()));
    return [first, second];
  };
  const locals = each(() => {
    const writer = added(b, width);
    return stores.map((root) => {
      const local = code.local("v128");
      writer.push(root);
      code.set(local);
      return local;
    });
  })[Symbol.iterator]();
  each(() => {
    const held = locals.next().value ?? [];
    const roots = kernel.stores.map((node, i) => scope.register(node, held[i] ?? -1));
    scope.store(kernel.stores, roots, full, { nest, axis, width });
  });
}

/** Add a vector to the accumulators; the writer that has its values at hand. */
function added({ scope, nest, axis, folds, inputs, stores, reduced }: Body, width: number): Writer {
  const { code, lanes } = scope;
  const isAcross = axis >= 0 && reduced[axis] === true;
  const [acc, x] = [scope.m.make("register", [], -1), scope.m.make("register", [], -2)];
  const writer = scope.writer([...inputs, ...stores], nest, axis, width);
  for (const [i, a] of folds.entries()) {
    const input = code.local("v128");
    writer.push(inputs[i] as Value);
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
  return writer;
}

/** What the folds come to, and what follows from it. */
export function finish(b: Body, width: number): void {
  const { scope, nest, axis, folds, wide, after, kept, reduced } = b;
  if (folds.length === 0) return;
  const isAcross = axis >= 0 && reduced[axis] === true;
  for (const [i, a] of folds.entries()) {
    const sum = wide?.[i];
    if (sum !== undefined && a.adds) narrowed(scope.code, sum, a.local);
    else if (isAcross) across(scope, a);
  }
  const lanes = isAcross ? 1 : width;
  scope.store(scope.kernel.after, after, kept, { nest, axis: isAcross ? -1 : axis, width: lanes });
}
