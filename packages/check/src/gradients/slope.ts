/** Derivatives by differences along a line, with an estimate of their error. */

/** What a function of one number gives: the elements of its result, or nothing outside of its domain. */
export type Curve = (t: number) => Float64Array | null;

/** A derivative, and an estimate of how far it may be off, on the safe side. */
export interface Limit {
  readonly value: number;
  readonly error: number;
}

/** The derivative at 0 of one element. */
export interface Slope extends Limit {
  /** The same from shorter steps: less exact, and nearer. */
  readonly finer: Limit;
  /** By how much the slope to the right exceeds that to the left: 0 unless that is certain. */
  readonly jump: number;
  /** ±1 if the differences grow without bound as the step shrinks, else 0. */
  readonly vertical: number;
  /** Nothing changes at any step. */
  readonly flat: boolean;
}

/** A step to either side, and what the function is there. */
interface Pair {
  readonly h: number;
  readonly plus: Float64Array | null;
  readonly minus: Float64Array | null;
}

/** Steps `4ᵏ·unit`, sampled when they are asked for. */
export class Ladder {
  readonly #curve: Curve;
  readonly #unit: number;
  readonly #pairs = new Map<number, Pair>();

  constructor(curve: Curve, unit: number) {
    this.#curve = curve;
    this.#unit = unit;
  }

  pair(k: number): Pair {
    const known = this.#pairs.get(k);
    if (known !== undefined) return known;
    const h = this.#unit * 4 ** k;
    const made = { h, plus: this.#curve(h), minus: this.#curve(-h) };
    this.#pairs.set(k, made);
    return made;
  }
}

/** A slope at one step: `power` is that of the step by which its error falls. */
interface Point {
  readonly h: number;
  readonly slope: number;
}

/** How many errors are told from rounding: an error estimate times this is a bound in practice. */
export const SURE = 10;

/** Slopes from how many steps are put together at most. */
const ORDER = 5;

/**
 * The slope of element `i` of a curve whose value at 0 is `middle`, from the steps `from` to `to` of a ladder; stops
 * climbing where the error is small enough. `noise` is the rounding error of the value.
 *
 * Differences extrapolated to step 0 in Neville's tableau, after C. Ridders, "Accurate computation of F′(x) and
 * F′(x)F″(x)", Advances in Engineering Software 4 (1982), 75–76. Unlike there, the steps grow: a longer one is
 * believed only if it agrees with the shorter ones, so that nothing farther away is taken for what is near.
 */
export function slopeOf(
  ladder: Ladder,
  i: number,
  middle: number,
  noise: number,
  [from, to]: readonly [number, number],
  enough: (slope: number, error: number) => boolean,
): Slope {
  const [left, right, both, jumps]: [Point[], Point[], Point[], Point[]] = [[], [], [], []];
  const climb = new Climb();
  for (let k = from; k <= to && !climb.over; k++) {
    const { h, plus, minus } = ladder.pair(k);
    const [above, below] = [plus?.[i] ?? NaN, minus?.[i] ?? NaN];
    const known = k - from;
    const inside = [
      right.length === known && Number.isFinite(above),
      left.length === known && Number.isFinite(below),
    ];
    if (inside[0] === true) right.push({ h, slope: (above - middle) / h });
    if (inside[1] === true) left.push({ h, slope: (middle - below) / h });
    if (!inside.includes(true)) break;
    if (inside.includes(false)) continue;
    both.push({ h, slope: (above - below) / (2 * h) });
    jumps.push({ h, slope: (above - middle) / h - (middle - below) / h });
    const best = climb.offer(limitOf(both, 2, noise));
    if (best !== undefined && enough(best.value, best.error)) break;
  }
  const vertical = [both, right, left]
    .map((side) => verticalOf(side, noise))
    .find((sign) => sign !== 0);
  const flat = both.length > to - from && [...left, ...right].every(({ slope }) => slope === 0);
  const side = right.length >= left.length ? right : left;
  const { value, error } = climb.best ?? climbed(side, noise);
  const finer = climb.finer ?? { value, error };
  const jump = both.length < 3 ? 0 : jumpOf(jumps, value, noise);
  return { value, error, finer, jump, vertical: vertical ?? 0, flat };
}

/** Limits from longer and longer steps, and the best of them. */
class Climb {
  best: Limit | undefined;
  readonly #trail: Limit[] = [];
  #misses = 0;

