/** A recurrent cell over some steps, derived by hand: Z = X·U + H·W + b, H = tanh(Z), the loss at every step. */
import type { Tensor } from "@chainrule/core";
import type { Draw } from "./draw.ts";
import {
  type Handed,
  type Has,
  type Learner,
  type Problem,
  type Values,
  matrixOf,
  take,
  vectorOf,
} from "./learner.ts";
import {
  type Matrix,
  type Vector,
  type Write,
  columnSums,
  columns,
  each,
  minus,
  mul,
  plus,
  repeated,
  rows,
  scaled,
  times,
  transposed,
} from "./paper.ts";

interface Cell extends Problem {
  readonly steps: number;
  readonly layer: number;
}

const draw = (r: Draw): Cell => {
  const steps = r.integer(3, 5);
  const [batch = 0, features = 0, width = 0] = r.different(3, 2, 7);
  const each = Array.from({ length: steps }, (_, i) => [
    [`X${i + 1}`, r.matrix(batch, features)],
    [`Y${i + 1}`, r.matrix(batch, width, 0.7)],
  ]);
  const at = {
    ...Object.fromEntries(each.flat()),
    H0: r.matrix(batch, width, 0.5),
    U: r.matrix(features, width, 1 / Math.sqrt(features)),
    W: r.matrix(width, width, 1 / Math.sqrt(width)),
    b: r.vector(width, 0.3),
  };
  return { steps, layer: r.integer(2, steps), at };
};

function forward({ at, steps }: Cell, write: Write, has: Has): { Z: Matrix[]; H: Matrix[] } {
  const [U, W, b] = [matrixOf(at, "U"), matrixOf(at, "W"), vectorOf(at, "b")];
  const Z: Matrix[] = [[]];
  const H: Matrix[] = [matrixOf(at, "H0")];
  for (let t = 1; t <= steps; t++) {
    const before = has("the state before is forgotten on the way forward", t) ? H[0] : H[t - 1];
    const both = plus(times(matrixOf(at, `X${t}`), U), times(before ?? [], W));
    const z = write(plus(both, repeated(b, rows(both))));
    Z.push(z);
    H.push(write(each(Math.tanh, z)));
  }
  return { Z, H };
}

function derive(p: Cell, write: Write, has: Has): Handed {
  const { at, steps } = p;
  const { Z, H } = forward(p, write, has);
  const backward: Values[] = [];
  const shares: { dU: Matrix; dW: Matrix; db: Vector }[] = [];
  let later: Matrix | undefined;
  for (let t = steps; t >= 1; t--) {
    const [h, z, before] = [H[t] ?? [], Z[t] ?? [], H[t - 1] ?? []];
    const own = write(scaled(2 / (rows(h) * columns(h) * steps), minus(h, matrixOf(at, `Y${t}`))));
    const cut =
      has("nothing comes back through time") ||
      has("at one step nothing comes back through time", t + 1);
    const dH = later === undefined || cut ? own : write(plus(own, later));
    const dZ = write(mul(dH, write(slopeOf(h, z, t, has))));
    backward.push({ [`dH${t}`]: dH }, { [`dZ${t}`]: dZ });
    shares.unshift({
      dU: write(times(transposed(matrixOf(at, `X${t}`)), dZ)),
      dW: write(
        times(transposed(has("dW is computed with the state after the step") ? h : before), dZ),
      ),
      db: write(columnSums(dZ)),
    });
    const W = matrixOf(at, "W");
    const turned = has("W is not transposed on the way back") ? W : transposed(W);
    later = write(times(dZ, turned));
  }
  backward.push({
    dU: added("dU", shares, write, has),
    dW: added("dW", shares, write, has),
    db: added("db", shares, write, has),
    dH0: later ?? [],
  });
  const states = H.map((h, t): Values => (t === 0 ? {} : { [`Z${t}`]: Z[t] ?? [], [`H${t}`]: h }));
  return { forward: Object.assign({}, ...states) as Values, backward };
}

function slopeOf(h: Matrix, z: Matrix, t: number, has: Has): Matrix {
  if (has("the derivative of tanh is left out at one step", t)) return each(() => 1, h);
  if (has("the derivative of tanh is left out at every step")) return each(() => 1, h);
  if (has("the derivative of tanh, 1 − h², is given z at one step", t))
    return each((x) => 1 - x * x, z);
  return each((x) => 1 - x * x, h);
}

/** The parameters are used at every step: their gradients are sums over the steps. */
function added<K extends "dU" | "dW" | "db">(
  name: K,
  shares: readonly Record<K, Matrix | Vector>[],
  write: Write,
  has: Has,
): Matrix | Vector {
  const all = shares.map((share) => share[name]);
  const [first = []] = all;
  if (name === "dW" && has("dW is that of the first step only")) return first;
  if (name === "dW" && has("dW is that of the last step only")) return all.at(-1) ?? [];
  const mean = name === "dW" && has("dW is the mean over the steps instead of the sum");
  const sum = all.slice(1).reduce((s, share) => write(plus(s, share)), first);
  return mean ? write(scaled(1 / all.length, sum)) : sum;
}

const loss =
  ({ steps }: Cell) =>
  (at: Record<string, Tensor>): Tensor => {
    let H = take(at, "H0");
    let total: Tensor | undefined;
    for (let t = 1; t <= steps; t++) {
      const both = take(at, `X${t}`)
        .matmul(take(at, "U"))
        .add(H.matmul(take(at, "W")));
      H = both.add(take(at, "b")).named(`Z${t}`).tanh().named(`H${t}`);
      const squares = H.sub(take(at, `Y${t}`))
        .square()
        .mean();
      total = total === undefined ? squares : total.add(squares);
    }
    if (total === undefined) throw new Error("a cell without steps");
    return total.div(steps);
  };

export const recurrent: Learner<Cell> = {
  name: "recurrent cell",
  draw,
  derive,
  loss,
  parameters: () => ["U", "W", "b"],
  mistakes: {
    "dW is that of the first step only": { kinds: ["overwritten", "path"], hands: () => ["dW"] },
    "dW is that of the last step only": { kinds: ["overwritten", "path"], hands: () => ["dW"] },
    "dW is the mean over the steps instead of the sum": {
      kinds: ["scale"],
      factor: (p) => 1 / p.steps,
      hands: () => ["dW"],
    },
    "dW is computed with the state after the step": {
      kinds: ["wrong-operand", "wrong-place"],
      hands: () => ["dW"],
      often: true,
    },
    "at one step nothing comes back through time": {
      kinds: ["path"],
      hands: (p) => [`dH${p.layer - 1}`],
    },
    "nothing comes back through time": { kinds: ["path"], often: true },
    "the derivative of tanh is left out at one step": { kinds: ["left-out"] },
    "the derivative of tanh is left out at every step": { kinds: ["left-out"], often: true },
    "the derivative of tanh, 1 − h², is given z at one step": { kinds: ["wrong-place"] },
    "W is not transposed on the way back": { kinds: ["not-transposed"], often: true },
    "the state before is forgotten on the way forward": { kinds: ["forward"] },
  },
};
