/** The data of the workloads: the same numbers for every engine and on every run. */

/** A hash of 32 bits, after the finalizer of MurmurHash3. */
function mix(x: number): number {
  let h = x;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** `n` numbers between −scale and scale that float32 holds exactly before they are scaled. */
export function uniform(n: number, seed: number, scale = 1): Float64Array {
  const at = (i: number) => mix(Math.imul(i, 0x9e3779b1) + Math.imul(seed, 0x7feb352d)) / 2 ** 32;
  return Float64Array.from({ length: n }, (_, i) => Math.fround(at(i) * 2 - 1) * scale);
}

export interface Sample {
  readonly x: number;
  readonly y: number;
  /** 1 or −1. */
  readonly label: number;
}

/** Two interleaved half moons, a little blurred. */
export function moons(n: number): Sample[] {
  const blur = uniform(2 * n, 3, 0.1);
  const half = n / 2;
  return Array.from({ length: n }, (_, i) => {
    const angle = (Math.PI * (i % half)) / (half - 1);
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const upper = i < half;
    return {
      x: (upper ? cos : 1 - cos) + (blur[2 * i] ?? 0),
      y: (upper ? sin : 0.5 - sin) + (blur[2 * i + 1] ?? 0),
      label: upper ? -1 : 1,
    };
  });
}
