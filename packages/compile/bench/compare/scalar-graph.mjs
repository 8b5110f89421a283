/** A network written one number at a time, for any algebra of numbers; and by this engine. */
import { gradients, relu, tensor } from "@chainrule/core";
import { compile } from "@chainrule/compile";

/** Neurons with their weights and bias as leaves. */
export const leavesOf = ({ layers, sizes }, leaf) =>
  layers.map((w, l) =>
    Array.from({ length: sizes[l + 1] }, (_, o) => ({
      w: Array.from({ length: sizes[l] }, (_, i) => leaf(w[o * sizes[l] + i])),
      b: leaf(0),
    })),
  );

export const parametersOf = (net) => net.flat().flatMap(({ w, b }) => [...w, b]);

/** `mean(relu(1 − label·score)) + alpha · Σ p²` */
export function lossOf({ leaf, add, mul, relu }, net, { xs, ys }, alpha) {
  const neuron = ({ w, b }, h) => w.reduce((sum, wi, i) => add(sum, mul(wi, h[i])), b);
  const score = (x) =>
    net.reduce((h, layer, l) => {
      const out = layer.map((unit) => neuron(unit, h));
      return l < net.length - 1 ? out.map((v) => relu(v)) : out;
    }, x)[0];
  const hinge = xs.reduce((sum, x, n) => {
    const wrong = mul(score(x.map(leaf)), leaf(-ys[n]));
    return add(sum, relu(add(wrong, leaf(1))));
  }, leaf(0));
  const squares = parametersOf(net).reduce((sum, p) => add(sum, mul(p, p)), leaf(0));
  return add(mul(hinge, leaf(1 / xs.length)), mul(squares, leaf(alpha)));
}

const tensors = {
  leaf: (x) => tensor(x),
  add: (a, b) => a.add(b),
  mul: (a, b) => a.mul(b),
  relu: (a) => relu(a),
};

export const scalar =
  (options, { scalarData }) =>
  (s) => {
    const d = scalarData(s);
    const train = (net, lr) => {
      const value = lossOf(tensors, net, d, s.alpha);
      const slopes = gradients(value, parametersOf(net))[Symbol.iterator]();
      const moved = (p) => p.sub(slopes.next().value.mul(lr));
      return [
        value,
        net.map((layer) => layer.map(({ w, b }) => ({ w: w.map(moved), b: moved(b) }))),
      ];
    };
    const net = leavesOf(d, tensors.leaf);
    const { inputs, outputs, step } = compile(train, { ...options, donate: 0 }).program(
      net,
      tensor(0.1),
    );
    const [, lr] = inputs;
    return {
      epoch(k, by = 0.1) {
        lr[0] = by;
        for (let i = 0; i < k; i++) step();
      },
      loss() {
        lr[0] = 0;
        step();
        return outputs[0][0];
      },
    };
  };
