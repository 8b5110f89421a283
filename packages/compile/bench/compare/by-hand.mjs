/** Contenders for the scalar graph: values with closures in the manner of micrograd, and arrays written for this graph. */
import { scalarData } from "./data.mjs";
import { leavesOf, lossOf, parametersOf } from "./scalar-graph.mjs";

const micrograd = new URL("../../../core/bench/dist/micrograd.js", import.meta.url).href;

export async function openMicrograd() {
  const { Value } = await import(micrograd);
  const values = {
    leaf: (x) => new Value(x),
    add: (a, b) => a.add(b),
    mul: (a, b) => a.mul(b),
    relu: (a) => a.relu(),
  };
  return {
    scalar(s) {
      const d = scalarData(s);
      const net = leavesOf(d, values.leaf);
      const parameters = parametersOf(net);
      const loss = () => lossOf(values, net, d, s.alpha);
      return {
        epoch(k, lr = 0.1) {
          for (let i = 0; i < k; i++) {
            for (const p of parameters) p.grad = 0;
            loss().backward();
            for (const p of parameters) p.data -= lr * p.grad;
          }
        },
        loss: () => loss().data,
      };
    },
  };
}

const [ADD, MUL, RELU] = [1, 2, 3];

/** The graph recorded once in arrays of numbers, and run forwards and backwards by two loops: no objects, no closures. */
export const openTape = () => ({
  scalar(s) {
    const d = scalarData(s);
    const steps = [];
    const made = (op, a, b, x) => steps.push([op, a, b, x]) - 1;
    const algebra = {
      leaf: (x) => made(0, 0, 0, x),
      add: (a, b) => made(ADD, a, b, 0),
      mul: (a, b) => made(MUL, a, b, 0),
      relu: (a) => made(RELU, a, a, 0),
    };
    const net = leavesOf(d, algebra.leaf);
    const parameters = parametersOf(net);
    const root = lossOf(algebra, net, d, s.alpha);
    const op = Uint8Array.from(steps, ([kind]) => kind);
    const [A, B] = [1, 2].map((k) => Int32Array.from(steps, (step) => step[k]));
    const x = Float64Array.from(steps, ([, , , value]) => value);
    const g = new Float64Array(steps.length);
    const forwards = () => {
      for (let i = 0; i <= root; i++)
        if (op[i] === ADD) x[i] = x[A[i]] + x[B[i]];
        else if (op[i] === MUL) x[i] = x[A[i]] * x[B[i]];
        else if (op[i] === RELU) x[i] = Math.max(0, x[A[i]]);
    };
    const backwards = () => {
      g.fill(0);
      g[root] = 1;
      for (let i = root; i >= 0; i--) {
        const slope = g[i];
        if (slope === 0 || op[i] === 0) continue;
        const [a, b] = [A[i], B[i]];
        if (op[i] === ADD) {
          g[a] += slope;
          g[b] += slope;
        } else if (op[i] === MUL) {
          const [left, right] = [x[a], x[b]];
          g[a] += right * slope;
          g[b] += left * slope;
        } else if (x[i] > 0) g[a] += slope;
      }
    };
    return {
      epoch(k, lr = 0.1) {
        for (let i = 0; i < k; i++) {
          forwards();
          backwards();
          for (const p of parameters) x[p] -= lr * g[p];
        }
      },
      loss() {
        forwards();
        return x[root];
      },
    };
  },
});
