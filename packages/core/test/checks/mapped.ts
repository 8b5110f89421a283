import {
  type Tensor,
  ValueError,
  add,
  grad,
  gradients,
  hvp,
  jvp,
  moveAxis,
  mul,
  stack,
  sum,
  vmap,
} from "../../src/index.ts";
import type { Row } from "../table/row.ts";
import { type Tolerance, expectEqual, expectNear, expectSame, expectShape } from "./metric.ts";
import { tolerance } from "./metric.ts";
import { directionFor, flat, inputsOf, score } from "./sample.ts";

type Inputs = readonly Tensor[];

/** Some inputs with an axis of examples, the others the same for all of them. */
interface Batch {
  readonly axes: readonly (number | null)[];
  /** What is given to the mapped function. */
  readonly all: Inputs;
  /** What the function is given for each example. */
  readonly each: readonly Inputs[];
}

const axisFor = (x: Tensor, input: number): number => (input + 1) % (x.rank + 1);

/** `n` examples of the inputs: each subset of them is mapped, each input along another axis. */
function batches(row: Row, n = 3, dtype: "float64" | "float32" = "float64", some = ""): Batch[] {
  const examples = Array.from({ length: n }, (_, i) =>
    inputsOf({ ...row, title: `${row.title}, example ${i}${some}` }, dtype),
  );
  const subsets = Array.from({ length: 2 ** row.shapes.length - 1 }, (_, k) => k + 1);
  return subsets.map((subset) => {
    const isMapped = (i: number): boolean => ((subset >> i) & 1) === 1;
    const [first = []] = examples;
    const axes = first.map((x, i) => (isMapped(i) ? axisFor(x, i) : null));
    return {
      axes,
      all: first.map((x, i) =>
        stackOf(
          examples.map((xs) => xs[i] ?? x),
          axes[i] ?? null,
        ),
      ),
      each: examples.map((xs) => first.map((x, i) => (isMapped(i) ? (xs[i] ?? x) : x))),
    };
  });
}

/** Along an axis; the first one where they are all the same. */
const stackOf = (xs: readonly Tensor[], axis: number | null): Tensor =>
  axis === null ? (xs[0] as Tensor) : stack(xs, axis);

/** A function of several tensors over the examples of a batch. */
const mapped = <Y>(f: (...xs: Tensor[]) => Y, { axes }: Batch) =>
  vmap(f, axes) as unknown as (...xs: Inputs) => Y;

/** The same by a loop. */
const looped = (f: (...xs: Tensor[]) => Tensor, { each }: Batch): Tensor =>
  stack(each.map((xs) => f(...xs)));

/** Each tensor of a list over the examples, by a loop. */
const loopedEach = (f: (xs: Inputs) => Inputs, { each }: Batch): Tensor[] => {
  const found = each.map((xs) => f(xs));
  return (found[0] ?? []).map((_, k) => stack(found.map((list) => list[k] as Tensor)));
};

const CLOSE = 1e-12;

/** As close as rounding in another order allows, measured on the largest. */
const bound = (xs: readonly number[], relative = CLOSE): Tolerance =>
  tolerance(relative, relative * Math.max(1, ...xs.filter(Number.isFinite).map(Math.abs)));

function expectClose(what: string, found: Inputs, wanted: Inputs, relative = CLOSE): void {
  wanted.forEach((x, i) => expectShape(`${what} ${i}`, found[i]?.shape ?? [], x.shape));
  const all = flat(wanted);
  expectNear(what, flat(found), all, bound(all, relative));
}

/** Mapped over examples, the op has the bits of a loop over them. */
export function mapsAsALoop(row: Row): void {
  for (const dtype of row.single ? (["float64", "float32"] as const) : (["float64"] as const))
    for (const n of [3, 1])
      for (const batch of batches(row, n, dtype)) {
        const [y, wanted] = [mapped(row.f, batch)(...batch.all), looped(row.f, batch)];
        expectShape("value", y.shape, wanted.shape);
        expectEqual("value", y.dtype, wanted.dtype);
        expectSame(`value along ${String(batch.axes)}`, flat([y]), flat([wanted]));
      }
  const [none] = batches(row, 1).slice(-1) as [Batch];
  const empty = none.all.map((x, i) =>
    x.slice(x.shape.map((_, k) => [0, k === none.axes[i] ? 0 : null])),
  );
  const y = mapped(row.f, none)(...empty);
  expectShape("value for no examples", y.shape, [0, ...row.f(...(none.each[0] ?? [])).shape]);
  expectEqual("elements for no examples", flat([y]).length, 0);
}

/** What a sum over examples gives for its inputs: parts where they differ, their sum where they are the same. */
const backAt = (g: Tensor, axis: number | null): Tensor =>
  axis === null ? sum(g, 0) : moveAxis(g, 0, axis);

const weights = (row: Row) => (y: Tensor) => directionFor(y, `${row.title}: weights`);

