/** Operands for the words: where the work is, and everywhere else. */

export const unaryWords = [
  "exp",
  "expm1",
  "log",
  "log2",
  "log10",
  "log1p",
  "sin",
  "cos",
  "tan",
  "tanh",
  "sigmoid",
  "erf",
  "erfc",
] as const;
export const binaryWords = ["pow", "atan2", "fmod"] as const;

/** A small generator of equidistributed bits: Steele and others, SplitMix32. */
function bits32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let z = state ^ (state >>> 16);
    z = Math.imul(z, 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  };
}

export interface Draw {
  /** Uniform in [low, high). */
  readonly between: (low: number, high: number) => number;
  /** Either sign, and an exponent of 2 from the range. */
  readonly sized: (least: number, most: number) => number;
  /** Any finite number, every pattern as likely as another. */
  readonly any: () => number;
  /** One whose products and quotients are finite. */
  readonly moderate: () => number;
  /** Where the exponential is neither 0 nor infinite. */
  readonly exponent: () => number;
}

export function drawing(seed: number, dtype: "float32" | "float64"): Draw {
  const next = bits32(seed);
  const unit = (): number => (next() * 2 ** 21 + (next() >>> 11)) * 2 ** -53;
  const held = dtype === "float32" ? Math.fround : (x: number): number => x;
  const between = (low: number, high: number): number => held(low + (high - low) * unit());
  const sign = (): number => (next() & 1 ? -1 : 1);
  const [least, most] = dtype === "float32" ? [-149, 128] : [-1074, 1024];
  const sized = (from: number, to: number): number => {
    const [e, x] = [Math.floor(between(from, to)), sign() * (1 + unit())];
    return held(x * 2 ** Math.floor(e / 2) * 2 ** Math.ceil(e / 2));
  };
  const [low, high] = dtype === "float32" ? [-103, 88.7] : [-745, 709.7];
  return {
    between,
    sized,
    any: () => sized(least, most),
    moderate: () => sized(least / 4, most / 4),
    exponent: () => between(low, high),
  };
}

type Pick = (d: Draw, kind: number) => readonly [number, number];

/** Near multiples of π/2, which are where a sine or a tangent is small. */
const turn = (d: Draw): number =>
  Math.round(d.between(-131_000, 131_000)) * (Math.PI / 2) * (1 + d.between(-1, 1) * 2 ** -50);

const angle: Pick = (d, kind) => [
  [() => d.between(-8, 8), () => d.between(-2e5, 2e5), () => turn(d), () => d.sized(-30, 40)][
    kind % 4
  ]?.() ?? d.any(),
  0,
];
const logarithmic: Pick = (d, kind) => [
  kind % 3 === 0 ? d.between(0.5, 2) : kind % 3 === 1 ? 1 + d.sized(-50, -1) : Math.abs(d.any()),
  0,
];

/** Operands of each word in float64; `kind` counts up. */
export const picks: Readonly<Record<string, Pick>> = {
  exp: (d, kind) => [kind % 2 === 0 ? d.between(-746, 710) : d.sized(-60, 4), 0],
  expm1: (d, kind) => [kind % 2 === 0 ? d.between(-40, 710) : d.sized(-60, 2), 0],
  log: logarithmic,
  log2: logarithmic,
  log10: logarithmic,
  log1p: (d, kind) => [
    [() => d.between(-1, 1), () => d.sized(-60, 0), () => Math.abs(d.any())][kind % 3]?.() ?? 0,
    0,
  ],
  sin: angle,
  cos: angle,
  tan: angle,
  tanh: (d, kind) => [kind % 2 === 0 ? d.between(-20, 20) : d.sized(-60, 1), 0],
  sigmoid: (d, kind) => [kind % 2 === 0 ? d.between(-745, 40) : d.sized(-60, 5), 0],
  erf: (d, kind) => [kind % 2 === 0 ? d.between(-6, 6) : d.sized(-60, 1), 0],
  erfc: (d, kind) => [kind % 2 === 0 ? d.between(-2, 27.3) : d.sized(-60, 2), 0],
  pow: (d, kind) => {
    const a = kind % 3 === 0 ? 1 + d.sized(-40, -2) : Math.abs(d.any());
    return [a, d.exponent() / Math.log(a)];
  },
  atan2: (d, kind) => {
    const y = d.moderate();
    return [y, kind % 2 === 0 ? y * d.sized(-4, 5) : d.moderate()];
  },
  fmod: (d, kind) => {
    const a = d.any();
    return [a, kind % 2 === 0 ? a * d.sized(-60, 2) : d.any()];
  },
};
