/** Convolution and pooling of what has no windows: refused with a remedy. */
import { describe } from "vitest";
import { ones, zeros } from "../src/index.ts";
import { free, loose, refuses } from "./refusal.ts";

const x = ones([2, 4, 5, 6]).named("x");
const w = ones([6, 4, 3, 3]).named("w");
const single = zeros([6, 4, 3, 3], { dtype: "float32" }).named("w32");
const flat = ones([20]).named("v");
const claims = zeros([1, 1, 2, 2], { dtype: "bool" }).named("c");
const whole = zeros([1, 1, 2, 2], { dtype: "int32" }).named("k");
const conv = (options: unknown, weight: unknown = w): unknown => loose.conv2d(x, weight, options);

describe("convolution", () => {
  refuses([
    [
      "no images",
      () => loose.conv2d(flat, w),
      "ShapeError: conv2d: v [20]: images have four axes: reshape it to [batch, channels, height, width]",
    ],
    [
      "a list",
      () => loose.conv2d([[1]], w),
      "ValueError: conv2d: an array: it takes a tensor: write tensor(…)",
    ],
    [
      "claims",
      () => loose.conv2d(claims, claims),
      'DTypeError: conv2d: c [1, 1, 2, 2] bool: it is defined for numbers: write cast(c, "float64")',
    ],
    [
      "a weight of another rank",
      () => free(x).conv2d(flat),
      "ShapeError: conv2d: weight v [20]: weights have four axes: reshape it to [out, channels/groups, height, width]",
    ],
    [
      "dtypes that do not mix",
      () => free(x).conv2d(single),
      'DTypeError: conv2d: x [2, 4, 5, 6] float64 and w32 [6, 4, 3, 3] float32: dtypes do not mix: write cast(w32, "float64")',
    ],
    [
      "a weight for other channels",
      () => conv({}, ones([6, 3, 3, 3]).named("u")),
      "ShapeError: conv2d: x [2, 4, 5, 6] and weight u [6, 3, 3, 3]: 4 channels are not 1 group of 3: write a weight for 4",
    ],
    [
      "a weight for groups that are not named",
      () => conv({}, ones([6, 2, 3, 3]).named("u")),
      "ShapeError: conv2d: x [2, 4, 5, 6] and weight u [6, 2, 3, 3]: 4 channels are not 1 group of 2: write { groups: 2 }, or a weight for 4",
    ],
    [
      "groups that the weight does not know",
      () => conv({ groups: 2 }),
      "ShapeError: conv2d: x [2, 4, 5, 6] and weight w [6, 4, 3, 3]: 4 channels are not 2 groups of 4: write { groups: 1 }, or a weight for 2",
    ],
    [
      "groups that do not divide the channels",
      () => conv({ groups: 3 }, ones([6, 2, 3, 3]).named("u")),
      "ShapeError: conv2d: x [2, 4, 5, 6] and weight u [6, 2, 3, 3]: 4 channels are not 3 groups of 2: write { groups: 2 }",
    ],
    [
      "groups and a weight that nothing can save",
      () => conv({ groups: 3 }, ones([6, 3, 3, 3]).named("u")),
      "ShapeError: conv2d: x [2, 4, 5, 6] and weight u [6, 3, 3, 3]: 4 channels are not 3 groups of 3: choose groups that divide the channels",
    ],
    [
      "a weight for nothing",
      () => conv({}, ones([6, 0, 3, 3]).named("u")),
      "ShapeError: conv2d: x [2, 4, 5, 6] and weight u [6, 0, 3, 3]: 4 channels are not 1 group of 0: write a weight for 4",
    ],
    [
      "groups that do not divide the output",
      () => conv({ groups: 4 }, ones([6, 1, 3, 3]).named("u")),
      "ShapeError: conv2d: x [2, 4, 5, 6] and weight u [6, 1, 3, 3]: 6 output channels do not divide into 4 groups: give the weight a first axis that is a multiple of 4",
    ],
    [
      "no groups",
      () => conv({ groups: 0 }),
      "ValueError: conv2d: groups 0: it is not a whole number from 1 up: write one such as 2",
    ],
    [
      "groups in words",
      () => conv({ groups: "two" }),
      'ValueError: conv2d: groups "two": it is not a whole number from 1 up: write one such as 2',
    ],
    [
      "half a stride",
      () => conv({ stride: 0.5 }),
      "ValueError: conv2d: stride 0.5: it is neither a whole number from 1 up nor two of them: write one such as 2, or [2, 1] for height and width",
    ],
    [
      "no stride",
      () => conv({ stride: [1, 0] }),
      "ValueError: conv2d: stride [1, 0]: it is neither a whole number from 1 up nor two of them: write one such as 2, or [2, 1] for height and width",
    ],
    [
      "less than no padding",
      () => conv({ padding: -1 }),
      "ValueError: conv2d: padding -1: it is neither a whole number from 0 up nor two of them: write one such as 2, or [2, 1] for height and width",
    ],
    [
      "padding by name",
      () => conv({ padding: "same" }),
      'ValueError: conv2d: padding "same": it is neither a whole number from 0 up nor two of them: write one such as 2, or [2, 1] for height and width',
    ],
    [
      "dilation along three axes",
      () => conv({ dilation: [1, 1, 1] }),
      "ValueError: conv2d: dilation [1, 1, 1]: it is neither a whole number from 1 up nor two of them: write one such as 2, or [2, 1] for height and width",
    ],
    [
      "an option that there is not",
      () => conv({ strides: 2 }),
      "ValueError: conv2d: option strides: there is none of that name: it takes bias, stride, padding, dilation, groups",
    ],
    [
      "a bias in the place of the options",
      () => conv(ones([6]).named("b")),
      "ValueError: conv2d: option op: there is none of that name: it takes bias, stride, padding, dilation, groups",
    ],
    [
      "an empty kernel",
      () => conv({}, ones([6, 4, 0, 3])),
      "ValueError: conv2d: kernel [0, 3]: it is neither a whole number from 1 up nor two of them: write one such as 2, or [2, 1] for height and width",
    ],
    [
      "a kernel that is too high",
      () => conv({ dilation: [3, 1] }),
      "ShapeError: conv2d: x [2, 4, 5, 6]: a kernel that reaches over 7 × 3 does not fit into 5 × 6: take a smaller kernel, or more padding",
    ],
    [
      "a kernel that is too wide",
      () => conv({ padding: [1, 0] }, ones([6, 4, 3, 7])),
      "ShapeError: conv2d: x [2, 4, 5, 6]: a kernel that reaches over 3 × 7 does not fit into 7 × 6: take a smaller kernel, or more padding",
    ],
    [
      "a bias of another length",
      () => conv({ bias: ones([4]).named("b") }),
      "ShapeError: conv2d: bias b [4] and weight w [6, 4, 3, 3]: a bias has one number for each output channel: give it shape [6]",
    ],
    [
      "a bias that is a number",
      () => conv({ bias: 1 }),
      "ValueError: conv2d: 1: it takes a tensor: write tensor(…)",
    ],
    [
      "a bias of another dtype",
      () => conv({ bias: zeros([6], { dtype: "float32" }).named("b") }),
      'DTypeError: conv2d: w [6, 4, 3, 3] float64 and b [6] float32: dtypes do not mix: write cast(b, "float64")',
    ],
  ]);
});

