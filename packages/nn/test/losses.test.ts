import { type Tensor, gradients, grad, ones, tensor, zeros } from "@chainrule/core";
import { expect, test } from "vitest";
import { mae, mse } from "../src/index.ts";
import { type Flat, expectClose, fixture } from "./fixture.ts";

interface Case {
  readonly id: string;
  readonly op: "mse_loss" | "l1_loss";
  readonly attrs: { readonly reduction: "mean" | "sum" };
  readonly inputs: readonly [Flat, Flat];
  readonly cotangent: readonly number[];
  readonly output: Flat;
  readonly grads: readonly (readonly number[])[];
}

const { cases } = fixture("losses") as { readonly cases: readonly Case[] };

test.each(cases)("$id agrees with PyTorch", ({ op, attrs, inputs, ...expected }) => {
  const [prediction, target] = inputs.map(({ shape, data }): Tensor => tensor(data, { shape })) as [
    Tensor,
    Tensor,
  ];
  const y = (op === "mse_loss" ? mse : mae)(prediction, target, attrs);
  expectClose([y.item()], expected.output.data, 1e-12);
  const slopes = gradients(y, [prediction, target], tensor(expected.cotangent[0]!));
  for (const [i, slope] of slopes.entries()) expectClose(slope.data(), expected.grads[i]!, 1e-12);
});

test("without reduction, each element has its own loss", () => {
  const [prediction, target] = [tensor([[1, 2, 3]]), tensor([[1, 0, 5]])];
  expect(mse(prediction, target, { reduction: "none" }).toArray()).toEqual([[0, 4, 4]]);
  expect(mae(prediction, target, { reduction: "none" }).toArray()).toEqual([[0, 2, 2]]);
});

test("where prediction and target agree, the slope of both is 0", () => {
  const at = tensor([2, 3]);
  for (const loss of [mse, mae])
    expect(grad((p: Tensor) => loss(p, at))(tensor([2, 3])).toArray()).toEqual([0, 0]);
});

test("a printed graph shows one box", () => {
  expect(mse(zeros([3]), ones([3])).note?.scope?.name).toBe("mse");
});
