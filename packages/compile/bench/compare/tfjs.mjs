/** TensorFlow.js: op by op, its own optimizers. */
import { attentionData, digitsData, mlpData, scalarData, uniform } from "./data.mjs";
import { leavesOf, lossOf, parametersOf } from "./scalar-graph.mjs";
import { RATE } from "./works.mjs";

const quietly = async (run) => {
  const { log, warn } = console;
  console.log = console.warn = () => {};
  try {
    return await run();
  } finally {
    Object.assign(console, { log, warn });
  }
};

async function engine(load, backend) {
  const tf = (await load("tfjs", "@tensorflow/tfjs")).default;
  if (backend === "wasm") await load("tfjs", "@tensorflow/tfjs-backend-wasm");
  await tf.setBackend(backend);
  await tf.ready();
  if (tf.getBackend() !== backend) throw new Error(`the backend is ${tf.getBackend()}`);
  return tf;
}

export const openWasm = (load) => opened(load, "wasm");
export const openCpu = (load) => opened(load, "cpu");

async function opened(load, backend) {
  const tf = await quietly(() => engine(load, backend));
  const repeat = (step) => (k) => {
    for (let i = 0; i < k; i++) tf.tidy(() => void step());
  };
  const network = (P, x) => {
    let h = x;
    for (let i = 0; i < P.length; i += 2) {
      h = tf.add(tf.matMul(h, P[i]), P[i + 1]);
      if (i + 2 < P.length) h = tf.relu(h);
    }
    return h;
  };
  const trained = (c, d, lossOf, optimizer) => {
    const [x, t] = [
      tf.tensor(d.x, [c.batch, c.sizes[0]]),
      tf.tensor(d.t, [c.batch, c.sizes.at(-1)]),
    ];
    const P = d.Ws.flatMap((w, i) => [
      tf.variable(tf.tensor(w, [c.sizes[i], c.sizes[i + 1]])),
      tf.variable(tf.tensor(d.bs[i])),
    ]);
    const loss = () => lossOf(network(P, x), t);
    return {
      step: repeat(() => optimizer.minimize(loss, false, P)),
      forward: repeat(loss),
      fwdbwd: repeat(() => tf.variableGrads(loss, P)),
      loss: () => tf.tidy(() => loss().dataSync()[0]),
    };
  };
  const crossEntropy = (z, t) => tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(z), t), 1)));
  return {
    // Without WebAssembly the large ones take most of a second, and more.
    mlp: (c) =>
      backend === "cpu" && c.batch > 32
        ? undefined
        : trained(c, mlpData(c), (y, t) => tf.mean(tf.squaredDifference(y, t)), tf.train.sgd(RATE)),
    digits: (c) => trained(c, digitsData(c), crossEntropy, tf.train.adam(0.001, 0.9, 0.999, 1e-8)),
    attention(c) {
      const d = attentionData(c);
      const [rows, shape] = [c.batch * c.length, [c.batch, c.length, c.width]];
      const [x, t] = [tf.tensor(d.x, [rows, c.width]), tf.tensor(d.t, [rows, c.width])];
      const P = [
        ...d.matrices.map((w) => tf.tensor(w, [c.width, c.width])),
        tf.tensor(d.gain),
        tf.tensor(d.bias),
      ];
      const loss = (Q, K, V, O, gain, bias) => {
        const [q, k, v] = [Q, K, V].map((W) => tf.reshape(tf.matMul(x, W), shape));
        const scores = tf.mul(tf.matMul(q, k, false, true), 1 / Math.sqrt(c.width));
        const mixed = tf.matMul(tf.reshape(tf.matMul(tf.softmax(scores), v), [rows, c.width]), O);
        const h = tf.add(x, mixed);
        const off = tf.sub(h, tf.mean(h, 1, true));
        const variance = tf.mean(tf.square(off), 1, true);
        const y = tf.add(tf.mul(tf.div(off, tf.sqrt(tf.add(variance, 1e-5))), gain), bias);
        return tf.mean(tf.squaredDifference(y, t));
      };
      const both = tf.valueAndGrads(loss);
      return {
        run: repeat(() => both(P)),
        check: () =>
          tf.tidy(() => {
            const { value, grads } = both(P);
            const [a, b, e] = [grads[0], grads[3], grads[4]].map((g) => g.dataSync());
            return [value.dataSync()[0], a[0], b[1], e[2]];
          }),
      };
    },
    elem(s) {
      const x = tf.tensor(uniform(s.n, 5, 2));
      const f = (v) => tf.sum(tf.mul(tf.tanh(tf.add(tf.mul(v, s.a), s.b)), tf.sigmoid(v)));
      const both = tf.valueAndGrad(f);
      return {
        value: repeat(() => f(x)),
        grad: repeat(() => both(x)),
        check: () =>
          tf.tidy(() => {
            const { value, grad } = both(x);
            const slope = grad.dataSync();
            return [value.dataSync()[0], slope[0], slope[s.n - 1]];
          }),
      };
    },
    gemm(n) {
      const [a, b] = [1, 2].map((seed) => tf.tensor(uniform(n * n, seed), [n, n]));
      return repeat(() => tf.matMul(a, b));
    },
    chain({ ops, n }) {
      const x = tf.tensor(uniform(n, 6));
      const f = (v) => {
        let y = v;
        for (let i = 0; i < ops / 2; i++) y = tf.tanh(i % 2 === 0 ? tf.mul(y, 1.25) : tf.add(y, v));
        return tf.sum(y);
      };
      const both = tf.valueAndGrad(f);
      return repeat(() => both(x));
    },
    scalar(s) {
      const d = scalarData(s);
      const { add, mul, relu } = tf;
      const algebra = { leaf: (x) => tf.scalar(x), add, mul, relu };
      const net = leavesOf(d, (x) => tf.variable(tf.scalar(x)));
      const P = parametersOf(net);
      const loss = () => lossOf(algebra, net, d, s.alpha);
      return {
        epoch(k, lr = 0.1) {
          const sgd = tf.train.sgd(lr);
          for (let i = 0; i < k; i++) tf.tidy(() => void sgd.minimize(loss, false, P));
        },
        loss: () => tf.tidy(() => loss().dataSync()[0]),
      };
    },
  };
}
