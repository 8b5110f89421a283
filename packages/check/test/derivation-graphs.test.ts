import { describe, expect, test } from "vitest";
import {
  type Tensor,
  concat,
  conv2d,
  exp,
  flip,
  log,
  matmul,
  maximum,
  mean,
  mul,
  ones,
  random,
  relu,
  sigmoid,
  slice,
  softmax,
  sqrt,
  square,
  stack,
  sub,
  sum,
  swapAxes,
  take,
  tanh,
} from "@chainrule/core";
import { type Claims, checkDerivation } from "@chainrule/check";

type Name =
  | "X"
  | "Y"
  | "Wq"
  | "Wk"
  | "Wv"
  | "gain"
  | "shift"
  | "W"
  | "b"
  | "h"
  | "U"
  | "E"
  | "F"
  | "M";
type Leaves = Readonly<Record<Name | "w" | "y" | "a" | "k" | "t", Tensor>>;

/** A program, its inputs, and its gradients by hand, with one mistake on request. */
interface Program {
  readonly at: () => Leaves;
  readonly loss: (x: Leaves) => Tensor;
  readonly by: (x: Leaves, wrong: string) => Claims;
}

const r = random(7);
const given = (shapes: Record<string, readonly number[]>): Leaves =>
  Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [name, r.normal(shape)]),
  ) as unknown as Leaves;
const T = (x: Tensor): Tensor => swapAxes(x, -1, -2);

/** Scaled dot-product attention over two sequences at once. */
const attention: Program = {
  at: () => given({ X: [2, 5, 4], Wq: [4, 3], Wk: [4, 3], Wv: [4, 6], Y: [2, 5, 6] }),
  loss: ({ X, Wq, Wk, Wv, Y }) => {
    const Q = matmul(X, Wq).named("Q");
    const K = matmul(X, Wk).named("K");
    const V = matmul(X, Wv).named("V");
    const S = matmul(Q, T(K)).div(Math.sqrt(3)).named("S");
    const P = softmax(S).named("P");
    return mean(square(sub(matmul(P, V).named("O"), Y)));
  },
  by: ({ X, Wq, Wk, Wv, Y }, wrong) => {
    const [Q, K, V] = [matmul(X, Wq), matmul(X, Wk), matmul(X, Wv)];
    const P = softmax(matmul(Q, T(K)).div(Math.sqrt(3)));
    const dO = sub(matmul(P, V), Y).mul(2 / Y.size);
    const dV = matmul(wrong === "P for Pᵀ" ? P : T(P), dO);
    const dP = matmul(dO, T(V));
    const inner =
      wrong === "no row sum" ? sub(dP, 0) : sub(dP, sum(mul(dP, P), -1, { keepDims: true }));
    const dS =
      wrong === "softmax skipped"
        ? dP
        : wrong === "elementwise"
          ? mul(dP, mul(P, sub(1, P)))
          : mul(P, inner);
    const d = wrong === "no √d" ? 1 : Math.sqrt(3);
    const dQ = matmul(dS, K).div(d);
    const dK = matmul(wrong === "dS for dSᵀ" ? dS : T(dS), Q).div(d);
    const paths = [matmul(dQ, T(Wq)), matmul(dK, T(Wk)), matmul(dV, T(Wv))];
    const dX = (
      wrong === "overwritten" ? paths.slice(2) : wrong === "path" ? paths.slice(1) : paths
    ).reduce((a, b) => a.add(b));
    const dWv =
      wrong === "one sequence"
        ? matmul(T(slice(X, "-1")), slice(dV, "-1"))
        : sum(matmul(T(X), dV), 0);
    return { dO, dV, dP, dS, dQ, dK, dX, dWv };
  },
};

/** A layer norm with gain and shift. */
const layerNorm: Program = {
  at: () => given({ X: [6, 5], gain: [5], shift: [5], Y: [6, 5] }),
  loss: ({ X, gain, shift, Y }) => {
    const c = sub(X, mean(X, 1, { keepDims: true })).named("C");
    const s = sqrt(mean(square(c), 1, { keepDims: true }).add(1e-5)).named("s");
    const H = c.div(s).named("H");
    return mean(square(sub(H.mul(gain).add(shift).named("Z"), Y)));
  },
  by: ({ X, gain, shift, Y }, wrong) => {
    const c = sub(X, mean(X, 1, { keepDims: true }));
    const s = sqrt(mean(square(c), 1, { keepDims: true }).add(1e-5));
    const H = c.div(s);
    const dZ = sub(H.mul(gain).add(shift), Y).mul(2 / Y.size);
    const dgain = sum(mul(dZ, wrong === "X for H" ? X : H), 0);
    const dshift = wrong === "mean" ? mean(dZ, 0) : sum(dZ, 0);
    const dH = mul(dZ, gain);
    const byStd = sum(mul(dH, H), 1, { keepDims: true }).div(5);
    const dC = (wrong === "std" ? dH : sub(dH, mul(H, byStd))).div(s);
    const dX = wrong === "mean path" ? dC : sub(dC, mean(dC, 1, { keepDims: true }));
    return wrong.endsWith("parameters") ? { dgain, dshift, dX } : { dZ, dgain, dshift, dH, dC, dX };
  },
};

