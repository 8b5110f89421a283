/** Convolution and pooling by loops over places, written apart from the engine. */
import { type Plain, at, build } from "./table/reference.ts";

export interface Loops {
  readonly stride?: readonly [number, number];
  readonly padding?: readonly [number, number];
  readonly dilation?: readonly [number, number];
  readonly groups?: number;
}

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

const fitting = (n: number, k: number, s: number, p: number, d: number): number => {
  let windows = 0;
  while (windows * s + d * (k - 1) < n + 2 * p) windows++;
  return windows;
};

const sizes = (x: Plain): [number, number, number, number] => x.shape as never;

/** Every product of an element and a weight that goes into a place of the result. */
function* terms(x: Plain, w: Plain, options: Loops) {
  const { stride: [s, t] = [1, 1], padding: [p, q] = [0, 0], dilation: [d, e] = [1, 1] } = options;
  const { groups = 1 } = options;
  const [n, , height, width] = sizes(x);
  const [outputs, own, k, l] = sizes(w);
  const rows = range(fitting(height, k, s, p, d));
  const columns = range(fitting(width, l, t, q, e));
  for (const b of range(n))
    for (const o of range(outputs))
      for (const i of rows)
        for (const j of columns)
          for (const c of range(own))
            for (const u of range(k))
              for (const v of range(l)) {
                const channel = Math.floor(o / (outputs / groups)) * own + c;
                const [y, z] = [i * s + u * d - p, j * t + v * e - q];
                if (y < 0 || y >= height || z < 0 || z >= width) continue;
                yield { to: [b, o, i, j], from: [b, channel, y, z], by: [o, c, u, v] };
              }
}

/** The place of an index in row-major order. */
const place = (shape: readonly number[], index: readonly number[]): number =>
  index.reduce((sum, i, axis) => sum * (shape[axis] ?? 1) + i, 0);

export function convolved(x: Plain, w: Plain, bias: Plain | undefined, options: Loops = {}): Plain {
  const { stride: [s, t] = [1, 1], padding: [p, q] = [0, 0], dilation: [d, e] = [1, 1] } = options;
  const [n, , height, width] = sizes(x);
  const [outputs, , k, l] = sizes(w);
  const shape = [n, outputs, fitting(height, k, s, p, d), fitting(width, l, t, q, e)];
  const sums = build(shape, ([, o = 0]) => bias?.data[o] ?? 0);
  const data = [...sums.data];
  for (const { to, from, by } of terms(x, w, options))
    data[place(shape, to)]! += x.data[place(x.shape, from)]! * w.data[place(w.shape, by)]!;
  return { shape, data };
}

/** What a cotangent of the result pulls back to, for the images and for the weight. */
export function convolvedBack(g: Plain, x: Plain, w: Plain, options: Loops): [Plain, Plain] {
  const [dx, dw] = [x.data.map(() => 0), w.data.map(() => 0)];
  for (const { to, from, by } of terms(x, w, options)) {
    const seed = g.data[place(g.shape, to)]!;
    dx[place(x.shape, from)]! += seed * w.data[place(w.shape, by)]!;
    dw[place(w.shape, by)]! += seed * x.data[place(x.shape, from)]!;
  }
  return [
    { shape: x.shape, data: dx },
    { shape: w.shape, data: dw },
  ];
}

/** The places inside of the image that each window covers, in row-major order. */
function windows(x: Plain, [k, l]: readonly [number, number], options: Loops) {
  const { stride: [s, t] = [k, l], padding: [p, q] = [0, 0] } = options;
  const [n, c, height, width] = sizes(x);
  const shape = [n, c, fitting(height, k, s, p, 1), fitting(width, l, t, q, 1)];
  const inside = ([b = 0, channel = 0, i = 0, j = 0]: readonly number[]): number[][] =>
    range(k).flatMap((u) =>
      range(l).flatMap((v) => {
        const [y, z] = [i * s + u - p, j * t + v - q];
        return y < 0 || y >= height || z < 0 || z >= width ? [] : [[b, channel, y, z]];
      }),
    );
  return { shape, inside };
}

export function averaged(x: Plain, kernel: readonly [number, number], options: Loops = {}): Plain {
  const { shape, inside } = windows(x, kernel, options);
  const whole = kernel[0] * kernel[1];
  return build(shape, (index) => inside(index).reduce((sum, from) => sum + at(x, from), 0) / whole);
}

/** The place in the image of the first of the largest in each window. */
export function winners(x: Plain, kernel: readonly [number, number], options: Loops = {}): Plain {
  const { shape, inside } = windows(x, kernel, options);
  return build(shape, (index) => {
    const all = inside(index).map((from) => place(x.shape, from));
    return all.reduce((best, from) => (x.data[from]! > x.data[best]! ? from : best));
  });
}

export function largest(x: Plain, kernel: readonly [number, number], options: Loops = {}): Plain {
  const { shape, data } = winners(x, kernel, options);
  return { shape, data: data.map((from) => x.data[from]!) };
}
