import { AxisError, ValueError } from "../graph/errors.ts";
import { describe } from "../graph/note.ts";
import type { Tensor } from "../graph/tensor.ts";
import { kindOf } from "./check.ts";

/** Start, stop and step of one axis by Python's rules; `null` where absent. */
export type Range = readonly [start: number | null, stop: number | null, step?: number | null];

/** What a range selects along one axis. */
export interface Part {
  readonly start: number;
  readonly step: number;
  readonly size: number;
  /** Whether the axis was a plain index and goes. */
  readonly dropped: boolean;
}

/** The part of each axis of `x`; axes not mentioned are whole, `…` in text stands for any number of them. */
export function partsOf(x: Tensor, ranges: string | readonly (Range | number)[]): Part[] {
  const given = typeof ranges === "string" ? parse(x, ranges) : ranges;
  if (!Array.isArray(given))
    throw new ValueError(
      "slice",
      kindOf(ranges),
      "ranges are text or an array",
      'write "1:, ::-1" or [[1, null], [null, null, -1]]',
    );
  if (given.length > x.shape.length)
    throw new AxisError(
      "slice",
      describe(x),
      `${given.length} ranges for ${x.shape.length} axes`,
      "drop some",
    );
  return x.shape.map((d, axis) =>
    axis < given.length ? partOf(x, axis, d, (given as readonly unknown[])[axis]) : whole(d),
  );
}

/** All of an axis of size `d`. */
const whole = (d: number): Part => ({ start: 0, step: 1, size: d, dropped: false });

function partOf(x: Tensor, axis: number, d: number, range: unknown): Part {
  if (typeof range === "number") {
    if (!Number.isInteger(range) || range >= d || range < -d)
      throw new AxisError(
        "slice",
        describe(x),
        `index ${range} is outside axis ${axis}`,
        d === 0 ? "the axis is empty" : `use ${-d} to ${d - 1}`,
      );
    return { start: range < 0 ? range + d : range, step: 1, size: 1, dropped: true };
  }
  if (!Array.isArray(range) || range.length < 2 || range.length > 3)
    throw new ValueError(
      "slice",
      describe(x),
      `${kindOf(range)} is no range of axis ${axis}`,
      "write [start, stop], [start, stop, step] or an index",
    );
  const [from, to, stride] = (range as readonly unknown[]).map((bound) => limit(x, bound));
  const step = stride ?? 1;
  if (step === 0)
    throw new ValueError("slice", describe(x), "a step of 0 goes nowhere", "use 1 or -1");
  const [low, high] = step > 0 ? [0, d] : [-1, d - 1];
  const clamp = (k: number) => Math.min(high, Math.max(low, k < 0 ? k + d : k));
  const start = clamp(from ?? (step > 0 ? 0 : d));
  const stop = to === null || to === undefined ? (step > 0 ? d : -1) : clamp(to);
  const size = Math.max(0, Math.ceil((stop - start) / step));
  return { start: size === 0 ? 0 : start, step, size, dropped: false };
}

/** A bound or step of a range. */
function limit(x: Tensor, k: unknown): number | null {
  if (k === null || k === undefined) return null;
  if (Number.isInteger(k)) return k as number;
  throw new ValueError(
    "slice",
    describe(x),
    `${kindOf(k)} is not a whole number`,
    "write null for an open end",
  );
}

/** `"1:, ::-1, 0"` */
function parse(x: Tensor, text: string): (Range | number)[] {
  const pieces = text.split(",").map((piece) => piece.trim());
  const at = pieces.indexOf("...");
  const rest = Math.max(0, x.shape.length - pieces.length + 1);
  const full = at < 0 ? pieces : pieces.toSpliced(at, 1, ...new Array<string>(rest).fill(":"));
  return full.map((piece) => {
    const parts = piece.split(":").map((part) => part.trim());
    const numbers = parts.map((part) =>
      part === "" ? null : /^[+-]?\d+$/.test(part) ? Number(part) : NaN,
    );
    if (parts.length > 3 || numbers.some((k) => k !== null && !Number.isInteger(k)) || piece === "")
      throw new ValueError(
        "slice",
        `"${text}"`,
        `"${piece}" is no range`,
        'write "start:stop:step" or an index',
      );
    const [from = null, to = null, step = null] = numbers;
    return parts.length === 1 ? (from ?? 0) : [from, to, step];
  });
}