/** A convolution: the gradient of the image is a convolution with the kernel turned round. */
const convolution: Program = {
  at: () => given({ X: [2, 3, 6, 5], W: [4, 3, 3, 2], b: [4], Y: [2, 4, 4, 4] }),
  loss: ({ X, W, b, Y }) => {
    const Z = conv2d(X, W, { bias: b }).named("Z");
    return sum(square(sub(tanh(Z).named("A"), Y))).div(2);
  },
  by: ({ X, W, b, Y }, wrong) => {
    const A = tanh(conv2d(X, W, { bias: b }));
    const dA = sub(A, Y);
    const dZ = wrong === "left out" ? dA : mul(dA, sub(1, square(A)));
    const turned = wrong === "unflipped" ? W : flip(W, [2, 3]);
    const dX = conv2d(dZ, swapAxes(turned, 0, 1), { padding: [2, 1] });
    const dW = swapAxes(conv2d(swapAxes(X, 0, 1), swapAxes(dZ, 0, 1)), 0, 1);
    const db =
      wrong === "mean"
        ? mean(dZ, [0, 2, 3])
        : wrong === "axis"
          ? sum(slice(dZ, "-1"), [1, 2])
          : sum(dZ, [0, 2, 3]);
    return { dA, dZ, dX, dW, db };
  },
};

/** Four steps of a recurrent cell. */
const recurrent: Program = {
  at: () => given({ X: [4, 3, 2], h: [3, 5], U: [5, 5], W: [2, 5], Y: [3, 5] }),
  loss: ({ X, h, U, W, Y }) => {
    let state = h;
    for (let t = 0; t < 4; t++)
      state = tanh(matmul(state, U).add(matmul(slice(X, `${t}`), W))).named(`h${t + 1}`);
    return mean(square(sub(state, Y)));
  },
  by: ({ X, h, U, W, Y }, wrong) => {
    const states = [h];
    for (let t = 0; t < 4; t++)
      states.push(tanh(matmul(states[t] as Tensor, U).add(matmul(slice(X, `${t}`), W))));
    let g = sub(states[4] as Tensor, Y).mul(2 / Y.size);
    let [dU, dW] = [U.mul(0), W.mul(0)];
    for (let t = 3; t >= 0; t--) {
      const a = states[t + 1] as Tensor;
      const dz = mul(g, wrong === "left out" ? ones([1]) : sub(1, square(a)));
      const own = matmul(T(wrong === "next state" ? a : (states[t] as Tensor)), dz);
      dU =
        wrong === "overwritten" || (wrong === "cut short" && t < 2)
          ? wrong === "overwritten"
            ? own
            : dU
          : dU.add(own);
      dW = dW.add(matmul(T(slice(X, `${t}`)), dz));
      g = matmul(dz, wrong === "untransposed" ? U : T(U));
    }
    return { dU, dW, dh: g };
  },
};

/** Rows looked up, joined to features, the larger of two, and a product of their own. */
const lookup: Program = {
  at: () => given({ E: [7, 3], F: [4, 2], W: [5, 4], M: [4, 4], Y: [4, 4] }),
  loss: ({ E, F, W, M, Y }) => {
    const V = take(E, INDEX(), 0).named("V");
    const C = concat([V, F], 1).named("C");
    const Z = maximum(matmul(C, W), M).named("Z");
    return sum(square(sub(Z, Y)));
  },
  by: ({ E, F, W, M, Y }, wrong) => {
    const C = concat([take(E, INDEX(), 0), F], 1);
    const H = matmul(C, W);
    const dZ = sub(maximum(H, M), Y).mul(2);
    const dH = wrong === "mask" ? dZ : mul(dZ, relu(sub(H, M)).greater(0).cast("float64"));
    const dC = matmul(dH, T(W));
    const dV = wrong === "wrong part" ? slice(dC, ":, 2:") : slice(dC, ":, :3");
    const rows = [2, 5, 2, 0];
    const dE = stack(
      Array.from({ length: 7 }, (_, k) => {
        const own = rows.flatMap((row, i) => (row === k ? [slice(dV, `${i}`)] : []));
        const used = wrong === "overwritten" ? own.slice(-1) : own;
        return used.length === 0 ? slice(dV, "0").mul(0) : used.reduce((a, b) => a.add(b));
      }),
    );
    return { dZ, dC, dV, dE };
  },
};
const INDEX = (): Tensor => {
  const rows = [2, 5, 2, 0];
  return stack(rows.map((k) => ones([]).mul(k))).cast("int32");
};