/** The gradient for each example, and that of a sum over all of them, are those of loops. */
export function gradientsMapAsALoop(row: Row): void {
  const f = score(row, weights(row));
  const slopes = (...xs: Tensor[]): Tensor[] => [...grad(f)(xs)];
  for (const batch of batches(row)) {
    const wanted = loopedEach((xs) => slopes(...xs), batch);
    expectClose("gradients", mapped(slopes, batch)(...batch.all), wanted);
    const total = (xs: Inputs): Tensor => sum(mapped((...x: Tensor[]) => f(x), batch)(...xs));
    const back = wanted.map((g, i) => backAt(g, batch.axes[i] ?? null));
    expectClose("gradient on values", [...grad(total)(batch.all)], back);
    expectClose("gradient on the graph", gradients(total(batch.all), batch.all), back);
  }
}

/** A batch of the inputs together with one of something else for each. */
const beside = (a: Batch, b: Batch): Batch => ({
  axes: [...a.axes, ...b.axes],
  all: [...a.all, ...b.all],
  each: a.each.map((xs, i) => [...xs, ...(b.each[i] ?? [])]),
});

/** Each batch of the inputs, with a batch of directions. */
const directed = (row: Row): (readonly [Batch, Batch])[] => {
  const moves = batches(row, 2, "float64", ", tangent");
  return batches(row, 2).map((batch, k) => [batch, moves[k] as Batch]);
};

/** The first half of a list, and the second. */
const halves = (xs: Inputs): [Tensor[], Tensor[]] => [
  xs.slice(0, xs.length / 2),
  xs.slice(xs.length / 2),
];

/** Tangents of the mapped op, and the op's tangents mapped, are those of a loop. */
export function tangentsMapAsALoop(row: Row): void {
  const pushed = (...xs: Tensor[]): Tensor => jvp(row.f, ...halves(xs))[1];
  for (const [batch, moves] of directed(row)) {
    const both = beside(batch, moves);
    const wanted = [looped(pushed, both)];
    expectClose("mapped tangents", [mapped(pushed, both)(...both.all)], wanted);
    const [, dy] = jvp(mapped(row.f, batch), [...batch.all], [...moves.all]);
    expectClose("tangent of the mapped op", [dy], wanted);
  }
}

/** Second derivatives, by forward and by reverse mode, of each example and of a sum over all of them. */
export function secondDerivativesMapAsALoop(row: Row): void {
  const f = score(row, weights(row));
  const product = (...xs: Tensor[]): Tensor[] => [...hvp(f)(...halves(xs))];
  const close = row.rounds ? 1e-6 : 1e-11;
  for (const [batch, moves] of directed(row)) {
    const both = beside(batch, moves);
    const wanted = loopedEach((xs) => product(...xs), both);
    expectClose("mapped H·v", mapped(product, both)(...both.all), wanted, close);
    const total = (xs: Inputs): Tensor => sum(mapped((...x: Tensor[]) => f(x), batch)(...xs));
    const along = (...xs: Tensor[]): Tensor => {
      const [at, vs] = halves(xs);
      return grad(f)([...at])
        .map((g, i) => sum(mul(g, vs[i] as Tensor)))
        .reduce((a, b) => add(a, b));
    };
    const sums = wanted.map((g, i) => backAt(g, batch.axes[i] ?? null));
    expectClose("H·v of the sum", [...hvp(total)(batch.all, moves.all)], sums, close);
    const forward = (xs: Inputs): Tensor => jvp(total, [xs], [moves.all])[1];
    expectClose("reverse over forward", [...grad(forward)(batch.all)], sums, close);
    const twice = (xs: Inputs): Tensor => sum(mapped(along, both)(...xs, ...moves.all));
    expectClose("reverse over reverse", [...grad(twice)(batch.all)], sums, close);
  }
}

/** Mapped twice, the op has the bits of a loop in a loop, whichever of its inputs either one maps. */
export function nestedMapsAreNestedLoops(row: Row): void {
  const outer = [0, 1].map((i) => batches(row, 3, "float64", `, outer ${i}`));
  (outer[0] ?? []).forEach((first, k) => {
    const second = outer[1]?.[k] as Batch;
    const inside = mapped(row.f, first);
    const both = first.all.map((x, i) => stack([x, second.all[i] as Tensor], -1));
    const found = vmap(inside, -1)(...both);
    expectSame("all twice", flat([found]), flat([looped(row.f, first), looped(row.f, second)]));
    const open = first.axes.findIndex((axis) => axis === null);
    if (open < 0) return;
    const only = first.all.map((_, i) => (i === open ? 0 : null));
    const crossed = first.all.map((x, i) => (i === open ? (both[i] as Tensor).moveAxis(-1, 0) : x));
    const swapped = {
      ...first,
      each: first.each.map((xs) => xs.with(open, second.all[open] as Tensor)),
    };
    const across = vmap(inside, only)(...crossed);
    expectSame("one by one", flat([across]), flat([looped(row.f, first), looped(row.f, swapped)]));
  });
}

/** An op whose result has a shape that values decide cannot be mapped over them, and says so. */
export function needsValues(row: Row): void {
  const [batch] = batches(row) as [Batch];
  try {
    mapped(row.f, batch)(...batch.all);
  } catch (error) {
    if (error instanceof ValueError && error.message.includes("it has no value while")) return;
    throw error;
  }
  throw new Error("it was mapped: the row may say that it traces");
}
