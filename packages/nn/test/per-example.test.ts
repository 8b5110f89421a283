/** Gradients of a model for each sample by itself. */
import { expect, test } from "vitest";
import { type Tensor, grad, gradients, graph, random, sum, take, vmap } from "@chainrule/core";
import { tensorsOf } from "@chainrule/core/engine";
import { mlp, mse, tanh } from "../src/index.ts";

const network = mlp([3, 8, 2], { rng: random(0), activation: tanh });
const loss = (m: typeof network, x: Tensor, y: Tensor): Tensor => mse(m.forward(x), y);
const perExample = vmap(grad(loss), [null, 0, 0]);
const samples = (n: number): [Tensor, Tensor] => [
  random(1).normal([n, 3]),
  random(2).normal([n, 2]),
];

test("vmap gives a model of gradients, each with an axis of samples, as a loop would", () => {
  const [x, y] = samples(5);
  const found = perExample(network, x, y);
  expect(found.layers[0]).toBeInstanceOf(network.layers[0].constructor);
  expect(tensorsOf(found).map(({ shape }) => shape)).toEqual(
    tensorsOf(network).map(({ shape }) => [5, ...shape]),
  );
  for (let i = 0; i < 5; i++) {
    const one = grad(loss)(network, take(x, i), take(y, i));
    tensorsOf(found).forEach((g, k) =>
      expect([...take(g, i).data()]).toEqual([...(tensorsOf(one)[k] as Tensor).data()]),
    );
  }
});

test("the mean of the gradients is the gradient of the loss of the batch", () => {
  const [x, y] = samples(7);
  const whole = tensorsOf(grad(loss)(network, x, y));
  tensorsOf(perExample(network, x, y)).forEach((g, k) => {
    const wanted = whole[k]?.data() ?? [];
    g.mean(0)
      .data()
      .forEach((mean, i) => expect(mean).toBeCloseTo(wanted[i] as number, 14));
  });
});

test("neither the graph grows with the samples, nor is a parameter copied for each", () => {
  const nodes = (n: number): number =>
    graph(...tensorsOf(perExample(network, ...samples(n)))).nodes.length;
  expect(nodes(1000)).toBe(nodes(2));
  const total = sum(vmap(loss, [null, 0, 0])(network, ...samples(1000)));
  const slopes = gradients(total, tensorsOf(network));
  const [largest] = graph(...slopes)
    .nodes.map(({ size }) => size)
    .toSorted((a, b) => b - a);
  expect(largest).toBe(1000 * 8);
});