/** Logistic regression, written out. */
const logistic: Program = {
  at: () => ({ ...given({ X: [9, 3], w: [3], b: [] }), y: r.bernoulli([9], 0.5).cast("float64") }),
  loss: ({ X, w, b, y }) => {
    const p = sigmoid(matmul(X, w).add(b).named("z")).named("p");
    return mean(mul(y, log(p)).add(mul(sub(1, y), log(sub(1, p))))).neg();
  },
  by: ({ X, w, b, y }, wrong) => {
    const z = matmul(X, w).add(b);
    const p = sigmoid(z);
    const dz = sub(wrong === "logits" ? z : p, y).div(9);
    const dp = sub(p, y)
      .div(mul(p, sub(1, p)))
      .div(9);
    const dw = matmul(wrong === "sign" ? T(X).neg() : T(X), dz);
    return { dp: wrong === "dp" ? dp.mul(-1) : dp, dz, dw, db: sum(dz) };
  },
};

/** Damped oscillation: a scalar formula. */
const oscillation: Program = {
  at: () => given({ a: [], k: [], w: [], t: [] }),
  loss: ({ a, k, w, t }) =>
    a
      .mul(exp(k.neg().mul(t)).named("e"))
      .mul(w.mul(t).cos().named("c"))
      .named("x")
      .square(),
  by: ({ a, k, w, t }, wrong) => {
    const e = exp(k.neg().mul(t));
    const c = w.mul(t).cos();
    const s = w.mul(t).sin();
    const x = a.mul(e).mul(c);
    const dx = x.mul(2);
    const dk = dx
      .mul(a)
      .mul(c)
      .mul(e)
      .mul(wrong === "inner" ? -1 : t.neg());
    const dw = dx
      .mul(a)
      .mul(e)
      .mul(wrong === "cos" ? c : s)
      .mul(t)
      .neg();
    const first = dx.mul(a).mul(c).mul(e).mul(k.neg());
    return {
      dx,
      da: dx.mul(e).mul(c),
      dk,
      dw,
      dt: wrong === "path" ? first : first.add(dx.mul(a).mul(e).mul(s).mul(w).neg()),
    };
  },
};

const programs = { attention, layerNorm, convolution, recurrent, lookup, logistic, oscillation };
const check = (program: Program, wrong: string) =>
  checkDerivation({ loss: program.loss, at: program.at(), claimed: (at) => program.by(at, wrong) });

test.each(Object.entries(programs))("%s: a right derivation raises no alarm", (_, program) => {
  const report = check(program, "");
  expect(report.entries.map(({ name, status }) => `${name} ${status}`)).toEqual(
    report.entries.map(({ name }) => `${name} right`),
  );
});

const cases: readonly (readonly [keyof typeof programs, string, string, string])[] = [
  ["attention", "P for Pᵀ", "dV", "not-transposed"],
  ["attention", "no row sum", "dS", "path"],
  ["attention", "softmax skipped", "dS", "skipped"],
  ["attention", "elementwise", "dS", "formula"],
  ["attention", "no √d", "dK", "scale"],
  ["attention", "dS for dSᵀ", "dK", "not-transposed"],
  ["attention", "overwritten", "dX", "overwritten"],
  ["attention", "path", "dX", "path"],
  ["attention", "one sequence", "dWv", "one-slice"],
  ["layerNorm", "X for H", "dgain", "wrong-operand"],
  ["layerNorm", "mean", "dshift", "scale"],
  ["layerNorm", "std", "dC", "path"],
  ["layerNorm", "mean path", "dX", "path"],
  ["convolution", "left out", "dZ", "left-out"],
  ["convolution", "unflipped", "dX", "reordered"],
  ["convolution", "mean", "db", "scale"],
  ["convolution", "axis", "db", "one-slice"],
  ["recurrent", "left out", "dU", "left-out"],
  ["recurrent", "next state", "dU", "wrong-operand"],
  ["recurrent", "overwritten", "dU", "overwritten"],
  ["recurrent", "cut short", "dU", "path"],
  ["recurrent", "untransposed", "dU", "not-transposed"],
  ["lookup", "mask", "dC", "left-out"],
  ["lookup", "wrong part", "dV", "reordered"],
  ["lookup", "overwritten", "dE", "overwritten"],
  ["logistic", "logits", "dz", "formula"],
  ["logistic", "sign", "dw", "sign"],
  ["logistic", "dp", "dp", "sign"],
  ["oscillation", "inner", "dk", "left-out"],
  ["oscillation", "cos", "dw", "other-function"],
  ["oscillation", "path", "dt", "path"],
];

describe("one mistake", () => {
  test.each(cases)("%s, %s: first %s, named %s", (name, wrong, first, kind) => {
    const report = check(programs[name], wrong);
    expect(`${report.first?.name} ${report.first?.candidates[0]?.kind}`).toBe(`${first} ${kind}`);
  });
});
