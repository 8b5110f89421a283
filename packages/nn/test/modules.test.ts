import { type Tensor, grad, random, tensor, valueAndGrad } from "@chainrule/core";
import { fillTree, leavesOf } from "@chainrule/core/engine";
import { describe, expect, test } from "vitest";
import {
  Linear,
  type Module,
  Sequential,
  flatten,
  gelu,
  leakyRelu,
  linear,
  mlp,
  mse,
  relu,
  sequential,
  sgd,
  sigmoid,
  silu,
  softmax,
  softplus,
  tanh,
} from "../src/index.ts";
import { expectClose } from "./fixture.ts";

const rng = random(3);

test("a linear layer is x·weightᵀ + bias", () => {
  const layer = new Linear(
    tensor([
      [1, 2],
      [3, 4],
      [5, 6],
    ]),
    tensor([10, 20, 30]),
  );
  expect(
    layer
      .forward(
        tensor([
          [1, 0],
          [0, 1],
        ] as const),
      )
      .toArray(),
  ).toEqual([
    [11, 23, 35],
    [12, 24, 36],
  ]);
  expect(layer.forward(tensor([1, 1] as const)).toArray()).toEqual([13, 27, 41]);
});

test("a linear layer without bias is x·weightᵀ, and maps 0 to 0", () => {
  const layer = linear(2, 3, { rng, bias: false });
  expect(layer.bias).toBeNull();
  expect(layer.forward(tensor([[0, 0]])).toArray()).toEqual([[0, 0, 0]]);
});

test("a linear layer maps the last axis of any number of axes", () => {
  const layer = linear(2, 3, { rng });
  const x = rng.normal([5, 4, 2]);
  expect(layer.forward(x).shape).toEqual([5, 4, 3]);
  expectClose(layer.forward(x).data(), layer.forward(x.reshape([20, 2])).data(), 1e-15);
});

test.each([
  [relu(), [0, 0, 2]],
  [leakyRelu(0.1), [-0.1, 0, 2]],
  [tanh(), [Math.tanh(-1), 0, Math.tanh(2)]],
  [sigmoid(), [1 / (1 + Math.E), 0.5, 1 / (1 + Math.exp(-2))]],
  [gelu(), [-0.15865525393145707, 0, 1.9544997361036416]],
  [gelu({ approximate: "tanh" }), [-0.15880800939172324, 0, 1.954597694087775]],
  [silu(), [-1 / (1 + Math.E), 0, 2 / (1 + Math.exp(-2))]],
  [softplus(), [Math.log1p(Math.exp(-1)), Math.LN2, Math.log1p(Math.exp(2))]],
  [softmax(), [-1, 0, 2].map((x) => Math.exp(x) / (Math.exp(-1) + 1 + Math.exp(2)))],
])("$name keeps the shape", (activation, expected) => {
  const y = activation.forward(tensor([[-1, 0, 2]]));
  expect(y.shape).toEqual([1, 3]);
  expectClose(y.data(), expected, 1e-15);
});

test("flatten keeps the batch axis", () => {
  expect(flatten().forward(rng.normal([5, 2, 3])).shape).toEqual([5, 6]);
  expect(flatten().forward(rng.normal([5])).shape).toEqual([5, 1]);
});

test("parameters are named by the way to them", () => {
  const inner = sequential(linear(3, 2, { rng }), tanh());
  const names = leavesOf(sequential(linear(1, 3, { rng }), inner)).map(({ tensor }) => tensor.name);
  expect(names).toEqual([
    "layers[0].weight",
    "layers[0].bias",
    "layers[1].layers[0].weight",
    "layers[1].layers[0].bias",
  ]);
});

test("the parameters of an mlp are called W1, b1, W2, b2, and keep their names when trained", () => {
  let model = mlp([2, 3, 1], { rng, activation: tanh });
  const names = () => leavesOf(model).map(({ tensor }) => tensor.name);
  expect(names()).toEqual(["W1", "b1", "W2", "b2"]);
  const gradient = grad((m: typeof model) => m.forward(rng.normal([4, 2])).sum())(model);
  const optimizer = sgd(0.1);
  [model] = optimizer.update(model, gradient, optimizer.init(model));
  expect(names()).toEqual(["W1", "b1", "W2", "b2"]);
});

