import { type Tensor, tensor, valueAndGrad } from "@chainrule/core";
import { tensorsOf } from "@chainrule/core/engine";
import { describe, test } from "vitest";
import {
  Linear,
  type Module,
  type SgdOptions,
  mse,
  relu,
  sequential,
  sgd,
  tanh,
} from "../src/index.ts";
import { type Flat, expectClose, fixture } from "./fixture.ts";

interface Run {
  readonly hyper: { lr: number; momentum?: number; nesterov?: boolean; weight_decay?: number };
  readonly losses: readonly number[];
  readonly params_after: Readonly<Record<string, readonly (readonly number[])[]>>;
}

interface Network {
  readonly id: string;
  readonly activation: "relu" | "tanh";
  readonly X: Flat;
  readonly Y: Flat;
  readonly params: readonly Flat[];
  readonly output: Flat;
  readonly loss0: number;
  readonly grads: readonly (readonly number[] | Flat)[];
  readonly optimizers: Readonly<Record<string, Run>>;
}

const { cases } = fixture("networks") as { readonly cases: readonly Network[] };

const held = ({ shape, data }: Flat): Tensor => tensor(data, { shape });

function networkOf({ params, activation }: Network): Module {
  const layers: Module[] = [];
  for (let i = 0; i < params.length; i += 2) {
    if (i > 0) layers.push(activation === "relu" ? relu() : tanh());
    const [weight, bias] = [held(params[i]!), held(params[i + 1]!)];
    layers.push(
      new Linear(weight as Tensor<readonly [number, number]>, bias as Tensor<readonly [number]>),
    );
  }
  return sequential(...layers);
}

const optionsOf = ({ hyper }: Run): SgdOptions => ({
  momentum: hyper.momentum ?? 0,
  nesterov: hyper.nesterov ?? false,
  weightDecay: hyper.weight_decay ?? 0,
});

const loss = (model: Module, x: Tensor, y: Tensor) => mse(model.forward(x), y);

function expectParameters(model: unknown, expected: readonly (readonly number[] | Flat)[]): void {
  for (const [i, x] of tensorsOf(model).entries()) {
    const numbers = expected[i]!;
    expectClose(x.data(), "data" in numbers ? numbers.data : numbers, 1e-10);
  }
}

describe.each(cases)("$id agrees with PyTorch", (network) => {
  const [x, y] = [held(network.X), held(network.Y)];

  test("in output, loss and gradient", () => {
    const model = networkOf(network);
    expectClose(model.forward(x).data(), network.output.data, 1e-10);
    const [value, gradient] = valueAndGrad(loss)(model, x, y);
    expectClose([value.item()], [network.loss0], 1e-10);
    expectParameters(gradient, network.grads);
  });

  test.each(Object.entries(network.optimizers))("over 50 steps of %s", (_, run) => {
    const optimizer = sgd(run.hyper.lr, optionsOf(run));
    let model = networkOf(network);
    let state = optimizer.init(model);
    const losses: number[] = [];
    for (let step = 1; step <= 50; step++) {
      const [value, gradient] = valueAndGrad(loss)(model, x, y);
      losses.push(value.item());
      [model, state] = optimizer.update(model, gradient, state);
      const expected = run.params_after[step];
      if (expected !== undefined) expectParameters(model, expected);
    }
    losses.push(loss(model, x, y).item());
    expectClose(losses, run.losses, 1e-10);
  });
});
