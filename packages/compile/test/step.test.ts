import { describe, expect, test } from "vitest";
import {
  type DType,
  type Tensor,
  data,
  gradients,
  matmul,
  mean,
  random,
  relu,
  tensor,
} from "@chainrule/core";
import { evaluateRoots, input } from "@chainrule/core/engine";
import { program } from "../src/program.ts";

/** One step of gradient descent on the mean squared error; every new parameter may take the old one's place. */
export function mlpStep(sizes: readonly number[], batch: number, dtype: DType) {
  const rng = random(3);
  const make = (shape: number[], scale = 1): Tensor => {
    const values = data(rng.split().uniform(shape, { low: -scale, high: scale }));
    return input(
      dtype === "float32" ? Float32Array.from(values) : Float64Array.from(values),
      shape,
      dtype,
    );
  };
  const parameters: Tensor[] = [];
  for (let i = 0; i + 1 < sizes.length; i++) {
    const [n = 1, m = 1] = [sizes[i], sizes[i + 1]];
    parameters.push(make([n, m], 1 / Math.sqrt(n)), make([m], 0.1));
  }
  const x = make([batch, sizes[0] ?? 1]);
  const t = make([batch, sizes.at(-1) ?? 1]);
  let h: Tensor = x;
  for (let i = 0; i + 1 < sizes.length; i++) {
    h = matmul(h, parameters[2 * i] as Tensor).add(parameters[2 * i + 1] as Tensor);
    if (i + 2 < sizes.length) h = relu(h);
  }
  const loss = mean(h.sub(t).square()) as Tensor;
  const slopes = gradients(loss as never, parameters);
  const updated = parameters.map((p, i) => p.sub((slopes[i] as Tensor).mul(0.01)));
  return {
    outputs: [loss, ...updated],
    donated: new Map(updated.map((u, i) => [u, parameters[i] as Tensor])),
  };
}

const cases = [
  [[7, 5, 3], 1],
  [[7, 5, 3], 3],
  [[7, 5, 3], 33],
  [[1, 1], 1],
  [[1, 1], 5],
  [[4, 6, 4, 2], 1],
  [[4, 6, 4, 2], 32],
  [[13, 64, 64, 1], 32],
  [[3, 130, 66], 65],
  [[784, 128, 10], 32],
] as const;

describe.each(cases)("a training step of %s, batch %i", (sizes, batch) => {
  test.each([
    ["float64", 1e-12],
    ["float32", 1e-5],
  ] as const)("%s equals the reference", (dtype, tolerance) => {
    const { outputs, donated } = mlpStep(sizes, batch, dtype);
    evaluateRoots(outputs);
    const expected = outputs.map((y) => [...data(y)]);
    const fresh = mlpStep(sizes, batch, dtype);
    const p = program(fresh.outputs, fresh.donated);
    p.step();
    fresh.outputs.forEach((o, i) => {
      const got = p.view(o);
      const list = expected[i] as number[];
      const scale = Math.max(...list.map(Math.abs));
      list.forEach((v, j) =>
        expect(Math.abs((got[j] ?? NaN) - v), `${i} ${j}`).toBeLessThanOrEqual(
          tolerance * Math.max(scale, 1e-30),
        ),
      );
    });
  });
});
void tensor;
