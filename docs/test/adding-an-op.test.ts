import { existsSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import {
  type Shape,
  type Tensor,
  data,
  derive,
  grad,
  gradients,
  jvp,
  print,
  random,
  tensor,
  trace,
} from "@chainrule/core";
import { read, root, run } from "./pages.ts";

const page = "docs/adding-an-op.md";
const text = read(page);

/** The ops of the page, just as it makes them. */
interface Ops {
  readonly gaussian: (x: Tensor) => Tensor;
  readonly dilate: (x: Tensor, every: number, axis?: number) => Tensor;
  readonly logit: (x: Tensor) => Tensor;
}

let ops: Ops;
beforeAll(async () => {
  ops = (await run(page)) as unknown as Ops;
});

interface Case {
  readonly title: string;
  readonly f: (x: Tensor) => Tensor;
  readonly shape: Shape;
  /** The derivative of Σ f². */
  readonly formula: string;
}

const cases: readonly Case[] = [
  {
    title: "gaussian",
    f: (x) => ops.gaussian(x),
    shape: [2, 3],
    formula: "−2·gaussian(x)·2·gaussian(x)·x",
  },
  {
    title: "dilate along the last axis",
    f: (x) => ops.dilate(x, 2),
    shape: [2, 3],
    formula: "slice(2·dilate(x, axis: 1, every: 2), starts: [0, 0], steps: [1, 2], sizes: [2, 3])",
  },
  {
    title: "dilate along the first axis",
    f: (x) => ops.dilate(x, 3, 0),
    shape: [2, 3],
    formula: "slice(2·dilate(x, axis: 0, every: 3), starts: [0, 0], steps: [3, 1], sizes: [2, 3])",
  },
  {
    title: "logit",
    f: (x) => ops.logit(x),
    shape: [2, 3],
    formula: "2·logit(x)·1/(1 − x) + 2·logit(x)·1/x",
  },
];

const numbers = (x: Tensor): number[] => [...data(x)];
const close = (actual: Tensor, expected: Tensor, digits = 7): void => {
  expect(actual.shape).toEqual(expected.shape);
  const wanted = numbers(expected);
  numbers(actual).forEach((value, i) => expect(value).toBeCloseTo(wanted[i] as number, digits));
};
const inner = (a: Tensor, b: Tensor): number => a.mul(b).sum().item();

/** Inputs in (0, 1), where all three are smooth; a direction and a cotangent. */
const at = (shape: Shape): Tensor => random(1).uniform(shape, { low: 0.2, high: 0.8 });
const direction = (shape: Shape): Tensor => random(2).normal(shape);
const H = 1e-5;
const slopeOf = (f: (x: Tensor) => Tensor, x: Tensor, v: Tensor): Tensor =>
  f(x.add(v.mul(H)))
    .sub(f(x.sub(v.mul(H))))
    .div(2 * H);

describe.each(cases.map((c) => [c.title, c] as const))("%s", (_, { f, shape, formula }) => {
  const x = at(shape);
  const v = direction(shape);
  /** A scalar that bends, so that linear ops have second derivatives as well. */
  const score = (x: Tensor): Tensor => {
    const y = f(x);
    return random(3).normal(y.shape).mul(y.square().add(y)).sum();
  };

  test("forward mode is the slope by differences", () => {
    close(jvp(f, [x], [v])[1], slopeOf(f, x, v));
  });

  test("reverse mode is forward mode, transposed", () => {
    const u = direction(f(x).shape);
    const leaf = at(shape);
    const [pulled] = gradients(f(leaf), [leaf], u);
    expect(inner(pulled, v)).toBeCloseTo(inner(u, jvp(f, [x], [v])[1]), 10);
    close(grad((x: Tensor) => f(x).mul(u).sum())(x), pulled, 12);
  });

  test("the second derivative is the slope of the first, whichever mode goes over which", () => {
    const wanted = slopeOf((x) => grad(score)(x), x, v);
    const forwardOverReverse = jvp((x: Tensor) => grad(score)(x), [x], [v])[1];
    const reverseOverReverse = grad((x: Tensor) => grad(score)(x).mul(v).sum())(x);
    const reverseOverForward = grad((x: Tensor) => jvp(score, [x], [v])[1])(x);
    close(forwardOverReverse, wanted, 6);
    close(reverseOverReverse, forwardOverReverse, 10);
    close(reverseOverForward, forwardOverReverse, 10);
  });

  test("it prints", () => {
    expect(String(derive((x: Tensor) => f(x).square().sum(), shape))).toBe(formula);
    expect(print(trace((x: Tensor) => f(x), shape))).toContain("[2, 3]");
  });

  test.each([[[0, 3]], [[1, 1]], [[3]]])("it takes shape %j, in float32 too", (shape) => {
    const small = tensor(new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(0.5), { shape });
    const single = f(small.reshape(shape));
    expect(single.dtype).toBe("float32");
    expect(grad((x: Tensor) => f(x).sum())(small).shape).toEqual(shape);
  });
});

/** The files of the page's diffs, with the lines that it says are there. */
const diffs = [...text.matchAll(/```diff\n(.*?)```/gs)].flatMap(([, diff = ""]) =>
  diff
    .split(/^--- .*\n/m)
    .slice(1)
    .map((part) => {
      const [head = "", ...lines] = part.trimEnd().split("\n");
      return { path: head.replace("+++ b/", ""), lines };
    }),
);

describe("the places it touches", () => {
  const listed = [...text.matchAll(/^ (packages\S+) /gm)].map(([, path = ""]) => path);

  test("are those of its list", () => {
    expect(listed.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    expect(listed).toEqual(expect.arrayContaining(diffs.map(({ path }) => path)));
  });

  test.each(diffs)(
    "$path has the lines that the page changes, in their order",
    ({ path, lines }) => {
      const before = lines.filter((line) => /^[ -]/.test(line)).map((line) => line.slice(1));
      expect(read(path)).toContain(before.join("\n"));
      expect(lines.some((line) => line.startsWith("+"))).toBe(true);
    },
  );
});
