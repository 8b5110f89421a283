import { type Tensor, add, data, evaluate, mul, sub, tensor } from "@chainrule/core";
import { apply, scale } from "@chainrule/core/engine";
import { type Adjoints, type Edge, type Pass, inOrder, pull } from "./pass.ts";

/** What a broken engine computes, and where it first goes wrong. */
export interface Run {
  readonly adjoints: Adjoints;
  readonly place?: Place;
}

export interface Place {
  /** The tensor that is treated wrongly, and the step through which that happens. */
  readonly at: Tensor;
  readonly by: Tensor;
  /** How many contributions had arrived. */
  readonly had: number;
}

/** The first of two places, unless only the second is known by a name. */
const firstOf = (place: Place | undefined, next: Place): Place =>
  place === undefined || ((place.at.name ?? "") === "" && (next.at.name ?? "") !== "")
    ? next
    : place;

const run = (adjoints: Adjoints, place: Place | undefined): Run => ({
  adjoints,
  ...(place && { place }),
});

export const plus = (before: Tensor | undefined, part: Tensor): Tensor =>
  before === undefined ? part : evaluate(add(before, part));

const differ = (a: Tensor, b: Tensor): boolean => {
  const others = data(b);
  return data(a).some((v, i) => v !== others[i]);
};

const isZero = (x: Tensor): boolean => data(x).every((v) => v === 0);

/** Each contribution takes the place of the one before. */
export function overwriting(pass: Pass): Run {
  let place: Place | undefined;
  const adjoints = inOrder(pass, (before, part, { x, user }) => {
    if (before !== undefined && !isZero(before))
      place = firstOf(place, { at: x, by: user, had: 1 });
    return part;
  });
  return run(adjoints, place);
}

/** Depth first from `y`: a step passes on what it has when it is first reached. */
export function depthFirst({ y, seed, steps }: Pass): Run {
  const adjoints: Adjoints = new Map([[y, seed]]);
  const arrived = new Map<Tensor, number>();
  let place: Place | undefined;
  const path = [{ edges: steps.get(y) ?? [], g: seed, next: 0 }];
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    const edge = top.edges[top.next++];
    if (edge === undefined) {
      path.pop();
      continue;
    }
    const { x, user } = edge;
    const part = pull(edge, top.g);
    const g = plus(adjoints.get(x), part);
    const had = arrived.get(x) ?? 0;
    adjoints.set(x, g);
    arrived.set(x, had + 1);
    if (had === 0) path.push({ edges: steps.get(x) ?? [], g, next: 0 });
    else if (steps.has(x) && !isZero(part)) place = firstOf(place, { at: x, by: user, had });
  }
  return run(adjoints, place);
}

/** What was stretched passes on the first of the parts that belong together, not their sum. */
export function unsummed(pass: Pass): Run {
  let place: Place | undefined;
  const adjoints = inOrder(pass, plus, (edge, g) => {
    const whole = pull(edge, g);
    const mask = firstCopy(edge);
    if (mask === undefined) return whole;
    const part = pull(edge, evaluate(scale(g, mask)));
    if (differ(part, whole)) place = firstOf(place, { at: edge.x, by: edge.user, had: 1 });
    return part;
  });
  return run(adjoints, place);
}

/** 1 at the first place along the axes that a view repeats its input along, else 0; nothing if there are none. */
function firstCopy({ user, x }: Edge): Tensor | undefined {
  const { kernel } = user.op;
  if (kernel.kind !== "view") return undefined;
  const used = kernel.axes(x.shape).map(({ axis }) => axis);
  const repeated = user.shape.map((size, axis) => size > 1 && !used.includes(axis));
  if (!repeated.includes(true)) return undefined;
  const mask = Array.from({ length: user.size }, (_, i) => {
    let rest = i;
    const index = user.shape.map(() => 0);
    for (let axis = user.shape.length - 1; axis >= 0; axis--) {
      const size = user.shape[axis] ?? 1;
      index[axis] = rest % size;
      rest = Math.floor(rest / size);
    }
    return index.every((n, axis) => repeated[axis] !== true || n === 0) ? 1 : 0;
  });
  return tensor(mask, { shape: user.shape, dtype: user.dtype });
}

/** A second pass that starts from the gradients of the first. */
export function unzeroed(pass: Pass): Run {
  const adjoints = inOrder(pass, plus);
  for (const x of pass.wanted) {
    const g = adjoints.get(x);
    if (g !== undefined) adjoints.set(x, plus(g, g));
  }
  const [at = pass.y] = pass.wanted;
  return { adjoints, place: { at, by: at, had: 1 } };
}

/** The length of the step of descent that is made too early. */
const STEP = 0.1;

/** What is differentiated by moves downhill as soon as a part of its gradient is there; later rules read the new value. */
export function updating(pass: Pass): Run {
  let place: Place | undefined;
  const moved = new Map<Tensor, Tensor>();
  const isWanted = ({ x }: Edge): number => Number(pass.wanted.includes(x));
  const steps = new Map(
    [...pass.steps].map(([user, edges]) => [
      user,
      edges.toSorted((a, b) => isWanted(b) - isWanted(a)),
    ]),
  );
  const adjoints = inOrder({ ...pass, steps }, plus, (edge, g) => {
    const { user, x } = edge;
    const stale = user.inputs.find((other) => moved.has(other));
    const old = pull(edge, g);
    const part = stale === undefined ? old : pull({ ...edge, user: again(user, moved) }, g);
    if (stale !== undefined && differ(part, old))
      place = firstOf(place, { at: stale, by: user, had: 1 });
    if (isWanted(edge) === 1) {
      const next = evaluate(sub(moved.get(x) ?? x, mul(part, STEP)));
      moved.set(x, next);
    }
    return part;
  });
  return run(adjoints, place);
}

/** The same step with other operands, which keeps the value that it had. */
function again(user: Tensor, moved: ReadonlyMap<Tensor, Tensor>): Tensor {
  const made = apply(user.op, ...user.inputs.map((x) => moved.get(x) ?? x));
  made.value = user.value;
  return made;
}
