/** Cross-correlation of images with kernels. */
import { ShapeError, ValueError } from "../graph/errors.ts";
import { describe } from "../graph/note.ts";
import type { Tensor } from "../graph/tensor.ts";
import { mixed } from "./accepts.ts";
import { add } from "./arithmetic.ts";
import { asNumbers, asOptions, kindOf } from "./check.ts";
import { composite } from "./composite.ts";
import { product } from "./contraction.ts";
import { reshapeTo } from "./structural.ts";
import { type Pair, asImages, paddedWindows, pairOf, unlessAll } from "./windows.ts";

export interface ConvOptions {
  /** One number for each output channel. */
  readonly bias?: Tensor | undefined;
  /** Places from one window to the next, 1 unless given. */
  readonly stride?: Pair;
  /** Zeros on all sides, none unless given. */
  readonly padding?: Pair;
  /** Places from one element of the kernel to the next, 1 unless given. */
  readonly dilation?: Pair;
  /** Output channel `o` sees its own of so many groups of input channels; 1 unless given. */
  readonly groups?: number;
}

/**
 * `y[n, o, i, j] = b[o] + Σ w[o, c, k, l]·x[n, c, i·s + k·d − p, j·s′ + l·d′ − p′]`, the sum over the channels
 * `c` of the group of `o` and over the kernel; 0 outside of `x`. Images [batch, channels, height, width], weight
 * [out, channels/groups, height, width]. Not flipped: what networks call a convolution.
 */
export function conv2d(x: Tensor, weight: Tensor, options: ConvOptions = {}): Tensor {
  const images = asImages("conv2d", x);
  const kernels = asKernels(weight);
  if (images.dtype !== kernels.dtype) throw mixed("conv2d", images, kernels);
  const keys = ["bias", "stride", "padding", "dilation", "groups"] as const;
  const given = asOptions("conv2d", options, ...keys);
  const { stride = 1, padding = 0, dilation = 1 } = given;
  const [outputs = 0, own = 0, height = 0, width = 0] = kernels.shape;
  const groups = groupsOf(images, kernels, given.groups ?? 1);
  const bias = given.bias === undefined ? undefined : asBias(given.bias, kernels);
  const sweep = {
    kernel: pairOf("conv2d", [height, width], "kernel", 1),
    stride: pairOf("conv2d", stride, "stride", 1),
    padding: pairOf("conv2d", padding, "padding", 0),
    dilation: pairOf("conv2d", dilation, "dilation", 1),
  };
  const inputs = bias === undefined ? [images, kernels] : [images, kernels, bias];
  return composite(
    "conv2d",
    inputs,
    () => {
      const parts = paddedWindows("conv2d", images, sweep);
      const [batch = 0, , rows = 0, , columns = 0] = parts.shape;
      const left = reshapeTo(parts, [batch, groups, own, ...parts.shape.slice(2)]);
      const right = reshapeTo(kernels, [groups, outputs / groups, own, height, width]);
      const sums = product("conv2d", left, right, "ngcikjl", "gockl", "ngoij");
      const y = reshapeTo(sums, [batch, outputs, rows, columns]);
      return bias === undefined ? y : add(y, reshapeTo(bias, [outputs, 1, 1]));
    },
    {
      attrs: {
        stride: unlessAll(1, sweep.stride),
        padding: unlessAll(0, sweep.padding),
        dilation: unlessAll(1, sweep.dilation),
        groups: groups === 1 ? undefined : groups,
      },
    },
  );
}

function asKernels(weight: unknown): Tensor {
  const kernels = asNumbers("conv2d", weight);
  if (kernels.shape.length === 4) return kernels;
  throw new ShapeError(
    "conv2d",
    `weight ${describe(kernels)}`,
    "weights have four axes",
    "reshape it to [out, channels/groups, height, width]",
  );
}

/** The number of groups, which divides both kinds of channels. */
function groupsOf(x: Tensor, weight: Tensor, groups: unknown): number {
  if (typeof groups !== "number" || !Number.isSafeInteger(groups) || groups < 1)
    throw new ValueError(
      "conv2d",
      `groups ${kindOf(groups)}`,
      "it is not a whole number from 1 up",
      "write one such as 2",
    );
  const [, channels = 0] = x.shape;
  const [outputs = 0, own = 0] = weight.shape;
  const both = `${describe(x)} and weight ${describe(weight)}`;
  if (own * groups !== channels)
    throw new ShapeError(
      "conv2d",
      both,
      `${channels} channels are not ${groups} ${groups === 1 ? "group" : "groups"} of ${own}`,
      remedyFor(channels, groups, own),
    );
  if (outputs % groups !== 0)
    throw new ShapeError(
      "conv2d",
      both,
      `${outputs} output channels do not divide into ${groups} groups`,
      `give the weight a first axis that is a multiple of ${groups}`,
    );
  return groups;
}

function remedyFor(channels: number, groups: number, own: number): string {
  const ways = [
    ...(own > 0 && channels > 0 && channels % own === 0 ? [`{ groups: ${channels / own} }`] : []),
    ...(channels % groups === 0 ? [`a weight for ${channels / groups}`] : []),
  ];
  return ways.length > 0 ? `write ${ways.join(", or ")}` : "choose groups that divide the channels";
}

function asBias(bias: unknown, weight: Tensor): Tensor {
  const b = asNumbers("conv2d", bias);
  const [outputs = 0] = weight.shape;
  if (b.shape.length !== 1 || b.shape[0] !== outputs)
    throw new ShapeError(
      "conv2d",
      `bias ${describe(b)} and weight ${describe(weight)}`,
      "a bias has one number for each output channel",
      `give it shape [${outputs}]`,
    );
  if (b.dtype !== weight.dtype) throw mixed("conv2d", weight, b);
  return b;
}
