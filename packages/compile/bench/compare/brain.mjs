/**
 * brain.js. It learns from one sample after the other, with momentum, relu on every layer and plain arrays: what it does for a batch is
 * not the step of the others, so its loss is not compared.
 */
import { mlpData } from "./data.mjs";
import { RATE } from "./works.mjs";

export async function open(load) {
  const brain = (await load("brain", "brain.js")).default;
  return {
    mlp(c) {
      if (c.sizes[0] >= 784) return undefined;
      const d = mlpData(c);
      const [n, m] = [c.sizes[0], c.sizes.at(-1)];
      const samples = Array.from({ length: c.batch }, (_, i) => ({
        input: d.x.slice(i * n, (i + 1) * n),
        output: d.t.slice(i * m, (i + 1) * m),
      }));
      const net = new brain.NeuralNetwork({
        hiddenLayers: c.sizes.slice(1, -1),
        activation: "relu",
      });
      const plain = samples.map(({ input, output }) => ({
        input: [...input],
        output: [...output],
      }));
      net.train(plain, { iterations: 1, learningRate: RATE, errorThresh: 1e-9 });
      return {
        step(k) {
          for (let i = 0; i < k; i++) for (const sample of samples) net.trainPattern(sample);
        },
      };
    },
  };
}
