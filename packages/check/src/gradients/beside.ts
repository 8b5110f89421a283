/** What differs from what, at a point and beside it. */
import type { Direction, Point } from "./point.ts";
import { Ladder, type Limit, SURE, type Slope, slopeOf } from "./slope.ts";
import type { Study } from "./study.ts";

/**
 * `right`: both modes agree with differences that are exact enough to tell. `kink`: the slopes to the left and to the
 * right differ, or no slope is finite, and beside this point both modes are right. `precision`: nothing disagrees, but
 * differences are too inexact to tell. `wrong`: all else.
 */
export type Verdict = "right" | "wrong" | "kink" | "precision";

/** Which of the modes differs from differences. */
export type Culprit = "reverse" | "forward" | "both";

/** Stands for the size of values that are 0. */
export const TINY = 1e-300;

/** Which derivative is not the slope, as far as that is known, if each may be off by its own error. */
export function culpritOf(
  reverse: number,
  forward: number,
  d: Limit,
  slack: number,
  [r, f]: readonly [reverse: number, forward: number] = [0, 0],
): Culprit | undefined {
  const [left, right] = [agree(reverse, d, slack, r), agree(forward, d, slack, f)];
  if (left) return right ? undefined : "forward";
  return right ? "reverse" : "both";
}

const agree = (a: number, { value, error }: Limit, slack: number, own: number): boolean =>
  !Number.isNaN(a) &&
  (error === Infinity ||
    a === value ||
    Math.abs(a - value) <= SURE * (error + own) + slack * Math.max(Math.abs(a), Math.abs(value)));

/** A point a little to the side, and the ladder from there. */
interface Side {
  readonly point: Point;
  readonly ladder: Ladder;
  readonly moves: Float64Array;
  readonly noise: Float64Array;
}

type Sided = readonly [verdict: Verdict, culprit?: Culprit | undefined];

/** The surroundings of a point along a direction, in which things change over a length of `unit`. */
export class Surroundings {
  readonly #study: Study;
  readonly #direction: Direction;
  readonly #unit: number;
  readonly #sides = new Map<number, Side | null>();

  constructor(study: Study, direction: Direction, unit: number) {
    this.#study = study;
    this.#direction = direction;
    this.#unit = unit;
  }

  /**
   * What there is to say of result `i` a little to either side, or else still closer: wrong if that is so on one, right if
   * it is on one; with the same slope as `here`, if given.
   */
  verdict(i: number, here?: Slope): Sided {
    const { steps, shortest } = this.#study.accuracy;
    const far = this.#at(i, steps[0], here);
    if (far[0] !== "wrong" || steps[0] - 6 < shortest) return far;
    const close = this.#at(i, steps[0] - 6, here);
    return close[0] === "right" ? close : far;
  }

  #at(i: number, from: number, here: Slope | undefined): Sided {
    const { slack, blind } = this.#study.accuracy;
    const found = [1, -1].map((sign): Sided => {
      const side = this.#side(sign * this.#unit * 4 ** (from + 5));
      if (side === null) return ["precision"];
      const value = side.point.values[i] ?? NaN;
      const d = slopeOf(side.ladder, i, value, side.noise[i] ?? 0, [from, from + 3], () => false);
      const [reverse, forward] = [side.point.slope(i, this.#direction), side.moves[i] ?? NaN];
      const culprit =
        culpritOf(reverse, forward, d, slack) &&
        culpritOf(reverse, forward, d, slack, this.#study.uncertainty(i, this.#direction));
      if (culprit !== undefined) return ["wrong", culprit];
      const size = Math.max(Math.abs(d.value), Math.abs(reverse));
      const sure = SURE * d.error <= blind * (size || (Math.abs(value) || TINY) / this.#unit);
      // What a rounding changes much more at the point than beside it is not continuous there.
      const broken = (this.#study.noise()[i] ?? 0) > 100 * (side.noise[i] ?? 0);
      const like = here === undefined || broken || isLike(d, here);
      return [sure && like ? "right" : "precision"];
    });
    const one = (wanted: Verdict) => found.find(([verdict]) => verdict === wanted);
    return one("wrong") ?? one("right") ?? ["precision"];
  }

  #side(t: number): Side | null {
    const known = this.#sides.get(t);
    if (known !== undefined) return known;
    const [study, direction] = [this.#study, this.#direction];
    const point = study.beside(direction, t);
    const side =
      point === null || !point.values.every(Number.isFinite)
        ? null
        : {
            point,
            ladder: new Ladder(study.curve(direction, t), this.#unit),
            moves: point.tangent(direction),
            noise: study.noiseAt(study.moved(direction, t), point.values),
          };
    this.#sides.set(t, side);
    return side;
  }
}

/** Whether two slopes are those of one smooth curve. */
const isLike = (a: Limit, b: Limit): boolean =>
  Math.abs(a.value - b.value) <=
  SURE * (a.error + b.error) + 0.05 * Math.max(Math.abs(a.value), Math.abs(b.value));
