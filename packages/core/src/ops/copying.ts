/** The same elements in a circle, or several times: compositions of parts and copies. */
import { ValueError } from "../graph/errors.ts";
import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { InRange } from "../graph/typed-axes.ts";
import { axisOf } from "./axes.ts";
import { asSize, asTensor, kindOf, noMore } from "./check.ts";
import { composite } from "./composite.ts";
import { concat, part } from "./joining.ts";
import { broadcastTo, reshapeTo } from "./structural.ts";

/** `y[i + shift] = x[i]` along `axis`, in a circle: what leaves at one end comes in at the other. */
export function roll<S extends Shape, const A extends number>(
  x: Tensor<S>,
  shift: number,
  axis: A & InRange<S, A>,
  ...none: never[]
): Tensor<S>;
export function roll(x: unknown, shift: number, axis: number, ...none: never[]): Tensor {
  const input = asTensor("roll", x);
  noMore("roll", none);
  if (!Number.isSafeInteger(shift))
    throw new ValueError(
      "roll",
      `shift ${kindOf(shift)}`,
      "it is not a whole number",
      "write one such as 1, or -1 for the other way",
    );
  const along = axisOf("roll", input, axis);
  const n = input.shape[along] ?? 1;
  const start = n === 0 ? 0 : ((-shift % n) + n) % n;
  if (start === 0) return input;
  return composite(
    "roll",
    [input],
    () => concat([part(input, along, start, n), part(input, along, 0, start)], along),
    { attrs: { shift, axis: along } },
  );
}

/**
 * `x` as often side by side as `repetitions` says, one count per axis. Lists are aligned on the right: axes
 * that `x` lacks are added, and counts that are lacking are 1.
 */
export function tile(x: Tensor, repetitions: readonly number[], ...none: never[]): Tensor {
  const input = asTensor("tile", x);
  noMore("tile", none);
  if (!Array.isArray(repetitions))
    throw new ValueError(
      "tile",
      `repetitions ${kindOf(repetitions)}`,
      "they are a list of counts",
      "write one per axis, e.g. [2, 1]",
    );
  const counts = Array.from(repetitions, (count) => asSize("tile", count, "count"));
  const rank = Math.max(counts.length, input.shape.length);
  const before = <T>(list: readonly T[], filler: T): T[] => [
    ...new Array<T>(rank - list.length).fill(filler),
    ...list,
  ];
  const sizes = before(input.shape, 1);
  const times = before(counts, 1);
  return composite(
    "tile",
    [input],
    () => {
      const apart = reshapeTo(
        input,
        sizes.flatMap((d) => [1, d]),
      );
      const copies = broadcastTo(
        apart,
        sizes.flatMap((d, axis) => [times[axis] ?? 1, d]),
      );
      return reshapeTo(
        copies,
        sizes.map((d, axis) => (times[axis] ?? 1) * d),
      );
    },
    { attrs: { repetitions: counts } },
  );
}

/** Each element `count` times in a row along `axis`. */
export function repeat(x: Tensor, count: number, axis: number, ...none: never[]): Tensor {
  const input = asTensor("repeat", x);
  noMore("repeat", none);
  const times = asSize("repeat", count, "count");
  const along = axisOf("repeat", input, axis);
  const { shape } = input;
  return composite(
    "repeat",
    [input],
    () => {
      const apart = reshapeTo(input, shape.toSpliced(along + 1, 0, 1));
      const copies = broadcastTo(apart, shape.toSpliced(along + 1, 0, times));
      return reshapeTo(copies, shape.with(along, (shape[along] ?? 1) * times));
    },
    { attrs: { count: times, axis: along } },
  );
}
