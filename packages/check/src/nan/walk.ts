/** From a number that is not finite back to the operation that made the first of its kind. */
import type { Tensor } from "@chainrule/core";
import { isFloat, numbersOf } from "@chainrule/core/engine";
import { type Event, eventOf } from "./event.ts";
import { type Place, sourcesOf, valueAt } from "./sources.ts";

/** An operation that made a number which is not finite. */
export interface Origin extends Place {
  readonly sources: readonly Place[];
  /** `undefined` for what was given, and inside an algorithm. */
  readonly event?: Event | undefined;
}

export interface Walk {
  /** Where it began: all that this was made of is finite, or it was given. */
  readonly first: Origin;
  /** Where infinities became NaN, if they did. */
  readonly turned?: Origin | undefined;
  /** The places on the way, the first one first. */
  readonly path: readonly Place[];
}

/** A place, and how it was reached. */
interface Step extends Place {
  readonly from?: Step | undefined;
  readonly turned?: Origin | undefined;
}

/** Operands looked at before the search makes do with what it found. */
const ENOUGH = 1e6;

/** From places that are not finite back to what was made first of all that they come from; NaN is followed before infinities. */
export function walk(ends: readonly Place[]): Walk | undefined {
  const seen = new Map<Tensor, Set<number>>();
  const todo: Step[] = ends.toReversed();
  let best: Walk | undefined;
  let looked = 0;
  for (let step = todo.pop(); step !== undefined; step = todo.pop()) {
    const known = seen.get(step.x) ?? new Set();
    if (known.has(step.at) || (looked > ENOUGH && best !== undefined)) continue;
    seen.set(step.x, known.add(step.at));
    const { x, at, from } = step;
    const sources = sourcesOf(step);
    looked += sources.length;
    const odd = sources.filter(
      (source) =>
        isFloat(source.x.dtype) &&
        !Number.isFinite(valueAt(source)) &&
        matters(step, sources, source),
    );
    const nan = odd.filter((source) => Number.isNaN(valueAt(source)));
    const origin = (): Origin => ({ x, at, sources, event: eventOf(step, sources) });
    if (odd.length === 0) {
      const given = x.op.kernel.kind === "leaf" && !Number.isNaN(valueAt(step));
      const first = (given ? step.turned : undefined) ?? origin();
      if (best !== undefined && !isBefore(first, best.first)) continue;
      const turned = first === step.turned ? undefined : step.turned;
      const path: Place[] = [step];
      for (let next = from; next !== undefined; next = next.from) path.push(next);
      best = { first, turned, path };
    } else {
      const turned = nan.length > 0 || !Number.isNaN(valueAt(step)) ? step.turned : origin();
      for (const next of (nan.length > 0 ? nan : odd).toReversed())
        todo.push({ ...next, from: step, turned });
    }
  }
  return best;
}

/** Whether a place was computed before another one. */
const isBefore = (a: Place, b: Place): boolean => (a.x === b.x ? a.at < b.at : a.x.id < b.x.id);

/** Whether an operand alone, among finite ones, spoils the result: not the side of a choice that was not taken. */
function matters({ x: y }: Place, sources: readonly Place[], one: Place): boolean {
  const { kernel } = y.op;
  if (kernel.kind !== "map") return true;
  const m = numbersOf((y.inputs.at(-1) ?? y).dtype);
  const operands = sources.map((source) => {
    const value = valueAt(source);
    return source === one || Number.isFinite(value) ? value : 0.5;
  });
  return !Number.isFinite(kernel.scalar(m, ...operands));
}

/** Kernels that compute nothing. */
const MOVES: ReadonlySet<string> = new Set(["view", "reshape", "first", "gather", "join"]);

/** Whether a place says nothing new: it has no name, and what it holds was computed elsewhere. */
export const isCopy = ({ x }: Place): boolean =>
  x.name === undefined && MOVES.has(x.op.kernel.kind);

/** The number of which an operand is a copy: where it was computed or given. */
export function computedAt(place: Place): Place {
  for (let at = place; ;) {
    const [source] = isCopy(at) ? sourcesOf(at) : [];
    if (source === undefined) return at;
    at = source;
  }
}

/** Elements that are NaN, or if there are none infinite, as many as are worth a walk. */
export function oddIn(x: Tensor): Place[] {
  const places = Array.from({ length: x.size }, (_, at): Place => ({ x, at }));
  const nan = places.filter((place) => Number.isNaN(valueAt(place)));
  const odd = nan.length > 0 ? nan : places.filter((place) => !Number.isFinite(valueAt(place)));
  return odd.slice(0, 1000);
}
