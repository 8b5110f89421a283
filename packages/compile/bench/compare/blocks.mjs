/** A classifier trained by Adam, a block with attention, and a long chain, by this engine. */
import {
  logSoftmax,
  matmul,
  mean,
  relu,
  softmax,
  square,
  sum,
  swapAxes,
  tanh,
  valueAndGrad,
} from "@chainrule/core";
import { compile } from "@chainrule/compile";
import { attentionData, digitsData, uniform } from "./data.mjs";
import { repeat, single } from "./chainrule-runs.mjs";

const [B1, B2, EPS, LR] = [0.9, 0.999, 1e-8, 0.001];

const crossEntropy = ([W, b, V, c], x, t) => {
  const logits = matmul(relu(matmul(x, W).add(b)), V).add(c);
  return mean(sum(logSoftmax(logits).mul(t), 1)).neg();
};

/** Parameters, averages of slopes and of their squares, and β₁ᵗ, β₂ᵗ. */
const adam = ({ p, m, v, b1, b2 }, x, t) => {
  const [value, g] = valueAndGrad((q) => crossEntropy(q, x, t))(p);
  const [c1, c2] = [b1.mul(B1), b2.mul(B2)];
  const means = m.map((a, i) => a.mul(B1).add(g[i].mul(1 - B1)));
  const squares = v.map((a, i) => a.mul(B2).add(g[i].square().mul(1 - B2)));
  const moved = p.map((q, i) => {
    const size = squares[i].div(c2.neg().add(1)).sqrt().add(EPS);
    return q.sub(means[i].div(c1.neg().add(1)).div(size).mul(LR));
  });
  return [value, { p: moved, m: means, v: squares, b1: c1, b2: c2 }];
};

export function digits(c) {
  const d = digitsData(c);
  const shapes = d.Ws.flatMap((_, i) => [[c.sizes[i], c.sizes[i + 1]], [c.sizes[i + 1]]]);
  const p = shapes.map((shape, i) => single(i % 2 === 0 ? d.Ws[i / 2] : d.bs[(i - 1) / 2], shape));
  const zeros = () => p.map((q) => q.mul(0));
  const one = () => single([1], []);
  const [x, t] = [single(d.x, [c.batch, c.sizes[0]]), single(d.t, [c.batch, c.sizes.at(-1)])];
  const state = { p, m: zeros(), v: zeros(), b1: one(), b2: one() };
  const { inputs, outputs, step } = compile(adam, { donate: 0 }).program(state, x, t);
  const only = compile(crossEntropy).program(p, x, t);
  return {
    step(k) {
      for (let i = 0; i < k; i++) {
        inputs[1].set(d.x);
        inputs[2].set(d.t);
        step();
        if (Number.isNaN(outputs[0][0])) throw new Error("the loss is NaN");
      }
    },
    loss() {
      inputs[0].p.forEach((values, i) => only.inputs[0][i].set(values));
      only.step();
      return only.outputs[0];
    },
  };
}

const norm = (h, gain, bias) => {
  const off = h.sub(mean(h, -1, { keepDims: true }));
  const variance = mean(square(off), -1, { keepDims: true });
  return off.div(variance.add(1e-5).sqrt()).mul(gain).add(bias);
};

export function attention(c) {
  const d = attentionData(c);
  const shape = [c.batch, c.length, c.width];
  const [x, t] = [single(d.x, shape), single(d.t, shape)];
  const p = [
    ...d.matrices.map((w) => single(w, [c.width, c.width])),
    single(d.gain, [c.width]),
    single(d.bias, [c.width]),
  ];
  const loss = ([Q, K, V, O, gain, bias], a, b) => {
    const scores = matmul(matmul(a, Q), swapAxes(matmul(a, K), -1, -2)).div(Math.sqrt(c.width));
    const mixed = matmul(matmul(softmax(scores, -1), matmul(a, V)), O);
    return mean(square(norm(a.add(mixed), gain, bias).sub(b)));
  };
  const both = compile((q, a, b) => valueAndGrad((r) => loss(r, a, b))(q)).program(p, x, t);
  return {
    run: repeat(both.step),
    check() {
      both.step();
      const [[y], g] = both.outputs;
      return [y, g[0][0], g[3][1], g[4][2]];
    },
  };
}

export function chain({ ops, n }) {
  const x = single(uniform(n, 6), [n]);
  const f = (v) => {
    let y = v;
    for (let i = 0; i < ops / 2; i++) y = tanh(i % 2 === 0 ? y.mul(1.25) : y.add(v));
    return sum(y);
  };
  return repeat(compile(valueAndGrad(f)).program(x).step);
}
