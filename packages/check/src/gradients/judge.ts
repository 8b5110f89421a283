/** Reverse mode, forward mode and differences of one element, and which of them to believe. */
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

/** One derivative, found in three ways. */
export interface Judgement {
  readonly reverse: number;
  readonly forward: number;
  readonly difference: number;
  /** A bound, in practice, of how far `difference` is off. */
  readonly error: number;
  readonly verdict: Verdict;
  readonly culprit?: Culprit;
  /** The slopes to the left and to the right, where they differ. */
  readonly sides?: readonly [left: number, right: number];
}

/** Stands for the size of values that are 0. */
const TINY = 1e-300;

/** How far to go. */
export interface Lengths {
  /** Over which things change. */
  readonly scale: number;
  /** Over which they may still be smooth. */
  readonly reach: number;
  /** Whether steps make no rounding errors. */
  readonly exact: boolean;
  /** Whether they start at 0, so that they may be as short as one likes. */
  readonly origin: boolean;
}

/** The derivatives of all results along a direction. */
export function judge(
  study: Study,
  direction: Direction,
  { scale, reach, exact, origin }: Lengths,
): Judgement[] {
  const { point, accuracy } = study;
  const unit = 2 ** Math.floor(Math.log2(Math.max(scale, 2 ** -1020)));
  const ladder = new Ladder(study.curve(direction), unit);
  const farthest = Math.max(2, Math.ceil(Math.log2(Math.max(1, reach) / unit) / 2) + 3);
  const sides = new Map<number, Side | null>();
  const moves = point.tangent(direction);
  const noises = study.noise(exact ? undefined : direction.input);
  return Array.from(moves, (forward, i): Judgement => {
    const reverse = point.slope(i, direction);
    const value = point.values[i] ?? NaN;
    const noise = noises[i] ?? 0;
    const size = Math.max(Math.abs(reverse), Math.abs(forward)) || (Math.abs(value) || TINY) / unit;
    const small = (share: number) => (slope: number, error: number) =>
      SURE * error <= share * Math.max(Math.abs(slope), Number.isFinite(size) ? size : 0);
    const find = (range: readonly [number, number]) =>
      slopeOf(ladder, i, value, noise, range, small(accuracy.goal));
    const near = (d: Slope, [r, f]: Errors = EXACT) =>
      agree(reverse, d, accuracy.slack, r) && agree(forward, d, accuracy.slack, f);
    let d = find(accuracy.steps);
    if (d.jump !== 0 || d.vertical !== 0 || !near(d) || !small(accuracy.goal)(d.value, d.error))
      d = find([accuracy.shortest - (origin ? 8 : 0), farthest]);
    const beside = (): Verdict => besides(study, direction, unit, i, noise, sides);
    const verdict = ((): Verdict => {
      if (d.jump !== 0 || d.vertical !== 0)
        return isNaN(reverse + forward) || beside() === "wrong" ? "wrong" : "kink";
      if (!near(d) && !near(d, study.uncertainty(i, direction)))
        return Number.isFinite(reverse + forward) && beside() === "right" ? "kink" : "wrong";
      if (d.flat && reverse === 0 && forward === 0) return "right";
      return near(d) && small(accuracy.blind)(d.value, d.error) ? "right" : "precision";
    })();
    return {
      reverse,
      forward,
      difference: d.vertical === 0 ? d.value : d.vertical * Infinity,
      error: SURE * d.error,
      verdict,
      ...(verdict === "wrong" && { culprit: culprit(reverse, forward, d, accuracy.slack) }),
      ...(d.jump !== 0 && { sides: [d.value - d.jump / 2, d.value + d.jump / 2] as const }),
    };
  });
}

/** The rounding errors of what reverse and forward mode give. */
type Errors = readonly [reverse: number, forward: number];
const EXACT: Errors = [0, 0];

/** Whether a derivative is the slope, as far as that is known. */
const agree = (a: number, { value, error }: Slope, slack: number, own = 0): boolean =>
  !Number.isNaN(a) &&
  (error === Infinity ||
    a === value ||
    Math.abs(a - value) <= SURE * (error + own) + slack * Math.max(Math.abs(a), Math.abs(value)));

/** Both, too, where neither differs: they are then off beside a kink. */
function culprit(reverse: number, forward: number, d: Slope, slack: number): Culprit {
  const [r, f] = [agree(reverse, d, slack), agree(forward, d, slack)];
  return r === f ? "both" : f ? "reverse" : "forward";
}

/** A point a little to the side, and the ladder from there. */
interface Side {
  readonly point: Point;
  readonly ladder: Ladder;
  readonly moves: Float64Array;
}

/** What there is to say of result `i` a little to either side: wrong if that is so on one, right if it is on one. */
function besides(
  study: Study,
  direction: Direction,
  unit: number,
  i: number,
  noise: number,
  sides: Map<number, Side | null>,
): Verdict {
  const { steps, slack, blind } = study.accuracy;
  const [from] = steps;
  const verdicts = [1, -1].map((sign): Verdict => {
    const t = sign * unit * 4 ** (from + 5);
    const known = sides.get(sign);
    const side = known === undefined ? sideAt(study, direction, t, unit) : known;
    sides.set(sign, side);
    if (side === null) return "precision";
    const d = slopeOf(
      side.ladder,
      i,
      side.point.values[i] ?? NaN,
      noise,
      [from, from + 3],
      () => false,
    );
    const [reverse, forward] = [side.point.slope(i, direction), side.moves[i] ?? NaN];
    if (!agree(reverse, d, slack) || !agree(forward, d, slack)) return "wrong";
    return SURE * d.error <= blind * Math.max(Math.abs(d.value), Math.abs(reverse))
      ? "right"
      : "precision";
  });
  return (
    verdicts.find((verdict) => verdict === "wrong") ??
    verdicts.find((verdict) => verdict === "right") ??
    "precision"
  );
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
