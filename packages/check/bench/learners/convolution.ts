import type { Tensor } from "@chainrule/core";
import {
  type Convolution,
  derive,
  filled,
  forward,
  images,
  outputs,
} from "./convolution-passes.ts";
import type { Draw } from "./draw.ts";
import { type Learner, type Problem, nothing, take } from "./learner.ts";
import { exactly } from "./paper.ts";

function draw(r: Draw): Convolution {
  for (;;) {
    const [n = 0, c = 0, o = 0] = r.different(3, 2, 4);
    const [h, w] = [r.integer(5, 6), r.integer(7, 8)];
    const [kh, kw] = r.pick<readonly [number, number]>([
      [2, 3],
      [3, 2],
      [3, 3],
    ]);
    const spread = 1.2 / Math.sqrt(c * kh * kw);
    const p = {
      stride: r.integer(1, 2),
      padding: r.integer(0, 1),
      at: {
        X: filled([n, c, h, w], () => r.normal()),
        K: filled([o, c, kh, kw], () => r.normal(spread)),
        b: r.vector(o, 0.3),
        Y: r.matrix(n, o, 3),
      },
    };
    const z = forward(p, exactly, nothing).Z.flat(3);
    if (z.every((v) => Math.abs(v) > 0.002)) return p;
  }
}

const loss =
  ({ stride, padding }: Convolution) =>
  (given: Record<string, Tensor>): Tensor => {
    const bias = take(given, "b");
    const Z = take(given, "X").conv2d(take(given, "K"), { bias, stride, padding }).named("Z");
    const F = Z.relu().named("A").sum([2, 3]).named("F");
    return F.sub(take(given, "Y")).square().mean();
  };

const samples = (p: Problem): number => images(p, "X").length;

export const convolution: Learner<Convolution> = {
  name: "convolution",
  draw,
  derive,
  loss,
  parameters: () => ["K", "b"],
  mistakes: {
    "the output error has the wrong sign": { kinds: ["sign"], factor: () => -1 },
    "the places share what is a sum as if it were a mean": {
      kinds: ["scale"],
      factor: (p) => {
        const [, , h = 0, w = 0] = outputs(p);
        return 1 / (h * w);
      },
    },
    "the derivative of relu is left out": { kinds: ["left-out"] },
    "dK is turned round": { kinds: ["reordered"], hands: () => ["dK"] },
    "dK is that of the last sample only": { kinds: ["one-slice"], hands: () => ["dK"] },
    "dK is read from X without the stride": {
      kinds: ["reordered"],
      needs: (p) => p.stride > 1,
      hands: () => ["dK"],
    },
    "dK is read from X without the padding": {
      kinds: ["reordered"],
      needs: (p) => p.padding > 0,
      hands: () => ["dK"],
    },
    "db is not summed over the samples": { kinds: ["missing-sum"], hands: () => ["db"] },
    "db is not summed over the places": { kinds: ["missing-sum"], hands: () => ["db"] },
    "db is that of the last sample only": { kinds: ["one-slice"], hands: () => ["db"] },
    "db is the mean over the samples": {
      kinds: ["scale"],
      factor: (p) => 1 / samples(p),
      hands: () => ["db"],
    },
    "the kernel is not turned round in dX, where dZ is slid over it": {
      kinds: ["reordered"],
      hands: () => ["dX"],
    },
    "dX is shifted by the padding": {
      kinds: ["reordered"],
      needs: (p) => p.padding > 0,
      hands: () => ["dX"],
    },
    "the kernel is turned round on the way forward": { kinds: ["forward"] },
  },
};
