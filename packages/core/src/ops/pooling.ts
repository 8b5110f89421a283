/** One number for each window of an image. */
import { ShapeError, ValueError } from "../graph/errors.ts";
import { isFloat } from "../graph/dtype.ts";
import { describe } from "../graph/note.ts";
import { sameShape } from "../graph/shape.ts";
import type { Attributes, Tensor } from "../graph/tensor.ts";
import { notDefined } from "./accepts.ts";
import { asOptions } from "./check.ts";
import { composite } from "./composite.ts";
import { argmax } from "./extrema.ts";
import { takeAlongAxis } from "./lookup.ts";
import { meanOver } from "./reductions.ts";
import { permuteTo, reshapeTo } from "./structural.ts";
import {
  type Pair,
  type Sweep,
  asImages,
  clampedWindows,
  paddedWindows,
  pairOf,
  unlessAll,
} from "./windows.ts";

export interface PoolOptions {
  /** Places from one window to the next; as large as the window unless given. */
  readonly stride?: Pair;
  /** Places on all sides that lie outside, none unless given. */
  readonly padding?: Pair;
}

/**
 * The largest element of each window of `kernel` elements, over images [batch, channels, height, width]; NaN
 * wins. The padding counts as −∞. The first of elements that tie receives the cotangent.
 */
export function maxPool2d(x: Tensor, kernel: Pair, options: PoolOptions = {}): Tensor {
  const images = asImages("maxPool2d", x);
  const sweep = sweepOf("maxPool2d", kernel, options);
  insideOf(images, sweep);
  return composite(
    "maxPool2d",
    [images],
    () => {
      const parts = clampedWindows("maxPool2d", images, sweep);
      const [n = 0, c = 0, rows = 0, height = 0, columns = 0, width = 0] = parts.shape;
      const beside = permuteTo(parts, [0, 1, 2, 4, 3, 5]);
      const windows = reshapeTo(beside, [n, c, rows, columns, height * width]);
      const first = argmax(windows, -1, { keepDims: true });
      return reshapeTo(takeAlongAxis(windows, first), [n, c, rows, columns]);
    },
    { attrs: windowsOf(sweep) },
  );
}

/**
 * The mean of each window of `kernel` elements, over images [batch, channels, height, width]. The padding counts
 * as elements that are 0.
 */
export function avgPool2d(x: Tensor, kernel: Pair, options: PoolOptions = {}): Tensor {
  const images = asImages("avgPool2d", x);
  if (!isFloat(images.dtype)) throw notDefined("avgPool2d", images, "floating point");
  const sweep = sweepOf("avgPool2d", kernel, options);
  return composite(
    "avgPool2d",
    [images],
    () => {
      const parts = paddedWindows("avgPool2d", images, sweep);
      const [n = 0, c = 0, rows = 0, , columns = 0] = parts.shape;
      return reshapeTo(meanOver(parts, [3, 5]), [n, c, rows, columns]);
    },
    { attrs: windowsOf(sweep) },
  );
}

function sweepOf(op: string, kernel: unknown, options: PoolOptions): Sweep {
  const { stride, padding = 0 } = asOptions(op, options, "stride", "padding");
  return {
    kernel: pairOf(op, kernel, "kernel", 1),
    stride: pairOf(op, stride ?? kernel, "stride", 1),
    padding: pairOf(op, padding, "padding", 0),
    dilation: [1, 1],
  };
}

/** What a reader needs to know of the windows. */
const windowsOf = ({ kernel, stride, padding }: Sweep): Attributes => ({
  kernel,
  stride: sameShape(stride, kernel) ? undefined : stride,
  padding: unlessAll(0, padding),
});

/** Refuses windows that lie in the padding altogether: they have no largest element. */
function insideOf(x: Tensor, { kernel, padding }: Sweep): void {
  const [, , height = 0, width = 0] = x.shape;
  if (height === 0 || width === 0)
    throw new ShapeError(
      "maxPool2d",
      describe(x),
      "there is no element to choose from",
      "leave out empty images",
    );
  if (padding[0] >= kernel[0] || padding[1] >= kernel[1])
    throw new ValueError(
      "maxPool2d",
      `padding [${padding.join(", ")}] for kernel [${kernel.join(", ")}]`,
      "a window in the padding has no largest element",
      "keep the padding smaller than the kernel",
    );
}