describe("pooling", () => {
  refuses([
    [
      "no images",
      () => free(flat).maxPool2d(2),
      "ShapeError: maxPool2d: v [20]: images have four axes: reshape it to [batch, channels, height, width]",
    ],
    [
      "no kernel",
      () => free(x).avgPool2d(),
      "ValueError: avgPool2d: kernel undefined: it is neither a whole number from 1 up nor two of them: write one such as 2, or [2, 1] for height and width",
    ],
    [
      "a kernel of nothing",
      () => free(x).maxPool2d(0),
      "ValueError: maxPool2d: kernel 0: it is neither a whole number from 1 up nor two of them: write one such as 2, or [2, 1] for height and width",
    ],
    [
      "half a stride",
      () => free(x).avgPool2d(2, { stride: [1.5, 1] }),
      "ValueError: avgPool2d: stride [1.5, 1]: it is neither a whole number from 1 up nor two of them: write one such as 2, or [2, 1] for height and width",
    ],
    [
      "an option of convolution",
      () => free(x).maxPool2d(2, { dilation: 2 }),
      "ValueError: maxPool2d: option dilation: there is none of that name: it takes stride, padding",
    ],
    [
      "a kernel that is too large",
      () => free(x).avgPool2d(8, { padding: 1 }),
      "ShapeError: avgPool2d: x [2, 4, 5, 6]: a kernel that reaches over 8 × 8 does not fit into 7 × 8: take a smaller kernel, or more padding",
    ],
    [
      "a maximum over padding only",
      () => free(x).maxPool2d([3, 2], { padding: [1, 2] }),
      "ValueError: maxPool2d: padding [1, 2] for kernel [3, 2]: a window in the padding has no largest element: keep the padding smaller than the kernel",
    ],
    [
      "a maximum over as much padding as kernel",
      () => free(x).maxPool2d([3, 3], { padding: [3, 0] }),
      "ValueError: maxPool2d: padding [3, 0] for kernel [3, 3]: a window in the padding has no largest element: keep the padding smaller than the kernel",
    ],
    [
      "a maximum of nothing",
      () => free(zeros([1, 1, 0, 2])).maxPool2d(2, { padding: 1 }),
      "ShapeError: maxPool2d: [1, 1, 0, 2]: there is no element to choose from: leave out empty images",
    ],
    [
      "a mean of whole numbers",
      () => free(whole).avgPool2d(2),
      'DTypeError: avgPool2d: k [1, 1, 2, 2] int32: it is defined for floating point: write cast(k, "float64")',
    ],
  ]);
});
