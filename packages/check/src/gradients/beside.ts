/** What differs from what, at a point and beside it. */
import type { Direction, Point } from "./point.ts";
import { Ladder, SURE, type Slope, slopeOf } from "./slope.ts";
import type { Study } from "./study.ts";

/**
 * `right`: both modes agree with differences that are exact enough to tell. `kink`: the slopes to the left and to the
 * right differ, or no slope is finite, and beside this point both modes are right. `precision`: nothing disagrees, but
 * differences are too inexact to tell. `wrong`: all else.
 */
export type Verdict = "right" | "wrong" | "kink" | "precision";

/** Which of the modes differs from differences. */
export type Culprit = "reverse" | "forward" | "both";

/** Which derivative is not the slope, as far as that is known, if each may be off by its own error. */
export function culpritOf(
  reverse: number,
  forward: number,
  d: Slope,
  slack: number,
  [r, f]: readonly [reverse: number, forward: number] = [0, 0],
): Culprit | undefined {
  const [left, right] = [agree(reverse, d, slack, r), agree(forward, d, slack, f)];
  if (left) return right ? undefined : "forward";
  return right ? "reverse" : "both";
}

const agree = (a: number, { value, error }: Slope, slack: number, own: number): boolean =>
  !Number.isNaN(a) &&
  (error === Infinity ||
    a === value ||
    Math.abs(a - value) <= SURE * (error + own) + slack * Math.max(Math.abs(a), Math.abs(value)));

/** A point a little to the side, and the ladder from there. */
export interface Side {
  readonly point: Point;
  readonly ladder: Ladder;
  readonly moves: Float64Array;
}

/** What there is to say of result `i` a little to either side: wrong if that is so on one, right if it is on one. */
export function besides(
  study: Study,
  direction: Direction,
  unit: number,
  i: number,
  noise: number,
  sides: Map<number, Side | null>,
): readonly [Verdict, (Culprit | undefined)?] {
  const { steps, slack, blind } = study.accuracy;
  const [from] = steps;
  const verdicts = [1, -1].map((sign): readonly [Verdict, (Culprit | undefined)?] => {
    const t = sign * unit * 4 ** (from + 5);
    const known = sides.get(sign);
    const side = known === undefined ? sideAt(study, direction, t, unit) : known;
    sides.set(sign, side);
    if (side === null) return ["precision"];
    const d = slopeOf(
      side.ladder,
      i,
      side.point.values[i] ?? NaN,
      noise,
      [from, from + 3],
      () => false,
    );
    const [reverse, forward] = [side.point.slope(i, direction), side.moves[i] ?? NaN];
    const culprit =
      culpritOf(reverse, forward, d, slack) &&
      culpritOf(reverse, forward, d, slack, study.uncertainty(i, direction));
    if (culprit !== undefined) return ["wrong", culprit];
    const size = Math.max(Math.abs(d.value), Math.abs(reverse));
    return [SURE * d.error <= blind * size ? "right" : "precision"];
  });
  const one = (wanted: Verdict) => verdicts.find(([verdict]) => verdict === wanted);
  return one("wrong") ?? one("right") ?? ["precision"];
}

function sideAt(study: Study, direction: Direction, t: number, unit: number): Side | null {
  const point = study.beside(direction, t);
  if (point === null || !point.values.every(Number.isFinite)) return null;
  return {
    point,
    ladder: new Ladder(study.curve(direction, t), unit),
    moves: point.tangent(direction),
  };
}
