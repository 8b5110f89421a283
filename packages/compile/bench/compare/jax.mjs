/** @jax-js/jax on its WebAssembly backend, everything inside of `jit`. An array is given away when it is used; `ref` keeps it. */
import { attentionData, digitsData, mlpData, uniform } from "./data.mjs";
import { RATE } from "./works.mjs";

export async function open(load) {
  const jax = await load("jax", "@jax-js/jax");
  const { numpy: np, nn, grad, valueAndGrad, jit, tree } = jax;
  await jax.init("wasm");
  jax.defaultDevice("wasm");
  const array = (data, shape) => np.array(data, { shape });
  /** Arrays are lazy: reading a small one runs the whole call, and quicker than waiting for all. */
  const read = (a) => void a.ref.dataSync();
  const finish = (arrays) => {
    read(arrays[0]);
    for (const a of arrays) a.dispose();
  };
  const layersOf = ({ Ws, bs }, sizes) =>
    Ws.flatMap((w, i) => [array(w, [sizes[i], sizes[i + 1]]), array(bs[i], [sizes[i + 1]])]);
  const network = (P, x) => {
    let h = x;
    for (let i = 0; i < P.length; i += 2) {
      h = np.matmul(h, P[i]).add(P[i + 1]);
      if (i + 2 < P.length) h = nn.relu(h);
    }
    return h;
  };
  const repeat = (step) => (k) => {
    for (let i = 0; i < k; i++) step();
  };
  const trained = (c, d, lossOf, update, first) => {
    const [x, t] = [array(d.x, [c.batch, c.sizes[0]]), array(d.t, [c.batch, c.sizes.at(-1)])];
    const [loss, both, next] = [
      jit(lossOf),
      jit((P, a, b) => valueAndGrad(lossOf)(P, a, b)),
      jit(update),
    ];
    let state = first(layersOf(d, c.sizes));
    return {
      step: repeat(() => {
        state = next(state, x.ref, t.ref);
        read(state.P.at(-1));
      }),
      forward: repeat(() => finish([loss(tree.ref(state.P), x.ref, t.ref)])),
      fwdbwd: repeat(() => {
        const [value, slopes] = both(tree.ref(state.P), x.ref, t.ref);
        finish([value, ...slopes]);
      }),
      loss: () => loss(tree.ref(state.P), x.ref, t.ref).dataSync()[0],
    };
  };
  const squaredError = (P, x, t) => np.square(network(P, x).sub(t)).mean();
  const crossEntropy = (P, x, t) =>
    np
      .sum(nn.logSoftmax(network(P, x), -1).mul(t), 1)
      .mean()
      .mul(-1);
  const descent = ({ P }, x, t) => {
    const g = grad(squaredError)(tree.ref(P), x, t);
    return { P: P.map((p, i) => p.sub(g[i].mul(RATE))) };
  };
  const adam = ({ P, m, v, b1, b2 }, x, t) => {
    const g = grad(crossEntropy)(tree.ref(P), x, t);
    const [c1, c2] = [b1.mul(0.9), b2.mul(0.999)];
    const next = { P: [], m: [], v: [] };
    for (const [i, p] of P.entries()) {
      const mean = m[i].mul(0.9).add(g[i].ref.mul(0.1));
      const squares = v[i].mul(0.999).add(np.square(g[i]).mul(0.001));
      next.m.push(mean.ref);
      next.v.push(squares.ref);
      const size = np.sqrt(squares.div(c2.ref.mul(-1).add(1))).add(1e-8);
      next.P.push(p.sub(mean.div(c1.ref.mul(-1).add(1)).div(size).mul(0.001)));
    }
    return { ...next, b1: c1, b2: c2 };
  };
  return {
    mlp: (c) => trained(c, mlpData(c), squaredError, descent, (P) => ({ P })),
    digits: (c) =>
      trained(c, digitsData(c), crossEntropy, adam, (P) => ({
        P,
        m: P.map((p) => np.zeros(p.shape)),
        v: P.map((p) => np.zeros(p.shape)),
        b1: np.array(1),
        b2: np.array(1),
      })),
    attention(c) {
      const d = attentionData(c);
      const shape = [c.batch, c.length, c.width];
      const [x, t] = [array(d.x, shape), array(d.t, shape)];
      const P = [
        ...d.matrices.map((w) => array(w, [c.width, c.width])),
        array(d.gain, [c.width]),
        array(d.bias, [c.width]),
      ];
      const loss = ([Q, K, V, O, gain, bias], a, b) => {
        const [q, k, v] = [Q, K, V].map((W) => np.matmul(a.ref, W));
        const scores = np.matmul(q, np.swapaxes(k, -1, -2)).mul(1 / Math.sqrt(c.width));
        const mixed = np.matmul(np.matmul(nn.softmax(scores, -1), v), O);
        const y = nn.standardize(a.add(mixed)).mul(gain).add(bias);
        return np.square(y.sub(b)).mean();
      };
      const both = jit((p, a, b) => valueAndGrad(loss)(p, a, b));
      const run = () => both(tree.ref(P), x.ref, t.ref);
      return {
        run: repeat(() => {
          const [value, slopes] = run();
          finish([value, ...slopes]);
        }),
        check() {
          const [value, g] = run();
          const [a, b, e] = [g[0], g[3], g[4]].map((slope) => slope.dataSync());
          return [value.dataSync()[0], a[0], b[1], e[2]];
        },
      };
    },
    elem(s) {
      const x = array(uniform(s.n, 5, 2), [s.n]);
      const f = (v) => np.sum(np.tanh(v.ref.mul(s.a).add(s.b)).mul(nn.sigmoid(v)));
      const [value, both] = [jit(f), jit((v) => valueAndGrad(f)(v))];
      const settle = async (arrays) => {
        await jax.blockUntilReady(arrays);
        for (const a of arrays) a.dispose();
      };
      return {
        async value(k) {
          for (let i = 0; i < k; i++) await settle([value(x.ref)]);
        },
        async grad(k) {
          for (let i = 0; i < k; i++) await settle(both(x.ref));
        },
        check() {
          const [y, g] = both(x.ref);
          const slope = g.dataSync();
          return [y.dataSync()[0], slope[0], slope[s.n - 1]];
        },
      };
    },
    async gemm(n) {
      const [a, b] = [1, 2].map((seed) => array(uniform(n * n, seed), [n, n]));
      await jax.blockUntilReady([a, b]);
      return async (k) => {
        for (let i = 0; i < k; i++) {
          const c = np.matmul(a.ref, b.ref);
          await jax.blockUntilReady(c);
          c.dispose();
        }
      };
    },
    chain({ ops, n }) {
      const x = array(uniform(n, 6), [n]);
      const f = (v) => {
        let y = v.ref;
        for (let i = 0; i < ops / 2; i++) y = np.tanh(i % 2 === 0 ? y.mul(1.25) : y.add(v.ref));
        v.dispose();
        return np.sum(y);
      };
      const both = jit((v) => valueAndGrad(f)(v));
      return repeat(() => finish(both(x.ref)));
    },
  };
}
