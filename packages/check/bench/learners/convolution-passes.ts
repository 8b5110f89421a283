/**
 * A convolution, derived by hand with loops: Z[n, o, i, j] = b[o] + Σ K[o, c, k, l]·X[n, c, i·s + k − p, j·s + l − p],
 * A = relu(Z), F = sum of A over the places, L = mean of (F − Y)².
 */
import { type Handed, type Has, type Problem, matrixOf, vectorOf } from "./learner.ts";
import {
  type Matrix,
  type Nested,
  type Write,
  columns,
  each,
  minus,
  rows,
  scaled,
  total,
  transposed,
} from "./paper.ts";

type Images = readonly (readonly Matrix[])[];

export interface Convolution extends Problem {
  readonly stride: number;
  readonly padding: number;
}

export const images = (p: Problem, name: string): Images => p.at[name] as Images;
const at = (x: Images, n: number, c: number, i: number, j: number): number =>
  x[n]?.[c]?.[i]?.[j] ?? 0;

/** The shape of nested arrays. */
const sizes = (x: Nested): number[] =>
  typeof x === "number" ? [] : [x.length, ...sizes(x[0] ?? 0)];

/** Nested arrays of a shape, each number from its place. */
export const filled = (
  [m = 0, c = 0, h = 0, w = 0]: readonly number[],
  f: (...place: [number, number, number, number]) => number,
): Images =>
  Array.from({ length: m }, (_, n) =>
    Array.from({ length: c }, (_, o) =>
      Array.from({ length: h }, (_, i) => Array.from({ length: w }, (_, j) => f(n, o, i, j))),
    ),
  );

/** Σ f over the whole numbers below each size. */
function sumOver(
  [a = 1, b = 1, c = 1]: readonly number[],
  f: (...place: [number, number, number]) => number,
): number {
  let sum = 0;
  for (let i = 0; i < a; i++)
    for (let j = 0; j < b; j++) for (let k = 0; k < c; k++) sum += f(i, j, k);
  return sum;
}

/** [samples, output channels, height, width] of Z. */
export function outputs(p: Convolution): number[] {
  const [n = 0, , h = 0, w = 0] = sizes(images(p, "X"));
  const [o = 0, , kh = 0, kw = 0] = sizes(images(p, "K"));
  const extent = (size: number, kernel: number): number =>
    Math.floor((size + 2 * p.padding - kernel) / p.stride) + 1;
  return [n, o, extent(h, kh), extent(w, kw)];
}

export function forward(
  p: Convolution,
  write: Write,
  has: Has,
): { Z: Images; A: Images; F: Matrix } {
  const [X, K, b] = [images(p, "X"), images(p, "K"), vectorOf(p.at, "b")];
  const [, c = 0, kh = 0, kw = 0] = sizes(K);
  const turned = has("the kernel is turned round on the way forward");
  const kernel = (o: number, c: number, k: number, l: number): number =>
    turned ? at(K, o, c, kh - 1 - k, kw - 1 - l) : at(K, o, c, k, l);
  const Z = write(
    filled(outputs(p), (n, o, i, j) => {
      const [top, left] = [i * p.stride - p.padding, j * p.stride - p.padding];
      return (
        (b[o] ?? NaN) +
        sumOver([c, kh, kw], (c, k, l) => kernel(o, c, k, l) * at(X, n, c, top + k, left + l))
      );
    }),
  );
  const A = write(each((z) => Math.max(z, 0), Z));
  return { Z, A, F: write(A.map((sample) => sample.map((map) => total(map.map(total))))) };
}

export function derive(p: Convolution, write: Write, has: Has): Handed {
  const { Z, A, F } = forward(p, write, has);
  const sign = has("the output error has the wrong sign") ? -1 : 1;
  const dF = write(scaled((2 * sign) / (rows(F) * columns(F)), minus(F, matrixOf(p.at, "Y"))));
  const places = (Z[0]?.[0]?.length ?? 0) * (Z[0]?.[0]?.[0]?.length ?? 0);
  const mean = has("the places share what is a sum as if it were a mean") ? places : 1;
  const dA = write(filled(outputs(p), (n, o) => (dF[n]?.[o] ?? NaN) / mean));
  const dZ = has("the derivative of relu is left out")
    ? dA
    : write(each((d, z) => (z > 0 ? d : 0), dA, Z));
  return {
    forward: { Z, A, F },
    backward: [
      { dF },
      { dA },
      { dZ },
      { dK: kernels(p, dZ, write, has), db: biases(dZ, write, has), dX: inputs(p, dZ, write, has) },
    ],
  };
}

function kernels(p: Convolution, dZ: Images, write: Write, has: Has): Nested {
  const X = images(p, "X");
  const [n = 0, , h = 0, w = 0] = outputs(p);
  const offset = has("dK is read from X without the padding") ? 0 : p.padding;
  const step = has("dK is read from X without the stride") ? 1 : p.stride;
  const first = has("dK is that of the last sample only") ? n - 1 : 0;
  const right = write(
    filled(sizes(images(p, "K")), (o, c, k, l) =>
      sumOver([n, h, w], (s, i, j) =>
        s < first
          ? 0
          : at(dZ, s, o, i, j) * at(X, s, c, i * step + k - offset, j * step + l - offset),
      ),
    ),
  );
  const turned = has("dK is turned round");
  return turned
    ? right.map((o) => o.map((c) => c.map((row) => row.toReversed()).toReversed()))
    : right;
}

function biases(dZ: Images, write: Write, has: Has): Nested {
  if (has("db is not summed over the places"))
    return write(each((...d) => total(d), dZ[0] ?? [], ...dZ.slice(1)));
  const sums = dZ.map((sample) => sample.map((map) => map.map(total)));
  const rowsOnly = sums.map((sample) => sample.map(total));
  if (has("db is not summed over the samples")) return write(rowsOnly);
  if (has("db is that of the last sample only")) return write(rowsOnly.at(-1) ?? []);
  const all = transposed(rowsOnly).map(total);
  return write(scaled(1 / (has("db is the mean over the samples") ? dZ.length : 1), all));
}

/** What reaches X: each output hands its gradient back to the places that it was computed from. */
function inputs(p: Convolution, dZ: Images, write: Write, has: Has): Images {
  const K = images(p, "K");
  const [o = 0, , kh = 0, kw = 0] = sizes(K);
  const turned = has("the kernel is not turned round in dX, where dZ is slid over it");
  const offset = has("dX is shifted by the padding") ? 0 : p.padding;
  const output = (s: number, c: number, i: number, j: number): number =>
    i % p.stride === 0 && j % p.stride === 0 ? at(dZ, s, c, i / p.stride, j / p.stride) : 0;
  return write(
    filled(sizes(images(p, "X")), (s, c, i, j) =>
      sumOver([o, kh, kw], (o, k, l) => {
        const weight = turned ? at(K, o, c, kh - 1 - k, kw - 1 - l) : at(K, o, c, k, l);
        return weight * output(s, o, i + offset - k, j + offset - l);
      }),
    ),
  );
}
