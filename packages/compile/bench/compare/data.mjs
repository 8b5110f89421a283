/** Data and parameters: the same numbers for every engine. */

const mixed = (x) => {
  let h = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
};

/** `n` numbers between −scale and scale, float32 first: number `i` depends on `i` and the seed alone. */
export function uniform(n, seed, scale = 1, Data = Float32Array) {
  const from = Math.imul(seed, 0x7feb352d);
  return Data.from({ length: n }, (_, i) => {
    const unit = mixed((Math.imul(i, 0x9e3779b1) + from) | 0) / 2 ** 32;
    return Math.fround(2 * unit - 1) * scale;
  });
}

/** Of a network: weights [in, out], biases, a batch and what is wanted for it. */
export function mlpData({ sizes, batch }) {
  const layers = sizes.slice(1);
  return {
    L: layers.length,
    Ws: layers.map((m, i) => uniform(sizes[i] * m, 10 + i, 1 / Math.sqrt(sizes[i]))),
    bs: layers.map((m) => new Float32Array(m)),
    x: uniform(batch * sizes[0], 1),
    t: uniform(batch * sizes.at(-1), 2),
  };
}

/** Two half-moons, labels ±1, and weights neuron by neuron. */
export function scalarData({ sizes, samples }) {
  const noise = uniform(2 * samples, 3, 0.1, Float64Array);
  const half = samples / 2;
  const points = Array.from({ length: samples }, (_, i) => {
    const angle = (Math.PI * (i % half)) / (half - 1);
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    const [x, y] = i < half ? [c, s] : [1 - c, 0.5 - s];
    return [x + noise[2 * i], y + noise[2 * i + 1]];
  });
  return {
    sizes,
    xs: points,
    ys: points.map((_, i) => (i < half ? -1 : 1)),
    layers: sizes.slice(1).map((m, l) => uniform(sizes[l] * m, 20 + l, 1, Float64Array)),
  };
}

/** Pixels between 0 and 1, and classes as rows of 0 and 1. */
export function digitsData(c) {
  const d = mlpData(c);
  const classes = c.sizes.at(-1);
  const labels = new Float32Array(c.batch * classes);
  for (let i = 0; i < c.batch; i++) labels[i * classes + ((7 * i) % classes)] = 1;
  return { ...d, x: d.x.map((v) => (v + 1) / 2), t: labels };
}

/** A batch of sequences, four square matrices, gain and bias of the norm, and a target. */
export function attentionData({ batch, length, width }) {
  const scale = 1 / Math.sqrt(width);
  const count = batch * length * width;
  return {
    x: uniform(count, 40),
    t: uniform(count, 41),
    matrices: [42, 43, 44, 45].map((seed) => uniform(width * width, seed, scale)),
    gain: uniform(width, 46, 0.1).map((v) => 1 + v),
    bias: uniform(width, 47, 0.1),
  };
}