test("the gradient of a model is a model", () => {
  const model = mlp([2, 3, 1], { rng });
  const x = rng.normal([4, 2]);
  const gradient = grad((m: typeof model) => m.forward(x).square().mean())(model);
  expect(gradient).toBeInstanceOf(Sequential);
  expect(gradient.layers[0]).toBeInstanceOf(Linear);
  expect(gradient.layers[2].weight.shape).toEqual([1, 3]);
  expect(gradient.forward(x).shape).toEqual([4, 1]);
});

test("a module of one's own needs nothing but tensors and forward", () => {
  class Scale implements Module {
    readonly factor: Tensor = tensor(2, { name: "factor" });
    forward(x: Tensor): Tensor {
      return x.mul(this.factor);
    }
  }
  const model = sequential(linear(2, 1, { rng }), new Scale());
  const gradient = grad((m: typeof model) => m.forward(tensor([[1, 1]])).sum())(model);
  const half = linear(2, 1, { rng });
  expect(gradient.layers[1]).toBeInstanceOf(Scale);
  expect(gradient.layers[1].factor.item()).toBeCloseTo(
    model.layers[0].forward(tensor([[1, 1]] as const)).item(),
  );
  expect(half.weight.shape).toEqual([1, 2]);
});

describe.each<[string, Module, readonly number[]]>([
  ["linear", linear(3, 2, { rng }), [5, 3]],
  ["linear without bias", linear(3, 2, { rng, bias: false }), [5, 3]],
  ["linear of a stack", linear(3, 2, { rng }), [2, 4, 3]],
  ["relu", relu(), [4, 3]],
  ["leakyRelu", leakyRelu(), [4, 3]],
  ["tanh", tanh(), [4, 3]],
  ["sigmoid", sigmoid(), [4, 3]],
  ["gelu", gelu(), [4, 3]],
  ["gelu with tanh", gelu({ approximate: "tanh" }), [4, 3]],
  ["silu", silu(), [4, 3]],
  ["softplus", softplus(), [4, 3]],
  ["softmax", softmax(), [4, 3]],
  ["flatten", flatten(), [4, 3, 2]],
  ["mlp with tanh", mlp([3, 4, 2], { rng, activation: tanh }), [5, 3]],
  ["mlp with relu", mlp([3, 4, 4, 2], { rng }), [5, 3]],
])("%s", (_, module, shape) => {
  const x = rng.normal(shape);
  const weights = rng.normal(module.forward(x).shape);
  const f = ([m, at]: readonly [Module, Tensor]) => m.forward(at).mul(weights).sum();

  test("has the gradient that central differences have, in its input and its parameters", () => {
    const point = [module, x] as const;
    const gradient = leavesOf(grad(f)(point)).map(({ tensor }) => [...tensor.data()]);
    for (const [i, { tensor: p }] of leavesOf(point).entries())
      expectClose(gradient[i]!, differences(f, point, i, p), 1e-7);
  });
});

/** Central differences of `f` in tensor number `i` of `point`. */
function differences<P>(f: (point: P) => Tensor, point: P, i: number, p: Tensor): number[] {
  const leaves = leavesOf(point).map(({ tensor }) => tensor);
  const at = [...p.data()];
  const value = (k: number, move: number): number => {
    const data = at.with(k, (at[k] ?? NaN) + move);
    return f(fillTree(point, leaves.with(i, tensor(data, { shape: p.shape })))).item();
  };
  const h = 1e-6;
  return at.map((_, k) => (value(k, h) - value(k, -h)) / (2 * h));
}

test("a network learns XOR", () => {
  const x = tensor([
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ] as const);
  const y = tensor([[0], [1], [1], [0]] as const);
  let model = sequential(linear(2, 8, { rng }), tanh(), linear(8, 1, { rng }));
  const optimizer = sgd(0.1, { momentum: 0.9 });
  let state = optimizer.init(model);
  const loss = (m: typeof model) => mse(m.forward(x), y);
  for (let step = 0; step < 300; step++) {
    const [, gradient] = valueAndGrad(loss)(model);
    [model, state] = optimizer.update(model, gradient, state);
  }
  expect(loss(model).item()).toBeLessThan(1e-3);
  expect([...model.forward(x).data()].map(Math.round).map(Math.abs)).toEqual([0, 1, 1, 0]);
});
