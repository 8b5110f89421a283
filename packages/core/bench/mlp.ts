/** Training steps of a network 13-64-64-1 on batches of 32. */
import {
  type DType,
  type Tensor,
  add,
  evaluate,
  matmul,
  mean,
  mul,
  relu,
  square,
  sub,
  tensor,
  valueAndGrad,
} from "@chainrule/core";
import { uniform } from "./data.ts";
import type { Contenders, Task } from "./race.ts";

const LAYERS = [13, 64, 64, 1] as const;
const BATCH = 32;
const RATE = 0.01;

/** Row-major numbers and their shape. */
interface Table {
  readonly data: Float64Array;
  readonly shape: readonly number[];
}

interface Problem {
  /** Weights and biases in turn. */
  readonly parameters: readonly Table[];
  readonly x: Table;
  readonly target: Table;
}

function problem(): Problem {
  const layer = (outputs: number, l: number): Table[] => {
    const inputs = LAYERS[l] as number;
    return [
      { data: uniform(inputs * outputs, 10 + l, 1 / Math.sqrt(inputs)), shape: [inputs, outputs] },
      { data: new Float64Array(outputs), shape: [outputs] },
    ];
  };
  return {
    parameters: LAYERS.slice(1).flatMap(layer),
    x: { data: uniform(BATCH * LAYERS[0], 1), shape: [BATCH, LAYERS[0]] },
    target: { data: uniform(BATCH, 2), shape: [BATCH, 1] },
  };
}

/** Parameters and loss in `dtype`. */
export function network(dtype: DType): {
  readonly initial: readonly Tensor[];
  readonly loss: (p: readonly Tensor[]) => Tensor;
} {
  const { parameters, x, target } = problem();
  const make = ({ data, shape }: Table): Tensor => tensor(data, { shape, dtype });
  const [input, wanted] = [make(x), make(target)];
  const loss = (p: readonly Tensor[]): Tensor => {
    let h = input;
    for (let l = 0; l < p.length; l += 2) {
      h = add(matmul(h, p[l] as Tensor), p[l + 1] as Tensor);
      if (l + 2 < p.length) h = relu(h);
    }
    return mean(square(sub(h, wanted)));
  };
  return { initial: parameters.map(make), loss };
}

function training(dtype: DType): Task {
  const { initial, loss } = network(dtype);
  const slopes = valueAndGrad(loss);
  let p: readonly Tensor[] = initial;
  const step = (): void => {
    const [, g] = slopes(p);
    p = evaluate(p.map((w, i) => sub(w, mul(g[i] as Tensor, RATE))));
  };
  for (let i = 0; i < 5; i++) step();
  return { step, check: loss(p).item() };
}

/** TensorFlow.js is installed on demand, so that its types are not known here. */
interface Peer {
  readonly task: (problem: Problem, rate: number) => Promise<Task>;
}

async function theirs(): Promise<Task> {
  const { task } = (await import(new URL("../peers/tfjs.mjs", import.meta.url).href)) as Peer;
  return task(problem(), RATE);
}

export const ours = ["float32", "float64"] as const;
export const peer = "TensorFlow.js cpu";

export const contenders: Contenders = {
  float32: () => training("float32"),
  float64: () => training("float64"),
  [peer]: theirs,
};
