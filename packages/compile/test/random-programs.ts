import * as C from "@chainrule/core";
import { fill, input } from "@chainrule/core/engine";

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
  const squash = (t: C.Tensor): C.Tensor => (pick(2) === 0 ? C.tanh(t) : C.sigmoid(t));
  const some = [...x.shape.keys()].filter(() => pick(2) === 0);
  const axis = pick(Math.max(1, x.rank));
  const fits = broadcasts(x, y);
  const matrix = x.rank >= 2 ? x : C.reshape(x, [-1, x.shape.at(-1) ?? 1] as never);
  switch (pick(20)) {
    case 0: case 1: return fits ? C.add(x, y as never) : C.neg(x);
    case 2: case 3: return fits ? squash(C.mul(x, y as never)) : C.relu(x);
    case 4: return fits ? C.where(C.greater(x, y as never), x as never, C.sub(x, y as never) as never) as C.Tensor : C.exp(C.tanh(x));
    case 5: return C.div(C.tanh(x), C.add(1.5, C.sigmoid(x)) as never);
    case 6: return squash(C.sum(x, some as never) as C.Tensor);
    case 7: return C.max(x, some as never) as C.Tensor;
    case 8: { const o = [...x.shape.keys()], k = pick(x.rank + 1); return C.permute(x, [...o.slice(k), ...o.slice(0, k)] as never) as C.Tensor; }
    case 9: { const n = sizeOf(x.shape), d = [2, 3, 4, 5].find((p) => n % p === 0) ?? 1; return C.reshape(x, (pick(2) === 0 ? [n / d, d] : [d, n / d]) as never) as C.Tensor; }
    case 10: {
      const right = pool.find((p) => p.rank === 2 && p.shape[0] === matrix.shape.at(-1)) ?? C.swapAxes(matrix, -1 as never, -2 as never);
      return C.tanh(C.matmul(matrix as never, right as never) as C.Tensor);
    }
    case 11: return x.rank === 0 ? C.broadcastTo(x, [3, 1] as never) as C.Tensor : C.softmax(x);
    case 12: return x.rank === 0 ? x : C.logSumExp(x, axis as never, kept) as C.Tensor;
    case 13: return x.rank === 0 ? x : C.flip(x, axis as never) as C.Tensor;
    case 14: return x.rank === 0 ? x : C.slice(x, x.shape.map((d, i) => (i === axis && d > 1 ? [1, null] : [null, null])) as never);
    case 15: return x.rank === 0 ? x : C.slice(x, x.shape.map((_, i) => (i === axis ? [null, null, 2] : [null, null])) as never);
    case 16: return x.rank === 0 ? x : C.concat([x, C.neg(x)] as never, axis as never) as C.Tensor;
    case 17: return x.rank === 0 ? x : C.variance(x, axis as never, kept) as C.Tensor;
    case 18: return fits ? C.maximum(x, y as never) : C.abs(x);
    default: return C.cast(C.greater(x, 0), x.dtype as never) as C.Tensor;
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
  const total = (t: C.Tensor): C.Tensor => C.sum(C.tanh(t)) as C.Tensor;
  const y = pool
    .slice(-3)
    .map(total)
    .reduce((a, b) => C.add(a, b as never));
  const slopes = C.gradients(y as never, inputs) as readonly C.Tensor[];
  const rate = fill(0.1, { shape: [], dtype });
  const updated = inputs.map(
    (x, i) => C.sub(x, C.mul(slopes[i] as C.Tensor, rate as never) as never) as C.Tensor,
  );
  const donated = pick(2) === 0 ? updated.map((u, i) => [u, inputs[i] as C.Tensor] as const) : [];
  return { outputs: [y, ...pool.slice(-2), ...updated], donated: new Map(donated) };
}
