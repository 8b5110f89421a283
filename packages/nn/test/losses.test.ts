import { type Tensor, gradients, grad, ones, tensor, valueAndGrad, zeros } from "@chainrule/core";
import { compile } from "@chainrule/compile";
import { describe, expect, test } from "vitest";
import {
  type LossReduction,
  accuracy,
  binaryCrossEntropy,
  crossEntropy,
  huber,
  mae,
  mse,
} from "../src/index.ts";
import { type Flat, expectClose, fixture } from "./fixture.ts";

const losses = {
  mse_loss: mse,
  l1_loss: mae,
  huber_loss: huber,
  cross_entropy: crossEntropy,
  soft_cross_entropy: crossEntropy,
  bce_with_logits: binaryCrossEntropy,
} as const;

interface Case {
  readonly id: string;
  readonly op: keyof typeof losses;
  readonly attrs: { readonly reduction: "mean" | "sum"; readonly delta?: number };
  readonly inputs: readonly (Flat & { readonly dtype?: "int32" })[];
  readonly cotangent: readonly number[];
  readonly output: Flat;
  readonly grads: readonly (readonly number[] | null)[];
}

const { cases } = fixture("losses") as { readonly cases: readonly Case[] };

describe.each(cases)("$id agrees with PyTorch", ({ op, attrs, inputs, ...expected }) => {
  const [prediction, target] = inputs.map(({ shape, data, dtype }): Tensor =>
    tensor(data, { shape, dtype: dtype ?? "float64" }),
  ) as [Tensor, Tensor];
  const loss = (p: Tensor, t: Tensor): Tensor => losses[op](p, t, attrs);

  test("in value and gradients", () => {
    const y = loss(prediction, target);
    expectClose([y.item()], expected.output.data, 1e-12);
    for (const [i, wanted] of expected.grads.entries()) {
      if (wanted === null) continue;
      const [slope] = gradients(y, [[prediction, target][i]!], tensor(expected.cotangent[0]!));
      expectClose(slope.data(), wanted, 1e-12);
    }
  });

  test("compiled", () => {
    const scaled = (p: Tensor, t: Tensor) => loss(p, t).mul(expected.cotangent[0]!);
    const [value, slope] = compile(valueAndGrad(scaled))(prediction, target);
    expectClose([value.item() / expected.cotangent[0]!], expected.output.data, 1e-12);
    expectClose(slope.data(), expected.grads[0]!, 1e-12);
  });
});

test("without reduction, each element has its own loss", () => {
  const [prediction, target] = [tensor([[1, 2, 3]]), tensor([[1, 0, 5]])];
  expect(mse(prediction, target, { reduction: "none" }).toArray()).toEqual([[0, 4, 4]]);
  expect(mae(prediction, target, { reduction: "none" }).toArray()).toEqual([[0, 2, 2]]);
});

test("where prediction and target agree, the slope is 0", () => {
  const at = tensor([2, 3]);
  for (const loss of [mse, mae, huber])
    expect(grad((p: Tensor) => loss(p, at))(tensor([2, 3])).toArray()).toEqual([0, 0]);
});

test("a printed graph shows one box", () => {
  for (const [name, loss] of Object.entries({ mse, mae, binaryCrossEntropy, huber }))
    expect(loss(zeros([3]), ones([3])).note?.scope?.name).toBe(name);
  const boxed = huber(zeros([3]), ones([3]), { delta: 2, reduction: "sum" }).note?.scope;
  expect(boxed?.attrs).toEqual({ delta: 2, reduction: "sum" });
  expect(crossEntropy(zeros([3, 2]), ones([3, 2])).note?.scope?.name).toBe("crossEntropy");
});

const slopeOf = (loss: (z: Tensor) => Tensor, z: Tensor) =>
  valueAndGrad(loss)(z).map((x: Tensor) => x.toArray());

