import { compile } from "@chainrule/compile";
import { type Tensor, tensor, valueAndGrad } from "@chainrule/core";
import { tensorsOf } from "@chainrule/core/engine";
import { describe, test } from "vitest";
import {
  Linear,
  type Module,
  type Optimizer,
  type OptimizerState,
  adagrad,
  adam,
  adamW,
  huber,
  mse,
  relu,
  rmsprop,
  sequential,
  sgd,
  tanh,
} from "../src/index.ts";
import { type Flat, expectClose, fixture } from "./fixture.ts";

/** Options by PyTorch's names, which are ours but for `weight_decay`. */
interface Hyper {
  readonly lr: number;
  readonly weight_decay?: number;
}

const optimizers = { SGD: sgd, Adam: adam, AdamW: adamW, RMSprop: rmsprop, Adagrad: adagrad };

interface Run {
  readonly kind: keyof typeof optimizers;
  readonly hyper: Hyper;
  readonly losses: readonly number[];
  readonly params_after: Readonly<Record<string, readonly (readonly number[])[]>>;
}

interface Network {
  readonly id: string;
  readonly activation: "relu" | "tanh" | "none";
  readonly loss: "mse" | "huber";
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

const optimizerOf = ({ kind, hyper }: Run): Optimizer => {
  const { lr, weight_decay: weightDecay = 0, ...options } = hyper;
  return optimizers[kind](lr, { weightDecay, ...options });
};

function expectParameters(model: unknown, expected: readonly (readonly number[] | Flat)[]): void {
  for (const [i, x] of tensorsOf(model).entries()) {
    const numbers = expected[i]!;
    expectClose(x.data(), "data" in numbers ? numbers.data : numbers, 1e-10);
  }
}

type State = readonly [model: Module, state: OptimizerState<Module>];

describe.each(cases)("$id agrees with PyTorch", (network) => {
  const [x, y] = [held(network.X), held(network.Y)];
  const criterion = network.loss === "mse" ? mse : huber;
  const loss = (model: Module, x: Tensor, y: Tensor) => criterion(model.forward(x), y);

  test("in output, loss and gradient", () => {
    const model = networkOf(network);
    expectClose(model.forward(x).data(), network.output.data, 1e-10);
    const [value, gradient] = valueAndGrad(loss)(model, x, y);
    expectClose([value.item()], [network.loss0], 1e-10);
    expectParameters(gradient, network.grads);
  });

  describe.each(Object.entries(network.optimizers))("over 50 steps of %s", (_, run) => {
    const optimizer = optimizerOf(run);
    const step = ([model, state]: State, x: Tensor, y: Tensor): readonly [Tensor, State] => {
      const [value, gradient] = valueAndGrad(loss)(model, x, y);
      return [value, optimizer.update(model, gradient, state)];
    };
    const start = (): State => {
      const model = networkOf(network);
      return [model, optimizer.init(model)];
    };

    test.each([
      ["on values", step],
      ["compiled", compile(step, { donate: 0 })],
    ])("%s", (_, step) => {
      let now = start();
      const losses: number[] = [];
      for (let k = 1; k <= 50; k++) {
        const [value, next] = step(now, x, y);
        losses.push(value.item());
        now = next;
        const expected = run.params_after[k];
        if (expected !== undefined) expectParameters(now[0], expected);
      }
      losses.push(loss(now[0], x, y).item());
      expectClose(losses, run.losses, 1e-10);
    });

    test("the same either way", () => {
      const compiled = compile(step, { donate: 0 });
      let [a, b] = [start(), start()];
      for (let k = 1; k <= 50; k++) {
        const [p, next] = step(a, x, y);
        const [q, other] = compiled(b, x, y);
        expectClose([q.item()], [p.item()], 1e-12);
        [a, b] = [next, other];
      }
      const kept = tensorsOf(a);
      for (const [i, other] of tensorsOf(b).entries())
        expectClose(other.data(), kept[i]!.data(), 1e-12);
    });
  });
});
