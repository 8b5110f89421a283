/** Logistic regression, derived by hand: z = X·w + b, p = σ(z), L = −mean(y·ln p + (1 − y)·ln(1 − p)). */
import type { Tensor } from "@chainrule/core";
import type { Draw } from "./draw.ts";
import {
  type Handed,
  type Has,
  type Learner,
  type Problem,
  matrixOf,
  scalarOf,
  take,
  vectorOf,
} from "./learner.ts";
import {
  type Vector,
  type Write,
  each,
  mul,
  rows,
  scaled,
  sigmoid,
  times,
  total,
  transposed,
} from "./paper.ts";

const batchOf = (p: Problem): number => rows(matrixOf(p.at, "X"));

const draw = (r: Draw): Problem => {
  const [batch, features] = [r.integer(7, 12), r.integer(3, 6)];
  const y = r.vector(batch).map((v) => Number(v > 0));
  return { at: { X: r.matrix(batch, features), w: r.vector(features), b: r.normal(), y } };
};

const columnVector = (v: Vector): Vector[] => v.map((x) => [x]);

function derive({ at }: Problem, write: Write, has: Has): Handed {
  const [X, w, y, b] = [matrixOf(at, "X"), vectorOf(at, "w"), vectorOf(at, "y"), scalarOf(at, "b")];
  const n = rows(X);
  const product = write(times(X, columnVector(w)).flat());
  const z = has("the bias is forgotten on the way forward")
    ? product
    : write(each((v) => v + b, product));
  const p = write(each(sigmoid, z));
  const sign = has("the gradient of the logarithms has the wrong sign") ? -1 : 1;
  const half = has("the share of 1 − y is forgotten");
  const batch = has("the gradient is not divided by the batch") ? 1 : n;
  const dp = write(
    each((t, q) => ((half ? -t / q : -t / q + (1 - t) / (1 - q)) * sign) / batch, y, p),
  );
  const slope = write(each((q) => q * (1 - q), p));
  const place = write(each((q) => sigmoid(q) * (1 - sigmoid(q)), p));
  const dz = ((): Vector => {
    if (has("the derivative of the sigmoid is left out")) return dp;
    if (has("the derivative of the sigmoid is taken at p instead of at z"))
      return write(mul(dp, place));
    if (has("the derivative of the sigmoid is there twice"))
      return write(mul(mul(dp, slope), slope));
    if (has("the derivative of the sigmoid is p alone")) return write(mul(dp, p));
    return write(mul(dp, slope));
  })();
  const last = has("dw is that of the last sample only");
  const dw = write(
    last ? scaled(dz.at(-1) ?? NaN, X.at(-1) ?? []) : times(transposed(X), columnVector(dz)).flat(),
  );
  const mean = has("db is the mean instead of the sum") ? n : 1;
  return {
    forward: { z, p },
    backward: [{ dp }, { dz }, { dw, db: write(total(dz) / mean) }],
  };
}

const loss =
  () =>
  (at: Record<string, Tensor>): Tensor => {
    const y = take(at, "y");
    const z = take(at, "X").matmul(take(at, "w")).add(take(at, "b")).named("z");
    const p = z.sigmoid().named("p");
    const likelihood = y.mul(p.log()).add(y.neg().add(1).mul(p.neg().add(1).log()));
    return likelihood.mean().neg();
  };

export const logistic: Learner<Problem> = {
  name: "logistic regression",
  draw,
  derive,
  loss,
  parameters: () => ["w", "b"],
  mistakes: {
    "the gradient of the logarithms has the wrong sign": { kinds: ["sign"], factor: () => -1 },
    "the gradient is not divided by the batch": { kinds: ["scale"], factor: batchOf },
    "the share of 1 − y is forgotten": { kinds: ["path"] },
    "the derivative of the sigmoid is left out": { kinds: ["left-out"] },
    "the derivative of the sigmoid is taken at p instead of at z": { kinds: ["wrong-place"] },
    "the derivative of the sigmoid is there twice": { kinds: ["twice"] },
    "the derivative of the sigmoid is p alone": { kinds: ["formula", "other-function"] },
    "dw is that of the last sample only": { kinds: ["one-slice"] },
    "db is the mean instead of the sum": {
      kinds: ["scale"],
      factor: (p) => 1 / batchOf(p),
      hands: () => ["db", "dz"],
    },
    "the bias is forgotten on the way forward": { kinds: ["forward"] },
  },
};