describe("huber", () => {
  test("is a parabola up to delta, a line beyond, with one slope where they meet", () => {
    const each = (delta: number) =>
      huber(tensor([0.5, -1, 2, -3]), zeros([4]), { delta, reduction: "none" }).toArray();
    expect(each(1)).toEqual([0.125, 0.5, 1.5, 2.5]);
    expect(each(2)).toEqual([0.125, 0.5, 2, 4]);
    const sum = (z: Tensor) => huber(z, zeros([4]), { reduction: "sum" });
    expect(slopeOf(sum, tensor([0.5, -1, 1, -1e200]))[1]).toEqual([0.5, -1, 1, -1]);
  });
});

describe("binary cross entropy", () => {
  const truth = tensor([0, 1, 0, 1]);
  const loss = (z: Tensor) => binaryCrossEntropy(z, truth, { reduction: "sum" });

  test("is finite for logits of any size", () => {
    expect(slopeOf(loss, tensor([1000, 1000, -1000, -1000]))).toEqual([2000, [1, 0, 0, -1]]);
  });

  test("keeps its digits where the prediction is right", () => {
    const z = tensor([-40, 40, -40, 40]);
    const [value, slope] = slopeOf(loss, z) as [number, number[]];
    expect(value / (4 * Math.exp(-40))).toBeCloseTo(1, 14);
    for (const [i, s] of slope.entries())
      expect(s * (i % 2 === 0 ? 1 : -1) * Math.exp(40)).toBeCloseTo(1, 14);
  });
});

describe("cross entropy", () => {
  const far = tensor([
    [1000, -Infinity, 0],
    [-1000, 1000, 0],
  ]);

  test("is exact for logits of any size, −∞ off the class included", () => {
    const classes = tensor([0, 0], { dtype: "int32" });
    const loss = (z: Tensor) => crossEntropy(z, classes, { reduction: "sum" });
    expect(slopeOf(loss, far)).toEqual([
      2000,
      [
        [0, 0, 0],
        [-1, 1, 0],
      ],
    ]);
    expect(crossEntropy(far, classes, { reduction: "none" }).toArray()).toEqual([0, 2000]);
  });

  test("takes what is impossible, and expected to be so, for nothing", () => {
    const odds = tensor([
      [1, 0, 0],
      [0.5, 0, 0.5],
    ]);
    const loss = (z: Tensor) => crossEntropy(z, odds, { reduction: "sum" });
    expect(slopeOf(loss, far)).toEqual([
      1500,
      [
        [0, 0, 0],
        [-0.5, 1, -0.5],
      ],
    ]);
    expect(
      grad((y: Tensor) => crossEntropy(zeros([2, 3]), y, { reduction: "sum" }))(odds),
    ).toSatisfy((slope: Tensor) => slope.data().every((g) => Math.abs(g - Math.log(3)) < 1e-15));
  });

  test("of a class is that of its row of certainties", () => {
    const z = tensor([
      [0.1, 2, -1],
      [3, -2, 0.5],
    ]);
    const classes = tensor([2, 0], { dtype: "int32" });
    const certain = tensor([
      [0, 0, 1],
      [1, 0, 0],
    ]);
    for (const reduction of ["mean", "sum", "none"] as const satisfies LossReduction[])
      expectClose(
        crossEntropy(z, classes, { reduction }).data(),
        crossEntropy(z, certain, { reduction }).data(),
        1e-15,
      );
  });
});

test("accuracy is the share of rows whose class is the largest", () => {
  const z = tensor([
    [0.1, 2, -1],
    [3, -2, 0.5],
    [0, 0, -1],
    [1, 2, 3],
  ]);
  const right = (...classes: number[]) => accuracy(z, tensor(classes, { dtype: "int32" })).item();
  expect(right(1, 0, 0, 2)).toBe(1);
  expect(right(1, 0, 1, 0)).toBe(0.5);
  expect(
    accuracy(tensor([[1, 2]], { dtype: "float32" }), tensor([1], { dtype: "int32" })).dtype,
  ).toBe("float64");
});
