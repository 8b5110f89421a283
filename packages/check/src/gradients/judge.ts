/** Reverse mode, forward mode and differences of one element, and which of them to believe. */
import { type Culprit, Surroundings, TINY, type Verdict, culpritOf } from "./beside.ts";
import type { Direction } from "./point.ts";
import { Ladder, type Limit, SURE, slopeOf } from "./slope.ts";
import type { Study } from "./study.ts";

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
  const around = new Surroundings(study, direction, unit);
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
    const differs = (limit: Limit, own?: readonly [number, number]): Culprit | undefined =>
      culpritOf(reverse, forward, limit, accuracy.slack, own);
    const quick = find(accuracy.steps);
    const bent = quick.jump !== 0 || quick.vertical !== 0 || differs(quick) !== undefined;
    const done = !bent && small(accuracy.goal)(quick.value, quick.error);
    const careful = done ? quick : find([accuracy.shortest - (origin ? 8 : 0), farthest]);
    const d = !bent && careful.error > quick.error && careful.jump === 0 ? quick : careful;
    const here = differs(d);
    const off =
      here !== undefined &&
      differs(d.finer) !== undefined &&
      differs(d, study.uncertainty(i, direction)) !== undefined;
    const kinked = d.jump !== 0 || d.vertical !== 0;
    const [verdict, culprit] = ((): readonly [Verdict, (Culprit | undefined)?] => {
      if (d.error === Infinity && !kinked) return ["precision"];
      if (kinked || off) {
        if (Number.isNaN(reverse + forward)) return ["wrong", here ?? "both"];
        const [beside, other] = around.verdict(i, kinked ? undefined : d);
        if (kinked) return beside === "wrong" ? [beside, other] : ["kink"];
        if (beside !== "right" || !Number.isFinite(reverse + forward)) return ["wrong", here];
        // Beside the point, an error as small as this one goes unseen.
        const gap = Math.max(Math.abs(reverse - d.value), Math.abs(forward - d.value));
        return [gap > accuracy.blind * Math.abs(d.value) ? "kink" : "precision"];
      }
      if (d.flat && reverse === 0 && forward === 0) return ["right"];
      return [
        here === undefined && small(accuracy.blind)(d.value, d.error) ? "right" : "precision",
      ];
    })();
    return {
      reverse,
      forward,
      difference: d.vertical === 0 ? d.value : d.vertical * Infinity,
      error: SURE * d.error,
      verdict,
      ...(culprit !== undefined && { culprit }),
      ...(d.jump !== 0 && { sides: [d.value - d.jump / 2, d.value + d.jump / 2] as const }),
    };
  });
}