  /** Whether longer steps made nothing better three times. */
  get over(): boolean {
    return this.#misses > 2;
  }

  /** What was best two steps before the best. */
  get finer(): Limit | undefined {
    return this.#trail.at(-3) ?? this.#trail[0];
  }

  /**
   * The best after this one. A limit is less exact than it looks where it is much more exact than those before; and it
   * must agree with them, as far as they say anything.
   */
  offer(next: Limit | undefined): Limit | undefined {
    if (next === undefined || !Number.isFinite(next.value)) return this.best;
    const { value, error } = this.best ?? { value: next.value, error: Infinity };
    const vague = SURE * error >= Math.abs(value);
    const likely = Math.max(next.error, error === Infinity ? 0 : error / 8 ** (this.#misses + 1));
    const agrees = error === Infinity || Math.abs(next.value - value) <= 3 * error + next.error;
    if ((agrees || vague) && likely < error) {
      this.best = { ...next, error: likely };
      this.#trail.push(this.best);
      this.#misses = 0;
    } else if (!vague || agrees) this.#misses++;
    return this.best;
  }
}

/** The best of the limits that include the last of `points`; `undefined` for fewer than three. */
function limitOf(points: readonly Point[], power: number, noise: number): Limit | undefined {
  const last = points.length - 1;
  let best: Limit | undefined;
  for (let first = last - 2; first >= Math.max(0, last - ORDER + 1); first--) {
    const part = points.slice(first, last + 1);
    const value = neville(part, power);
    const without = [neville(part.slice(0, -1), power), neville(part.slice(1), power)];
    const rounding = (2 * noise) / (part[0]?.h ?? 0);
    const error = Math.max(...without.map((other) => Math.abs(value - other))) + rounding;
    if (best === undefined || error < best.error) best = { value, error };
  }
  return best;
}

/** The value at 0 of the polynomial in `h^power` through the points. */
function neville(points: readonly Point[], power: number): number {
  const unit = points[0]?.h ?? 1;
  const xs = points.map(({ h }) => (h / unit) ** power);
  const values = points.map(({ slope }) => slope);
  for (let j = 1; j < values.length; j++)
    for (let i = 0; i < values.length - j; i++) {
      const [near, far] = [xs[i] ?? NaN, xs[i + j] ?? NaN];
      values[i] = (far * (values[i] ?? NaN) - near * (values[i + 1] ?? NaN)) / (far - near);
    }
  return values[0] ?? NaN;
}

/** The limit of the differences between the slopes to the right and to the left, where it is surely none. */
function jumpOf(jumps: readonly Point[], value: number, noise: number): number {
  const { value: jump, error } = climbed(jumps, 2 * noise);
  const small = 1e-4 * (Math.abs(value) + Math.abs(jump));
  return Math.abs(jump) > SURE * error + small ? jump : 0;
}

/** The best limit of slopes to one side. */
function climbed(points: readonly Point[], noise: number): Limit {
  const climb = new Climb();
  for (let n = 3; n <= points.length && !climb.over; n++)
    climb.offer(limitOf(points.slice(0, n), 1, noise));
  return climb.best ?? { value: NaN, error: Infinity };
}

/** The sign of the slopes of the three shortest steps if they grow as these shrink, and not by rounding. */
function verticalOf(points: readonly Point[], noise: number): number {
  const [finest] = points;
  const [a = 0, b = 0, c = 0] = points.map(({ slope }) => Math.abs(slope));
  const sure = finest !== undefined && a * finest.h > SURE * noise;
  return sure && c > 0 && a > 1.3 * b && b > 1.3 * c ? Math.sign(finest.slope) : 0;
}
