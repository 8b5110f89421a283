import * as C from "@chainrule/core";
import { fill, input } from "@chainrule/core/engine";

/** The ops as a program without types sees them. */
const L = C as unknown as {
  readonly [K in keyof typeof C]: (...operands: readonly unknown[]) => C.Tensor;
};

type Pick = (n: number) => number;

const dims = [1, 2, 3, 4, 5, 7, 8, 9, 13, 17];
const kept = { keepDims: true };

const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

const broadcasts = (a: C.Tensor, b: C.Tensor): boolean =>
  a.shape.toReversed().every((d, i) => {
    const e = b.shape.at(-1 - i) ?? 1;
    return d === e || d === 1 || e === 1;
  });

/** One more tensor from those in the pool. Values stay within a few units. */
// oxfmt-ignore
function line(pool: readonly C.Tensor[], pick: Pick): C.Tensor {
  const [x, y] = [pool[pick(pool.length)] as C.Tensor, pool[pick(pool.length)] as C.Tensor];
  const squash = (t: C.Tensor): C.Tensor => (pick(2) === 0 ? L.tanh(t) : L.sigmoid(t));
  const some = [...x.shape.keys()].filter(() => pick(2) === 0);
  const axis = pick(Math.max(1, x.rank));
  const fits = broadcasts(x, y);
  const matrix = x.rank >= 2 ? x : L.reshape(x, [-1, x.shape.at(-1) ?? 1]);
  switch (pick(20)) {
    case 0: case 1: return fits ? L.add(x, y) : L.neg(x);
    case 2: case 3: return fits ? squash(L.mul(x, y)) : L.relu(x);
    case 4: return fits ? L.where(L.greater(x, y), x, L.sub(x, y)) : L.exp(L.tanh(x));
    case 5: return L.div(L.tanh(x), L.add(1.5, L.sigmoid(x)));
    case 6: return squash(L.sum(x, some));
    case 7: return L.max(x, some);
    case 8: { const o = [...x.shape.keys()], k = pick(x.rank + 1); return L.permute(x, [...o.slice(k), ...o.slice(0, k)]); }
    case 9: { const n = sizeOf(x.shape), d = [2, 3, 4, 5].find((p) => n % p === 0) ?? 1; return L.reshape(x, (pick(2) === 0 ? [n / d, d] : [d, n / d])); }
    case 10: {
      const right = pool.find((p) => p.rank === 2 && p.shape[0] === matrix.shape.at(-1)) ?? L.swapAxes(matrix, -1, -2);
      return L.tanh(L.matmul(matrix, right));
    }
    case 11: return x.rank === 0 ? L.broadcastTo(x, [3, 1]) : L.softmax(x);
    case 12: return x.rank === 0 ? x : L.logSumExp(x, axis, kept);
    case 13: return x.rank === 0 ? x : L.flip(x, axis);
    case 14: return x.rank === 0 ? x : L.slice(x, x.shape.map((d, i) => (i === axis && d > 1 ? [1, null] : [null, null])));
    case 15: return x.rank === 0 ? x : L.slice(x, x.shape.map((_, i) => (i === axis ? [null, null, 2] : [null, null])));
    case 16: return x.rank === 0 ? x : L.concat([x, L.neg(x)], axis);
    case 17: return x.rank === 0 ? x : L.variance(x, axis, kept);
    case 18: return fits ? L.maximum(x, y) : L.abs(x);
    default: return L.cast(L.greater(x, 0), x.dtype);
  }
}

export interface RandomProgram {
  readonly outputs: readonly C.Tensor[];
  readonly donated: ReadonlyMap<C.Tensor, C.Tensor>;
}

/** A program with fan-out, its gradient, and updates that may take over the memory of their inputs. */
export function programOf(seed: readonly number[], dtype: "float32" | "float64"): RandomProgram {
  let at = 0;
  const pick: Pick = (n) => (seed[at++ % seed.length] as number) % n;
  const rng = C.random(seed[0] as number);
  const inputs = Array.from({ length: 3 }, () => {
    const shape = Array.from({ length: 1 + pick(3) }, () => dims[pick(dims.length)] as number);
    const values = C.data(rng.split().uniform(shape, { low: -1, high: 1 }));
    const held = dtype === "float32" ? Float32Array.from(values) : Float64Array.from(values);
    return input(held, shape as C.Shape, dtype);
  });
  const pool: C.Tensor[] = [...inputs];
  for (let i = 0; i < 14; i++) {
    const next = line(pool, pick);
    if (next.size < 3000) pool.push(next);
  }
  const total = (t: C.Tensor): C.Tensor => L.sum(L.tanh(t));
  const y = pool
    .slice(-3)
    .map(total)
    .reduce((a, b) => L.add(a, b));
  const slopes = C.gradients(y as never, inputs) as readonly C.Tensor[];
  const rate = fill(0.1, { shape: [], dtype });
  const updated = inputs.map((x, i) => L.sub(x, L.mul(slopes[i] as C.Tensor, rate)));
  const donated = pick(2) === 0 ? updated.map((u, i) => [u, inputs[i] as C.Tensor] as const) : [];
  return { outputs: [y, ...pool.slice(-2), ...updated], donated: new Map(donated) };
}
