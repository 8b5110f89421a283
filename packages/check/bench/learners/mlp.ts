import type { Tensor } from "@chainrule/core";
import type { Draw } from "./draw.ts";
import { type Learner, type Tensors, nothing, take } from "./learner.ts";
import { mistakes } from "./mlp-mistakes.ts";
import { derive } from "./mlp-backward.ts";
import { type Network, depth, forward } from "./mlp-forward.ts";
import { exactly } from "./paper.ts";

/** The same network in Chainrule. */
const loss =
  (p: Network) =>
  (at: Tensors): Tensor => {
    let A = take(at, "X");
    for (let l = 1; l <= depth(p); l++) {
      const product = A.matmul(take(at, `W${l}`));
      const Z = (p.bias ? product.add(take(at, `b${l}`)) : product).named(`Z${l}`);
      if (l === depth(p)) A = Z;
      else if (l === p.skip) A = Z[p.activation]().add(A).named(`A${l}`);
      else A = Z[p.activation]().named(`A${l}`);
    }
    let total = lossOf(p, A, take(at, "Y"));
    for (let l = 1; p.penalty > 0 && l <= depth(p); l++)
      total = total.add(take(at, `W${l}`).square().sum().mul(p.penalty));
    return total;
  };

function lossOf(p: Network, Z: Tensor, Y: Tensor): Tensor {
  switch (p.loss) {
    case "squares":
      return Z.sub(Y).square().mean();
    case "half":
      return Z.sub(Y)
        .square()
        .sum()
        .div(2 * p.batch);
    case "logits":
      return Z.logSoftmax(1).mul(Y).sum(1).mean().neg();
    case "probabilities":
      return Z.softmax(1).named("P").log().mul(Y).sum(1).mean().neg();
  }
}

const average = (x: readonly number[]): number => x.reduce((s, v) => s + v, 0) / x.length;

/** Away from kinks, some units of each layer on and some off, no activation saturated everywhere. */
const typical = (p: Network): boolean =>
  forward(p, exactly, nothing)
    .Z.slice(1, -1)
    .every((z) => {
      const on = average(
        z
          .slice(1)
          .flat()
          .map((x) => Number(x > 0)),
      );
      return on > 0.2 && on < 0.8 && z.flat().every((x) => x === 0 || Math.abs(x) > 0.01);
    });

function draw(r: Draw): Network {
  for (;;) {
    const p = anyNetwork(r);
    if (typical(p)) return p;
  }
}

function anyNetwork(r: Draw): Network {
  const n = r.integer(1, 4);
  const [batch = 2, ...different] = r.different(n + 2, 2, 9);
  const alike = r.pick(["none", "none", "two", "all"] as const);
  const from = r.integer(1, Math.max(1, n - 1));
  const widths = different.map((x, l) => {
    if (l === 0 || l === n) return x;
    if (alike === "all") return different[1] ?? x;
    return alike === "two" && l > from ? (different[from] ?? x) : x;
  });
  const square = widths.findIndex((x, l) => l > 1 && l < n && x === widths[l - 1]);
  const layer = r.integer(1, n);
  const [coincidence, kink] = [r.chance(0.1), r.chance(0.1)];
  return networkOf(r, {
    widths,
    batch: coincidence ? (widths[layer] ?? batch) : batch,
    activation: r.pick(["relu", "tanh", "sigmoid", "softplus"]),
    loss: r.pick(["squares", "half", "logits", "probabilities"]),
    bias: !kink && r.chance(0.8),
    kink,
    penalty: r.chance(0.3) ? 0.1 : 0,
    skip: r.chance(0.5) ? Math.max(0, square) : 0,
    layer,
    coincidence,
  });
}

/** A network of this build, with numbers that are drawn. */
export function networkOf(r: Draw, build: Omit<Network, "at">): Network {
  const { widths, batch, loss, bias } = build;
  const parameters = widths.slice(1).flatMap((columns, i) => {
    const before = widths[i] ?? 1;
    const W = r.matrix(before, columns, 1.4 / Math.sqrt(before));
    return [[`W${i + 1}`, W], ...(bias ? [[`b${i + 1}`, r.vector(columns, 0.5)]] : [])];
  });
  const outputs = widths.at(-1) ?? 1;
  const drawn = r.matrix(batch, widths[0] ?? 1);
  const X = build.kink ? drawn.map((row, i) => row.map((x) => (i === 0 ? 0 : x))) : drawn;
  const numbers = loss === "squares" || loss === "half";
  const Y = numbers ? r.matrix(batch, outputs) : r.classes(batch, outputs);
  return { ...build, at: { X, Y, ...Object.fromEntries(parameters) } };
}

export const mlp: Learner<Network> = {
  name: "multilayer perceptron",
  mistakes,
  draw,
  loss,
  derive,
  parameters: (p) => Object.keys(p.at).filter((name) => name !== "X" && name !== "Y"),
};
