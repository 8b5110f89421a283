/** Columns are samples: Z = W·A + b with b a column, A = f(Z) but Z at the end, L = mean of (Z − Y)². */
import type { Tensor } from "@chainrule/core";
import type { Draw } from "./draw.ts";
import { type Function, functions } from "./functions.ts";
import {
  type Handed,
  type Has,
  type Learner,
  type Problem,
  type Tensors,
  type Values,
  matrixOf,
  take,
} from "./learner.ts";
import {
  type Matrix,
  type Write,
  columns,
  each,
  minus,
  mul,
  plus,
  rowSums,
  rows,
  scaled,
  spread,
  times,
  transposed,
} from "./paper.ts";

export interface Article extends Problem {
  readonly activation: Function;
}

const widths = [5, 6, 4, 3];
const last = widths.length - 1;

/** The network at this batch. */
export function articleOf(r: Draw, activation: Function, batch: number): Article {
  const layers = widths.slice(1).flatMap((width, i): [string, Matrix][] => {
    const before = widths[i] ?? 1;
    return [
      [`W${i + 1}`, r.matrix(width, before, 1.2 / Math.sqrt(before))],
      [`b${i + 1}`, r.matrix(width, 1, 0.3)],
    ];
  });
  const [X, Y] = [r.matrix(widths[0] ?? 1, batch), r.matrix(widths[last] ?? 1, batch)];
  return { activation, at: { X, Y, ...Object.fromEntries(layers) } };
}

const draw = (r: Draw): Article =>
  articleOf(r, r.pick(["relu", "tanh", "sigmoid"]), r.pick([2, 8, 32]));

function derive({ at, activation }: Article, write: Write, has: Has): Handed {
  const { value, slope } = functions[activation];
  const [X, Y] = [matrixOf(at, "X"), matrixOf(at, "Y")];
  const [A, Z]: [Matrix[], Matrix[]] = [[X], [[]]];
  const batch = columns(X);
  for (let l = 1; l <= last; l++) {
    const product = write(times(matrixOf(at, `W${l}`), A[l - 1] ?? []));
    const z = write(plus(product, spread(matrixOf(at, `b${l}`).flat(), batch)));
    Z.push(z);
    A.push(l === last ? z : write(each(value, z)));
  }
  const twice = has("dW is divided by the batch and db is a mean, though the loss is one already");
  const k = twice ? 1 / batch : 1;
  const backward: Values[] = [];
  let dA = write(scaled(2 / (rows(Y) * batch), minus(A[last] ?? [], Y)));
  for (let l = last; l >= 1; l--) {
    const dZ: Matrix = l === last ? dA : write(mul(dA, write(each(slope, Z[l] ?? []))));
    const dW = write(scaled(k, write(times(dZ, transposed(A[l - 1] ?? [])))));
    const db = write(scaled(k, rowSums(dZ))).map((x) => [x]);
    dA = write(times(transposed(matrixOf(at, `W${l}`)), dZ));
    backward.push({ [`dZ${l}`]: dZ }, { [`dW${l}`]: dW, [`db${l}`]: db });
  }
  const forward = Object.fromEntries(Z.flatMap((z, l) => (l === 0 ? [] : [[`Z${l}`, z]])));
  return { forward, backward };
}

const loss =
  ({ activation }: Article) =>
  (at: Tensors): Tensor => {
    let A = take(at, "X");
    for (let l = 1; l <= last; l++) {
      const Z = take(at, `W${l}`)
        .matmul(A)
        .add(take(at, `b${l}`))
        .named(`Z${l}`);
      A = l === last ? Z : Z[activation]();
    }
    return A.sub(take(at, "Y")).square().mean();
  };

export const article: Learner<Article> = {
  name: "network in columns",
  draw,
  derive,
  loss,
  parameters: ({ at }) => Object.keys(at).filter((name) => name !== "X" && name !== "Y"),
  mistakes: {
    "dW is divided by the batch and db is a mean, though the loss is one already": {
      kinds: ["scale"],
      factor: ({ at }) => 1 / columns(matrixOf(at, "X")),
      hands: () => ["dW3", "db3", "dW2", "dW1"],
      often: true,
    },
  },
};
