/** Draws a number from [0, 1). */
export type Draw = () => number;

/** Draws the elements of one input, away from the points where the op has none or several derivatives. */
export type Domain = (n: number, draw: Draw) => number[];

/** The nearest multiple of 2⁻²⁰: exact in float32 too, and so are sums with powers of two. */
const onGrid = (x: number): number => Math.round(x * 2 ** 20) / 2 ** 20;

/** The same random numbers for the same text: mulberry32 from an FNV-1a hash. */
export function drawFor(text: string): Draw {
  let state = 2166136261;
  for (const c of text) state = Math.imul(state ^ (c.codePointAt(0) ?? 0), 16777619);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Uniform on an interval, or on one of several chosen at random. */
export const within =
  (...intervals: readonly (readonly [low: number, high: number])[]): Domain =>
  (n, draw) =>
    Array.from({ length: n }, () => {
      const [low, high] = intervals[Math.floor(draw() * intervals.length)] ?? [0, 1];
      return onGrid(low + (high - low) * draw());
    });

/** Random numbers of order 1. */
export const anywhere: Domain = within([-2, 2]);

/** Away from 0. */
export const nonZero: Domain = within([-2, -0.3], [0.3, 2]);

export const positive: Domain = within([0.3, 2.5]);

/** −2, −1, 0, 1 or 2. For flat ops only. */
export const integers: Domain = (n, draw) =>
  Array.from({ length: n }, () => Math.floor(draw() * 5) - 2);

/** Away from integers and halves. */
export const betweenSteps: Domain = (n, draw) =>
  Array.from({ length: n }, () => onGrid(Math.floor(draw() * 12 - 6) / 2 + 0.1 + 0.3 * draw()));

/**
 * Shuffled points of a lattice about 0, no two of them closer than a quarter, nor their sizes than an
 * eighth. Lattices of phase 0.25 and 0.75 are an eighth apart.
 */
export const distinct =
  (phase: 0.25 | 0.75 = 0.25): Domain =>
  (n, draw) => {
    const points = Array.from({ length: n }, (_, k) => (k - Math.floor(n / 2) + phase) / 4);
    return points
      .map((x) => [draw(), x] as const)
      .toSorted(([a], [b]) => a - b)
      .map(([, x]) => x);
  };
