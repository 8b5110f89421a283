/** This engine as one of the contenders. Data of other harnesses can be passed in place of recipes. */

import {
  matmul,
  mean,
  relu,
  sigmoid,
  square,
  sum,
  tanh,
  tensor,
  valueAndGrad,
} from "@chainrule/core";
import { compile } from "@chainrule/compile";
import * as recipes from "./data.mjs";
import { attention, chain, digits } from "./blocks.mjs";
import { late, lateRun, repeat, single } from "./chainrule-runs.mjs";
import { scalar } from "./scalar-graph.mjs";
import { RATE } from "./works.mjs";

const forward = (parameters, x) => {
  let h = x;
  for (let i = 0; i < parameters.length; i += 2) {
    h = matmul(h, parameters[i]).add(parameters[i + 1]);
    if (i + 2 < parameters.length) h = relu(h);
  }
  return h;
};
const parametersOf = ({ Ws, bs }, sizes) =>
  Ws.flatMap((w, i) => [single(w, [sizes[i], sizes[i + 1]]), single(bs[i], [sizes[i + 1]])]);
const squaredError = (p, x, t) => mean(square(forward(p, x).sub(t)));
const descent = (p, x, t) => {
  const [value, slopes] = valueAndGrad((q) => squaredError(q, x, t))(p);
  return [value, p.map((q, i) => q.sub(slopes[i].mul(RATE)))];
};

/** Networks as programs: a batch is written into their memory, a step is taken, the loss is read. */
const mlpWith =
  (options, { mlpData }) =>
  (c) => {
    const d = mlpData(c);
    const p = parametersOf(d, c.sizes);
    const [x, t] = [single(d.x, [c.batch, c.sizes[0]]), single(d.t, [c.batch, c.sizes.at(-1)])];
    const train = late(() => compile(descent, { ...options, donate: 0 }).program(p, x, t));
    const only = late(() => compile(squaredError, options).program(p, x, t));
    const both = late(() =>
      compile((q, a, b) => valueAndGrad((r) => squaredError(r, a, b))(q), options).program(p, x, t),
    );
    return {
      step(k) {
        const { inputs, outputs, step } = train();
        for (let i = 0; i < k; i++) {
          inputs[1].set(d.x);
          inputs[2].set(d.t);
          step();
          if (Number.isNaN(outputs[0][0])) throw new Error("the loss is NaN");
        }
      },
      loss() {
        train().inputs[0].forEach((values, i) => only().inputs[0][i].set(values));
        only().step();
        return only().outputs[0];
      },
      forward: lateRun(only),
      fwdbwd: lateRun(both),
    };
  };

/** The same called with tensors, which the functions below get and give back. */
const mlpOfTensors = (c) => {
  const d = recipes.mlpData(c);
  let p = parametersOf(d, c.sizes);
  const [x, t] = [single(d.x, [c.batch, c.sizes[0]]), single(d.t, [c.batch, c.sizes.at(-1)])];
  const train = compile(descent, { donate: 0 });
  const only = compile(squaredError);
  return {
    step(k) {
      let value;
      for (let i = 0; i < k; i++) [value, p] = train(p, x, t);
      value.item();
    },
    loss: () => only(p, x, t).item(),
  };
};

const gemmWith = (options) => (n, dtype) => {
  const [kind, Data] = dtype === "f32" ? ["float32", Float32Array] : ["float64", Float64Array];
  const [a, b] = [1, 2].map((seed) =>
    tensor(recipes.uniform(n * n, seed, 1, Data), { shape: [n, n], dtype: kind }),
  );
  return repeat(compile((x, y) => matmul(x, y), options).program(a, b).step);
};

const elemWith = (options) => (s) => {
  const x = single(recipes.uniform(s.n, 5, 2), [s.n]);
  const f = (v) => sum(tanh(v.mul(s.a).add(s.b)).mul(sigmoid(v)));
  const both = late(() => compile(valueAndGrad(f), options).program(x));
  return {
    value: lateRun(() => compile(f, options).program(x)),
    grad: lateRun(both),
    check() {
      const { step, outputs } = both();
      step();
      const [[y], slope] = outputs;
      return [y, slope[0], slope[s.n - 1]];
    },
  };
};

/** The engine as programs. `options` go to `compile`, `data` may hold another recipe for networks and points. */
export const chainrule = (options = {}, data = recipes) => ({
  mlp: mlpWith(options, data),
  gemm: gemmWith(options),
  elem: elemWith(options),
  scalar: scalar(options, data),
  digits,
  attention,
  chain,
});

export const open = () => chainrule();
/** Compiled functions called with tensors. */
export const openTensors = () => ({ mlp: mlpOfTensors });
