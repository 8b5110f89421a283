import {
  type DType,
  type Tensor,
  data,
  gradients,
  matmul,
  mean,
  random,
  relu,
} from "@chainrule/core";
import { input } from "@chainrule/core/engine";

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
