import * as C from "../../src/index.ts";
import { type Loops, averaged, convolved, largest } from "../image-loops.ts";
import { anywhere, distinct } from "./domain.ts";
import { type Row, row } from "./row.ts";

function conv(
  special: string,
  x: C.Shape,
  weight: C.Shape,
  options: C.ConvOptions & Loops,
  edges: Row["edges"] = [],
): Row {
  return row("conv2d", special, [x, weight], anywhere, (a, w) => C.conv2d(a, w, options), {
    reference: (a, w) => convolved(a, w, undefined, options),
    edges,
  });
}

type Two = readonly [number, number];

/** Mean and maximum of the same windows. */
const pooled = (
  special: string,
  x: C.Shape,
  kernel: Two,
  options: C.PoolOptions & Loops,
  edges: readonly C.Shape[] = [],
): Row[] => {
  const all = edges.map((shape) => [shape]);
  return [
    row("avgPool2d", special, [x], anywhere, (a) => C.avgPool2d(a, kernel, options), {
      reference: (a) => averaged(a, kernel, options),
      edges: all,
    }),
    row("maxPool2d", special, [x], distinct(), (a) => C.maxPool2d(a, kernel, options), {
      reference: (a) => largest(a, kernel, options),
      edges: all,
    }),
  ];
};

/** Windows that slide over images. */
export const images: readonly Row[] = [
  conv("", [2, 2, 3, 4], [3, 2, 2, 3], {}, [
    [
      [1, 1, 1, 1],
      [1, 1, 1, 1],
    ],
    [
      [0, 1, 2, 2],
      [2, 1, 2, 1],
    ],
    [
      [2, 0, 2, 2],
      [1, 0, 1, 2],
    ],
    [
      [1, 2, 2, 2],
      [0, 2, 2, 2],
    ],
  ]),
  conv("in strides", [1, 1, 5, 4], [2, 1, 2, 2], { stride: [3, 2] }),
  conv("with padding", [1, 1, 2, 2], [1, 1, 3, 2], { padding: [1, 2] }),
  conv("with gaps", [1, 1, 4, 4], [1, 1, 2, 2], { dilation: [3, 2] }),
  conv("in groups", [1, 4, 2, 2], [6, 2, 1, 2], { groups: 2 }),
  conv("channel by channel", [2, 3, 2, 2], [3, 1, 2, 2], { groups: 3 }),
  conv("with all options", [1, 2, 4, 3], [2, 1, 2, 2], {
    stride: [2, 1],
    padding: [1, 1],
    dilation: [1, 2],
    groups: 2,
  }),
  row(
    "conv2d",
    "with a bias",
    [[2, 1, 2, 3], [2, 1, 2, 2], [2]],
    anywhere,
    (x, weight, bias) => C.conv2d(x, weight, { bias, padding: 1 }),
    {
      reference: (x, weight, bias) => convolved(x, weight, bias, { padding: [1, 1] }),
      edges: [
        [[1, 1, 1, 1], [1, 1, 1, 1], [1]],
        [[0, 1, 1, 1], [1, 1, 1, 1], [1]],
      ],
    },
  ),
  ...pooled("one beside the other", [2, 2, 4, 5], [2, 2], {}, [
    [1, 1, 2, 2],
    [0, 1, 2, 3],
    [2, 0, 2, 2],
  ]),
  ...pooled("that overlap", [1, 2, 3, 4], [2, 3], { stride: [1, 1] }),
  ...pooled("with gaps", [1, 1, 4, 5], [1, 2], { stride: [2, 3] }, [[1, 1, 1, 2]]),
  ...pooled("with padding", [1, 1, 3, 4], [3, 2], { stride: [2, 1], padding: [2, 1] }, [
    [1, 1, 1, 1],
  ]),
];
