/** Maps, folds and what follows the folds, in one pass over an index space. */
import type { Kernel } from "../plan/kernel.ts";
import { size } from "../plan/shape.ts";
import { flush } from "./accumulate.ts";
import { type Body, WIDEN, begin, bodyOf, finish, inner, two } from "./body.ts";
import { type Cut, type Part, cut, part } from "./part.ts";
import { save } from "./partial.ts";
import type { Scope } from "./scope.ts";

/** The loop that is cut into parts. Parts of what is folded altogether leave their accumulators to be combined. */
interface Shared {
  readonly axis: number;
  readonly cut: Cut;
  readonly folded: boolean;
}

/** Write the code of a loop kernel, in about `wanted` parts; how many there are, and whether they are to be combined. */
export function emitLoop(
  scope: Scope,
  wanted: number,
  partials: number,
): { readonly parts: number; readonly partial: boolean } {
  const body = bodyOf(scope);
  const shared = wanted > 1 ? sharedOf(body, wanted) : null;
  if (shared === null) {
    loops(body);
    return { parts: 1, partial: false };
  }
  const range = part(scope.code, shared.cut);
  loops(
    body,
    (axis) => (axis === shared.axis ? range : undefined),
    shared.folded ? partials : null,
  );
  return { parts: shared.cut.parts, partial: shared.folded };
}

/** The outermost loop, or the vectors if it has too few turns. */
function sharedOf(b: Body, wanted: number): Shared | null {
  const { axis, extents, reduced, scope } = b;
  const folded = axis >= 0 && reduced.every((gone) => gone);
  const n = extents[axis] ?? 0;
  const turn = hasLongRow(b) ? WIDEN : b.paired ? 2 : 1;
  const vectors = Math.floor(n / (scope.lanes.count * turn));
  const outer = extents.findIndex((_, i) => i !== axis && reduced[i] === folded);
  const choices = [
    { axis: outer, turns: outer < 0 ? 0 : (extents[outer] ?? 0) },
    { axis, turns: reduced[axis] === folded ? vectors : 0 },
  ].map((c) => ({ axis: c.axis, folded, cut: cut(c.turns, wanted) }));
  const most = Math.max(...choices.map((c) => c.cut.parts));
  const best = choices.find((c) => 2 * c.cut.parts >= Math.min(wanted, 2 * most));
  return best === undefined || best.cut.parts === 1 ? null : best;
}

type PartOf = (axis: number) => Part | undefined;

/** The nest, by what becomes of the vector axis. `partials` is where parts leave what they have folded. */
function loops(b: Body, partOf: PartOf = () => undefined, partials: number | null = null): void {
  const { axis, reduced, extents } = b;
  const axes = [...extents.keys()].filter((i) => i !== axis);
  const keptAxes = axes.filter((i) => reduced[i] !== true);
  const reducedAxes = axes.filter((i) => reduced[i] === true);
  const end = (width: number): void => (partials === null ? finish(b, width) : save(b, partials));
  if (axis < 0) {
    begin(b);
    inner(b, 1);
    end(1);
  } else if (reduced[axis] === true)
    over(b, keptAxes, partOf, () => {
      begin(b);
      over(b, reducedAxes, partOf, () => {
        if (hasLongRow(b)) longRow(b, partOf);
        else row(b, partOf, (width) => inner(b, width), twice(b));
        widen(b);
      });
      end(1);
    });
  else if (b.folds.length > 0)
    over(b, keptAxes, partOf, () =>
      row(b, partOf, (width) => {
        begin(b);
        down(b, reducedAxes, () => inner(b, width));
        end(width);
      }),
    );
  else over(b, keptAxes, partOf, () => row(b, partOf, (width) => inner(b, width), twice(b)));
}

/** What computes two vectors, where that pays. */
const twice = (b: Body): (() => void) | null => (b.paired ? () => two(b) : null);

/** The vector axis: whole vectors, by twos if there is `both`, then what is left of one. */
function row(
  { scope, nest, extents, axis }: Body,
  partOf: PartOf,
  body: (width: number) => void,
  both: (() => void) | null = null,
): void {
  const { count } = scope.lanes;
  const n = extents[axis] ?? 1;
  const by = both === null ? count : 2 * count;
  const tail = (): void => {
    const whole = (n % by) - (n % count);
    if (whole > 0) body(count);
    if (n % count > 0) nest.offset(axis, whole, () => body(n % count));
  };
  const turn = both ?? (() => body(count));
  nest.along(axis, Math.floor(n / by), by, turn, { tail, part: partOf(axis) });
}

/** Loops over `axes`, the first outermost. */
function over(b: Body, axes: readonly number[], partOf: PartOf, body: () => void): void {
  const [first, ...rest] = axes;
  if (first === undefined) return body();
  b.nest.along(first, b.extents[first] ?? 1, 1, () => over(b, rest, partOf, body), {
    part: partOf(first),
  });
}

/** Whether the vector axis alone is long enough for narrow sums to be widened within it. */
const hasLongRow = ({ wide, extents, axis }: Body): boolean =>
  wide !== null && (extents[axis] ?? 1) > 2 * WIDEN;

/** The narrow sums go into the wide ones. */
function widen({ scope, folds, wide }: Body): void {
  for (const [i, a] of folds.entries())
    if (a.adds && wide !== null) flush(scope.code, scope.lanes, a.local, wide[i] ?? []);
}

/** Folded axes beside vectors of kept elements: every so many turns the narrow sums go into the wide ones. */
function down(b: Body, axes: readonly number[], body: () => void): void {
  const none = (): undefined => undefined;
  const [first, ...rest] = axes;
  if (b.wide === null || first === undefined) return over(b, axes, none, body);
  const turns = b.extents[first] ?? 1;
  const inside = size(rest.map((i) => b.extents[i] ?? 1));
  const run = (): void => over(b, rest, none, body);
  if (inside >= WIDEN) return b.nest.along(first, turns, 1, () => down(b, rest, body));
  const each = Math.floor(WIDEN / Math.max(1, inside));
  const chunks = Math.floor(turns / each);
  const some = (count: number) => (): void => {
    b.nest.along(first, count, 1, run, { roll: true });
    widen(b);
  };
  b.nest.along(first, chunks, each, some(each), { roll: true, tail: some(turns % each) });
}

/** A long vector axis: every so many vectors the narrow sums go into the wide ones. */
function longRow(b: Body, partOf: PartOf): void {
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
    const [turns, by] = b.paired ? [WIDEN / 2, 2 * count] : [WIDEN, count];
    nest.along(axis, turns, by, twice(b) ?? (() => inner(b, count)), { roll: true });
    widen(b);
  };
  const part = partOf(axis);
  nest.along(axis, chunks, WIDEN * count, chunk, { roll: true, tail: ends, part });
}

/** Kernels that have nothing to do because an axis is empty, and none of it is folded, need no code. */
export const isEmpty = (k: Kernel): boolean =>
  k.kind !== "reference" && k.extents.some((d, i) => d === 0 && k.reduced[i] !== true);
