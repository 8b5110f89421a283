import { type Tensor, item } from "@chainrule/core";
import type { Factor, Path } from "./steps.ts";
import { grouped } from "../numbers/grouped.ts";
import type { Use } from "./uses.ts";
import type { Visible } from "./visible.ts";

/** Paths written out, and factors of each of them. */
const PATHS = 8;
const FACTORS = 12;

/** A way down from a step: to what it was computed from, with the derivative by that. */
interface Way {
  readonly to: Tensor;
  readonly factor: Factor;
}

/** The ways down from each step, one for each step that it was computed from. */
export function waysOf(
  uses: readonly Use[],
  name: (use: Use) => Factor["name"],
): ReadonlyMap<Tensor, readonly Way[]> {
  const below = grouped(uses, ({ through }) => through);
  return new Map(
    [...below].map(([through, all]) => [
      through,
      [...grouped(all, ({ of }) => of)].map(([to, same]) => way(to, same, name)),
    ]),
  );
}

function way(to: Tensor, same: readonly Use[], name: (use: Use) => Factor["name"]): Way {
  const [first] = same as readonly [Use];
  const operands = first.operand === undefined ? [first] : same;
  const slopes = operands.map(({ slope }) => (slope?.size === 1 ? item(slope) : undefined));
  const known = slopes.filter((slope) => slope !== undefined);
  const factor = { name: name(first) };
  return known.length < slopes.length
    ? { to, factor }
    : { to, factor: { ...factor, value: known.reduce((sum, slope) => sum + slope) } };
}

/** The first paths from `y` down to `x`, and how many there are. */
export function pathsTo(
  x: Tensor,
  y: Tensor,
  { steps }: Visible,
  ways: ReadonlyMap<Tensor, readonly Way[]>,
): { readonly count: number; readonly paths: readonly Path[] } {
  const counts = new Map([[x, 1]]);
  for (const step of steps.toSorted((a, b) => a.id - b.id)) {
    const below = (ways.get(step) ?? []).reduce((n, { to }) => n + (counts.get(to) ?? 0), 0);
    if (below > 0) counts.set(step, below);
  }
  const open = (step: Tensor): readonly Way[] =>
    step === x ? [] : (ways.get(step) ?? []).filter(({ to }) => counts.has(to));
  const paths: Path[] = [];
  const above: Factor[] = [];
  const pending = counts.has(y) ? [open(y)[Symbol.iterator]()] : [];
  if (x === y) paths.push(written([]));
  while (pending.length > 0 && paths.length < PATHS) {
    const next = pending.at(-1)?.next();
    if (next === undefined || next.done === true) {
      pending.pop();
      above.pop();
      continue;
    }
    above.push(next.value.factor);
    if (next.value.to === x) paths.push(written(above));
    pending.push(open(next.value.to)[Symbol.iterator]());
  }
  return { count: counts.get(y) ?? 0, paths };
}

function written(factors: readonly Factor[]): Path {
  const half = FACTORS / 2;
  const shown =
    factors.length > FACTORS
      ? [...factors.slice(0, half), null, ...factors.slice(1 - half)]
      : [...factors];
  const values = factors.map(({ value }) => value).filter((value) => value !== undefined);
  return values.length < factors.length
    ? { factors: shown }
    : { factors: shown, value: values.reduce((product, value) => product * value, 1) };
}
