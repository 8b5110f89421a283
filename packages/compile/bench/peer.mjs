// This engine as one more peer of the benchmark that compares libraries. The harness gives data, timing and the form
// of the results: `--harness=FILE`. Weights are [in, out] there, data and learning rate those of every peer.

import { pathToFileURL } from "node:url";
import {
  gradients,
  matmul,
  mean,
  relu,
  sigmoid,
  sum,
  tanh,
  tensor,
  valueAndGrad,
} from "@chainrule/core";
import { compile } from "@chainrule/compile";

const harness = process.argv.find((arg) => arg.startsWith("--harness="))?.slice(10);
if (harness === undefined) throw new Error("--harness=FILE is missing");
const { drive, opt, W, mlpData, uniform, scalarData } = await import(pathToFileURL(harness).href);
const options = opt.threads > 1 ? { threads: opt.threads } : {};

const single = (data, shape) => tensor(data, { shape, dtype: "float32" });
const repeat = (step) => (k) => {
  for (let i = 0; i < k; i++) step();
};

const forward = (parameters, x) => {
  let h = x;
  for (let i = 0; i < parameters.length; i += 2) {
    h = matmul(h, parameters[i]).add(parameters[i + 1]);
    if (i + 2 < parameters.length) h = relu(h);
  }
  return h;
};

function mlp(c) {
  const d = mlpData(c);
  const parameters = d.Ws.flatMap((w, i) => [
    single(w, [c.sizes[i], c.sizes[i + 1]]),
    single(d.bs[i], [c.sizes[i + 1]]),
  ]);
  const x = single(d.x, [c.batch, c.sizes[0]]);
  const t = single(d.t, [c.batch, c.sizes[d.L]]);
  const loss = (p, a, b) => mean(forward(p, a).sub(b).square());
  const train = (p, a, b) => {
    const [value, slopes] = valueAndGrad((q) => loss(q, a, b))(p);
    return [value, p.map((q, i) => q.sub(slopes[i].mul(W.mlp.lr)))];
  };
  const step = compile(train, { ...options, donate: 0 }).program(parameters, x, t);
  const only = compile(loss, options).program(parameters, x, t);
  const both = compile((p, a, b) => valueAndGrad((q) => loss(q, a, b))(p), options).program(
    parameters,
    x,
    t,
  );
  return {
    // As a program in use: the batch is written into memory, and the loss is read.
    step: repeat(() => {
      step.inputs[1].set(d.x);
      step.inputs[2].set(d.t);
      step.step();
      if (Number.isNaN(step.outputs[0][0])) throw new Error("NaN");
    }),
    loss: () => {
      step.inputs[0].forEach((p, i) => only.inputs[0][i].set(p));
      only.step();
      return only.outputs[0];
    },
    forward: repeat(only.step),
    fwdbwd: repeat(both.step),
  };
}

function gemm(n, dtype) {
  const kind = dtype === "f32" ? "float32" : "float64";
  const Data = dtype === "f32" ? Float32Array : Float64Array;
  const [a, b] = [1, 2].map((seed) =>
    tensor(uniform(n * n, seed, 1, Data), { shape: [n, n], dtype: kind }),
  );
  return repeat(compile((x, y) => matmul(x, y), options).program(a, b).step);
}

function elem(s) {
  const x = single(uniform(s.n, 5, 2), [s.n]);
  const f = (v) => sum(tanh(v.mul(s.a).add(s.b)).mul(sigmoid(v)));
  const value = compile(f, options).program(x);
  const both = compile(valueAndGrad(f), options).program(x);
  return {
    value: repeat(value.step),
    grad: repeat(both.step),
    check() {
      both.step();
      const [[y], g] = both.outputs;
      return [y, g[0], g[s.n - 1]];
    },
  };
}

function scalar(s) {
  const { xs, ys, layers, sizes } = scalarData();
  const number = (v) => tensor(v);
  const net = layers.map((w, l) =>
    Array.from({ length: sizes[l + 1] }, (_, o) => ({
      w: Array.from({ length: sizes[l] }, (_, i) => number(w[o * sizes[l] + i])),
      b: number(0),
    })),
  );
  const neuron = ({ w, b }, h) => w.reduce((a, wi, i) => a.add(wi.mul(h[i])), b);
  const parametersOf = (layersOf) => layersOf.flat().flatMap(({ w, b }) => [...w, b]);
  const loss = (model) => {
    let total = number(0);
    xs.forEach((point, n) => {
      let h = point.map(number);
      model.forEach((layer, l) => {
        const out = layer.map((unit) => neuron(unit, h));
        h = l < model.length - 1 ? out.map((v) => relu(v)) : out;
      });
      total = total.add(relu(h[0].mul(-ys[n]).add(1)));
    });
    const squares = parametersOf(model).reduce((a, p) => a.add(p.mul(p)), number(0));
    return total.mul(1 / xs.length).add(squares.mul(s.alpha));
  };
  const train = (model, lr) => {
    const value = loss(model);
    const parameters = parametersOf(model);
    const slopes = gradients(value, parameters);
    const moved = parameters.map((p, i) => p.sub(slopes[i].mul(lr)));
    let next = 0;
    const updated = model.map((layer) =>
      layer.map(({ w }) => ({ w: w.map(() => moved[next++]), b: moved[next++] })),
    );
    return [value, updated];
  };
  const rate = tensor(0.1);
  const program = compile(train, { ...options, donate: 0 }).program(net, rate);
  const [lr] = [program.inputs[1]];
  return {
    epoch(k, by = 0.1) {
      lr[0] = by;
      for (let i = 0; i < k; i++) program.step();
    },
    loss() {
      lr[0] = 0;
      program.step();
      return program.outputs[0][0];
    },
  };
}

await drive({ name: "chainrule", gemm, mlp, elem, scalar });
