/** Attention of one head, derived by hand: Q = X·Wq, K = X·Wk, V = X·Wv, S = Q·Kᵀ/√d, P = softmax(S), O = P·V. */
import type { Tensor } from "@chainrule/core";
import type { Draw } from "./draw.ts";
import { type Handed, type Has, type Learner, type Problem, matrixOf, take } from "./learner.ts";
import { throughSoftmax } from "./softmax.ts";
import {
  type Matrix,
  type Write,
  columns,
  each,
  minus,
  plus,
  rows,
  scaled,
  softmax,
  times,
  transposed,
} from "./paper.ts";

interface Attention extends Problem {
  /** Columns of Q and K. */
  readonly d: number;
}

const draw = (r: Draw): Attention => {
  const [tokens = 0, features = 0, d = 0, values = 0] = r.different(4, 2, 7);
  const scale = 1.3 / Math.sqrt(features);
  return {
    d,
    at: {
      X: r.matrix(tokens, features),
      Wq: r.matrix(features, d, scale),
      Wk: r.matrix(features, d, scale),
      Wv: r.matrix(features, values, scale),
      Y: r.matrix(tokens, values),
    },
  };
};

function derive({ at, d }: Attention, write: Write, has: Has): Handed {
  const [X, Y] = [matrixOf(at, "X"), matrixOf(at, "Y")];
  const [Wq, Wk, Wv] = [matrixOf(at, "Wq"), matrixOf(at, "Wk"), matrixOf(at, "Wv")];
  const [Q, K, V] = [write(times(X, Wq)), write(times(X, Wk)), write(times(X, Wv))];
  const root = has("the values on the way forward are divided by d instead of √d")
    ? d
    : Math.sqrt(d);
  const S = write(scaled(1 / root, times(Q, transposed(K))));
  const P = write(softmax(S));
  const O = write(times(P, V));

  const dO = write(scaled(2 / (rows(O) * columns(O)), minus(O, Y)));
  const turned = has("P is not transposed in dV") ? P : transposed(P);
  const dV = write(times(turned, dO));
  const dP = write(times(dO, transposed(V)));
  const along = has("the sum in the derivative of softmax runs over the columns");
  const dS = write(
    along
      ? transposed(throughSoftmax(transposed(P), transposed(dP), write, has))
      : throughSoftmax(P, dP, write, has),
  );
  const k = has("the 1/√d is left out on the way back")
    ? 1
    : 1 / (has("the way back is divided by d instead of √d") ? d : Math.sqrt(d));
  const scores = write(scaled(k, dS));
  const dQ = write(times(scores, has("Q stands in dQ where K belongs") ? Q : K));
  const dK = write(
    times(has("the scores are not transposed in dK") ? scores : transposed(scores), Q),
  );
  return {
    forward: { Q, K, V, S, P, O },
    backward: [
      { dO },
      { dV, dP },
      { dWv: write(times(transposed(X), dV)), dS },
      { dQ, dK },
      {
        dWq: write(times(transposed(X), dQ)),
        dWk: write(times(transposed(X), has("dWk is computed from dQ") ? dQ : dK)),
        dX: inputs(
          [times(dQ, transposed(Wq)), times(dK, transposed(Wk)), times(dV, transposed(Wv))],
          write,
          has,
        ),
      },
    ],
  };
}

function inputs(shares: readonly Matrix[], write: Write, has: Has): Matrix {
  const [q = [], k = [], v = []] = shares.map((share) => write(share));
  if (has("dX lacks what comes through V")) return write(plus(q, k));
  if (has("dX is overwritten: only what comes through V is left")) return v;
  if (has("what comes through K has the wrong sign in dX")) return write(minus(plus(q, v), k));
  return write(each((a, b, c) => a + b + c, q, k, v));
}

const loss =
  ({ d }: Attention) =>
  (at: Record<string, Tensor>): Tensor => {
    const [X, Y] = [take(at, "X"), take(at, "Y")];
    const Q = X.matmul(take(at, "Wq")).named("Q");
    const K = X.matmul(take(at, "Wk")).named("K");
    const V = X.matmul(take(at, "Wv")).named("V");
    const S = Q.matmul(K.transpose()).div(Math.sqrt(d)).named("S");
    const O = S.softmax().named("P").matmul(V).named("O");
    return O.sub(Y).square().mean();
  };

export const attention: Learner<Attention> = {
  name: "attention",
  branches: true,
  draw,
  derive,
  loss,
  parameters: () => ["Wq", "Wk", "Wv"],
  mistakes: {
    "the derivative of softmax is left out": { kinds: ["skipped"] },
    "softmax is derived element by element, as p(1 − p)": { kinds: ["formula"] },
    "the row sum in the derivative of softmax is forgotten": { kinds: ["path"] },
    "the sum in the derivative of softmax runs over the columns": { kinds: ["wrong-axis"] },
    "the 1/√d is left out on the way back": { kinds: ["scale"], factor: (p) => Math.sqrt(p.d) },
    "the way back is divided by d instead of √d": {
      kinds: ["scale"],
      factor: (p) => 1 / Math.sqrt(p.d),
    },
    "P is not transposed in dV": { kinds: ["not-transposed"] },
    "Q stands in dQ where K belongs": { kinds: ["wrong-operand"] },
    "the scores are not transposed in dK": { kinds: ["not-transposed"] },
    "dWk is computed from dQ": { kinds: ["wrong-operand"], hands: () => ["dWk", "dQ", "dK"] },
    "dX lacks what comes through V": { kinds: ["path"], hands: () => ["dX"] },
    "dX is overwritten: only what comes through V is left": {
      kinds: ["overwritten"],
      hands: () => ["dX"],
    },
    "what comes through K has the wrong sign in dX": {
      kinds: ["sign"],
      factor: () => -1,
      hands: () => ["dX"],
    },
    "the values on the way forward are divided by d instead of √d": { kinds: ["forward"] },
  },
};
