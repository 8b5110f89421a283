/** Windows that slide over the last two axes of [batch, channels, height, width]. */
import { ShapeError, ValueError } from "../graph/errors.ts";
import { describe } from "../graph/note.ts";
import type { Tensor } from "../graph/tensor.ts";
import { asNumbers, kindOf } from "./check.ts";
import { given } from "./leaf.ts";
import { take } from "./lookup.ts";
import { pad } from "./slicing.ts";

/** One number for height and width, or one for each. */
export type Pair = number | readonly [height: number, width: number];
type Two = readonly [number, number];

/** Windows of `kernel` elements that are `dilation` apart, one every `stride` places of an input with `padding` on all sides. */
export interface Sweep {
  readonly kernel: Two;
  readonly stride: Two;
  readonly padding: Two;
  readonly dilation: Two;
}

/** Two whole numbers from `least` up. */
export function pairOf(op: string, x: unknown, what: string, least: 0 | 1): Two {
  const list: readonly unknown[] = Array.isArray(x) ? x : [x, x];
  const fits = (n: unknown): boolean => Number.isSafeInteger(n) && (n as number) >= least;
  if (list.length === 2 && list.every(fits)) return list as Two;
  const shown = Array.isArray(x) ? `[${list.map((n) => kindOf(n)).join(", ")}]` : kindOf(x);
  throw new ValueError(
    op,
    `${what} ${shown}`,
    `it is neither a whole number from ${least} up nor two of them`,
    "write one such as 2, or [2, 1] for height and width",
  );
}

/** Two numbers as an attribute of a box: left out where both are `n`, as they are unless given. */
export const unlessAll = (n: number, pair: Two): Two | undefined =>
  pair.some((x) => x !== n) ? pair : undefined;

/** `x` as images: numbers with four axes. */
export function asImages(op: string, x: unknown): Tensor {
  const images = asNumbers(op, x);
  if (images.shape.length === 4) return images;
  throw new ShapeError(
    op,
    describe(images),
    "images have four axes",
    "reshape it to [batch, channels, height, width]",
  );
}

/** The number of windows along height and width: `⌊(n + 2p − d(k − 1) − 1)/s⌋ + 1`, at least 1. */
function countsOf(op: string, x: Tensor, sweep: Sweep): Two {
  const { kernel, stride, padding, dilation } = sweep;
  const room = padding.map((p, i) => (x.shape[2 + i] ?? 1) + 2 * p) as [number, number];
  const reach = kernel.map((k, i) => dilation[i === 0 ? 0 : 1] * (k - 1) + 1) as [number, number];
  if (reach[0] > room[0] || reach[1] > room[1])
    throw new ShapeError(
      op,
      describe(x),
      `a kernel that reaches over ${reach.join(" × ")} does not fit into ${room.join(" × ")}`,
      "take a smaller kernel, or more padding",
    );
  const along = (i: 0 | 1): number => Math.floor((room[i] - reach[i]) / stride[i]) + 1;
  return [along(0), along(1)];
}

/** Zeros on all sides, then windows: [batch, channels, rows, kernel height, columns, kernel width]. */
export function paddedWindows(op: string, x: Tensor, sweep: Sweep): Tensor {
  const [h, w] = sweep.padding;
  const around: readonly Two[] = [
    [0, 0],
    [0, 0],
    [h, h],
    [w, w],
  ];
  return windows(pad(x, around), sweep, countsOf(op, x, sweep), (place) => place);
}

/**
 * Windows whose places outside of the input read the nearest element inside. Where each window holds an
 * element of the input, that one is in the window too, and in front of it if the place is: a maximum, and the first
 * place that attains it, are those of −∞ in the padding.
 */
export function clampedWindows(op: string, x: Tensor, sweep: Sweep): Tensor {
  return windows(x, sweep, countsOf(op, x, sweep), (place, i) =>
    Math.max(0, Math.min(place - sweep.padding[i], (x.shape[2 + i] ?? 1) - 1)),
  );
}

/** `y[n, c, i, k, j, l] = x[n, c, at(i·s + k·d), at(j·s′ + l·d′)]`: one table of indices for each axis. */
function windows(
  x: Tensor,
  { kernel, stride, dilation }: Sweep,
  counts: Two,
  at: (place: number, i: 0 | 1) => number,
): Tensor {
  const table = (i: 0 | 1): Tensor => {
    const places = Int32Array.from({ length: counts[i] * kernel[i] }, (_, n) => {
      const window = Math.floor(n / kernel[i]);
      return at(window * stride[i] + (n % kernel[i]) * dilation[i], i);
    });
    return given(places, [counts[i], kernel[i]], "int32");
  };
  return take(take(x, table(0), 2), table(1), 4);
}
