import {
  type Tensor,
  matmul,
  mean,
  mul,
  log,
  neg,
  softmax,
  square,
  sub,
  sum,
  tanh,
} from "@chainrule/core";

/** A matrix as a learner has it. */
export type Mat = readonly (readonly number[])[];

export const T = (a: Mat): Mat => (a[0] ?? []).map((_, j) => a.map((r) => r[j] ?? 0));
export const dotOf = (a: Mat, b: Mat): Mat =>
  a.map((r) => T(b).map((c) => r.reduce((s, v, k) => s + v * (c[k] ?? 0), 0)));
export const each = (f: (...v: number[]) => number, ...m: Mat[]): Mat =>
  (m[0] ?? []).map((r, i) => r.map((_, j) => f(...m.map((x) => x[i]?.[j] ?? 0))));
export const columnSums = (a: Mat): number[] => T(a).map((c) => c.reduce((s, v) => s + v, 0));
/** Numbers without a pattern. */
export const wave = (r: number, c: number, k: number): Mat =>
  Array.from({ length: r }, (_, i) =>
    Array.from({ length: c }, (_, j) => Math.sin(12.9898 * (i * c + j) + 78.233 * k)),
  );

export interface Style {
  readonly batch?: number;
  readonly sizes?: readonly [number, number, number];
  readonly classify?: boolean;
  readonly round?: (x: number) => number;
}

/** A learner who derives X·W1 + b1 → tanh → ·W2 + b2 → loss on paper, with one mistake on request. */
export function derivation(
  wrong = "",
  { batch = 5, sizes = [3, 4, 2], classify = false, round = (x) => x }: Style = {},
) {
  const [p, q, r] = sizes;
  const [X, W1, W2] = [wave(batch, p, 1), wave(p, q, 2), wave(q, r, 4)];
  const [b1, b2] = [wave(1, q, 3)[0] ?? [], wave(1, r, 5)[0] ?? []];
  const scores = wave(batch, r, 6);
  const Y = classify ? scores.map((v) => v.map((a) => Number(a === Math.max(...v)))) : scores;
  const bias = (a: Mat, b: readonly number[]): Mat =>
    a.map((v) => v.map((t, j) => t + (b[j] ?? 0)));
  const z1 = bias(dotOf(X, W1), b1);
  const a1 = each(Math.tanh, z1);
  const z2 = bias(dotOf(a1, W2), b2);
  const prob = z2.map((v) => v.map((t) => Math.exp(t) / v.reduce((s, u) => s + Math.exp(u), 0)));
  const dP = each((t, u) => -t / u / batch, Y, prob);
  const two = wrong === "half" ? 1 : wrong === "sign" ? -2 : 2;
  const dZ2 =
    wrong === "softmax"
      ? dP
      : wrong === "elementwise"
        ? each((g, s) => g * s * (1 - s), dP, prob)
        : classify
          ? each((u, t) => (u - t) / batch, prob, Y)
          : wrong === "mae"
            ? each((u, t) => Math.sign(u - t) / (batch * r), z2, Y)
            : each((u, t) => (two * (u - t)) / (batch * r), z2, Y);
  const k = wrong === "mean twice" ? 1 / batch : 1;
  const times = (m: Mat): Mat => each((v) => v * k, m);
  const dW2 = times(dotOf(T(wrong === "Z for A" ? z1 : a1), dZ2));
  const db2 = wrong === "last row" ? [...(dZ2.at(-1) ?? [])] : columnSums(times(dZ2));
  const W = wrong === "updated" ? each((v, d) => v - 0.1 * d, W2, dotOf(T(a1), dZ2)) : W2;
  const dA1 = dotOf(dZ2, T(W));
  const slope = (a: number, z: number): number =>
    wrong === "left out"
      ? 1
      : wrong === "place"
        ? 1 - z * z
        : wrong === "sigmoid"
          ? a * (1 - a)
          : wrong === "rival"
            ? 1 / (1 + Math.exp(-z)) / (1 + Math.exp(z))
            : 1 - a * a;
  const dZ1 = each((d, a, z) => d * slope(a, z), dA1, a1, z1);
  const dW1 = times(dotOf(T(X), dZ1));
  const db1 = wrong === "unsummed" ? dZ1 : columnSums(times(dZ1));
  const rounded = (m: Mat): Mat => each(round, m);
  const parameters = {
    dW2: rounded(wrong === "transposed" ? T(dW2) : dW2),
    db2: db2.map(round),
    dW1: rounded(dW1),
    db1: wrong === "unsummed" ? rounded(dZ1) : (db1 as number[]).map(round),
  };
  const claimed = {
    ...(classify ? { dP: rounded(dP) } : {}),
    dZ2: rounded(dZ2),
    dA1: rounded(dA1),
    dZ1: rounded(dZ1),
    ...parameters,
  };
  const at = { X, Y, W1, b1, W2, b2 };
  const loss = (x: { readonly [K in keyof typeof at]: Tensor }): Tensor => {
    const Z1 = matmul(x.X, x.W1).add(x.b1).named("Z1");
    const A1 = tanh(Z1).named("A1");
    const Z2 = matmul(A1, x.W2).add(x.b2).named("Z2");
    if (!classify) return mean(square(sub(Z2, x.Y)));
    const P = softmax(Z2).named("P");
    return neg(mean(sum(mul(x.Y, log(P)), 1)));
  };
  return { loss, at, claimed, parameters };
}
