/** Convolution and pooling of random sizes against loops. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Tensor,
  avgPool2d,
  cast,
  conv2d,
  derive,
  gradients,
  maxPool2d,
  random,
  tensor,
} from "../src/index.ts";
import { scopeOf } from "../src/engine.ts";
import { averaged, convolved, convolvedBack, largest, winners } from "./image-loops.ts";
import type { Plain } from "./table/reference.ts";

const plain = (x: Tensor): Plain => ({ shape: x.shape, data: [...x.data()] });
const filled = (x: Plain): Tensor => tensor(x.data, { shape: x.shape });

function expectClose(x: Tensor, wanted: Plain): void {
  expect(x.shape).toEqual(wanted.shape);
  const data = x.data();
  wanted.data.forEach((value, i) => {
    if (!(Math.abs((data[i] ?? NaN) - value) <= 1e-11))
      expect.fail(`element ${i} is ${data[i]}, not ${value}`);
  });
}

const pair = (min: number, max: number) =>
  fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }));

const convolutions = fc
  .record({
    seed: fc.integer(),
    batch: fc.integer({ min: 0, max: 2 }),
    groups: fc.integer({ min: 1, max: 3 }),
    own: fc.integer({ min: 1, max: 2 }),
    outputs: fc.integer({ min: 1, max: 2 }),
    image: pair(1, 7),
    kernel: pair(1, 3),
    stride: pair(1, 3),
    padding: pair(0, 2),
    dilation: pair(1, 3),
  })
  .filter(({ image, kernel, padding, dilation }) =>
    kernel.every((k, i) => dilation[i]! * (k - 1) < image[i]! + 2 * padding[i]!),
  );

test("conv2d and its gradients are the loops", () => {
  fc.assert(
    fc.property(convolutions, ({ seed, batch, groups, own, outputs, image, kernel, ...rest }) => {
      const rng = random(seed);
      const options = { ...rest, groups };
      const x: Tensor = rng.normal([batch, groups * own, ...image]);
      const weight: Tensor = rng.normal([groups * outputs, own, ...kernel]);
      const bias: Tensor = rng.normal([groups * outputs]);
      const y = conv2d(x, weight, { ...options, bias });
      expectClose(y, convolved(plain(x), plain(weight), plain(bias), options));
      const g: Tensor = rng.normal(y.shape);
      const [dx, dw, db] = gradients(y, [x, weight, bias], g);
      const [wantedX, wantedW] = convolvedBack(plain(g), plain(x), plain(weight), options);
      expectClose(dx, wantedX);
      expectClose(dw, wantedW);
      expectClose(db, plain(g.sum([0, 2, 3])));
    }),
    { seed: 3, numRuns: 200 },
  );
});

const pools = fc
  .record({
    seed: fc.integer(),
    batch: fc.integer({ min: 0, max: 2 }),
    channels: fc.integer({ min: 1, max: 2 }),
    image: pair(1, 6),
    kernel: pair(1, 4),
    stride: pair(1, 3),
    padding: pair(0, 3),
  })
  .filter(({ image, kernel, padding }) =>
    kernel.every((k, i) => padding[i]! < k && k <= image[i]! + 2 * padding[i]!),
  );

test("pooling is the loops; the first of equals receives the cotangent", () => {
  fc.assert(
    fc.property(pools, ({ seed, batch, channels, image, kernel, ...options }) => {
      const rng = random(seed);
      const few = cast(rng.integers([batch, channels, ...image], -1, 2), "float64");
      const x = filled({
        ...plain(few),
        data: [...few.data()].map((v) => (v < 0 ? -Infinity : v)),
      });
      const y = maxPool2d(x, kernel, options);
      const [wanted, first] = [largest, winners].map((f) => f(plain(x), kernel, options)) as [
        Plain,
        Plain,
      ];
      expect(y.shape).toEqual(wanted.shape);
      expect([...y.data()]).toEqual(wanted.data);
      const g: Tensor = rng.normal(y.shape);
      const back = [...x.data()].map(() => 0);
      first.data.forEach((from, i) => (back[from]! += g.data()[i]!));
      expectClose(gradients(y, [x], g)[0], { shape: x.shape, data: back });
      expectClose(avgPool2d(few, kernel, options), averaged(plain(few), kernel, options));
    }),
    { seed: 4, numRuns: 200 },
  );
});

describe("special cases", () => {
  const image = tensor([
    [
      [
        [1, 2, 3],
        [4, 5, 6],
        [7, 8, 9],
      ],
    ],
  ]);

  test("numbers stand for pairs", () => {
    const weight = tensor([1, 2, 3, 4], { shape: [1, 1, 2, 2] });
    const options = { stride: 2, padding: 1, dilation: 2 };
    const pairs = { stride: [2, 2], padding: [1, 1], dilation: [2, 2] } as const;
    expect(conv2d(image, weight, options).toArray()).toEqual(
      conv2d(image, weight, pairs).toArray(),
    );
    expect(image.maxPool2d(2, { stride: 1 }).toArray()).toEqual([
      [
        [
          [5, 6],
          [8, 9],
        ],
      ],
    ]);
    expect(image.avgPool2d([2, 3]).toArray()).toEqual([[[[3.5]]]]);
  });

  test("whole numbers stay whole", () => {
    const whole = cast(image, "int32");
    const ones = tensor([1, 1, 1, 1], { shape: [1, 1, 2, 2], dtype: "int32" });
    const y = whole.conv2d(ones);
    expect([y.dtype, y.toArray()]).toEqual([
      "int32",
      [
        [
          [
            [12, 16],
            [24, 28],
          ],
        ],
      ],
    ]);
    const z = whole.maxPool2d(2, { padding: 1 });
    expect([z.dtype, z.toArray()]).toEqual([
      "int32",
      [
        [
          [
            [1, 3],
            [7, 9],
          ],
        ],
      ],
    ]);
  });

  test("NaN wins a window", () => {
    const x = tensor([1, NaN, 3, NaN], { shape: [1, 1, 2, 2] });
    const y = maxPool2d(x, 2);
    expect(y.toArray()).toEqual([[[[NaN]]]]);
    expect(gradients(y.sum(), [x])[0].toArray()).toEqual([
      [
        [
          [0, 1],
          [0, 0],
        ],
      ],
    ]);
  });

  test("each is one box", () => {
    const weight = tensor([1], { shape: [1, 1, 1, 1] });
    const boxes = [conv2d(image, weight), maxPool2d(image, 2), avgPool2d(image, 2)];
    expect(boxes.map((y) => scopeOf(y)?.name)).toEqual(["conv2d", "maxPool2d", "avgPool2d"]);
    expect(scopeOf(boxes[0] as Tensor)?.inputs).toEqual([image, weight]);
    expect(() => String(derive((x) => conv2d(x, weight).sum(), [1, 1, 2, 2]))).not.toThrow();
  });
});
