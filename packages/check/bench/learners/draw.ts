import type { Matrix, Vector } from "./paper.ts";

/** Numbers drawn from a seed, the same on every machine (mulberry32). */
export class Draw {
  private state: number;

  constructor(seed: number) {
    this.state = Math.imul(seed + 1, 0x9e3779b1) >>> 0;
  }

  uniform(low = 0, high = 1): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return low + ((high - low) * ((t ^ (t >>> 14)) >>> 0)) / 2 ** 32;
  }

  /** A whole number from `low` to `high`, both included. */
  integer(low: number, high: number): number {
    return Math.floor(this.uniform(low, high + 1));
  }

  chance(p: number): boolean {
    return this.uniform() < p;
  }

  pick<T>(among: readonly [T, ...T[]]): T {
    return among[this.integer(0, among.length - 1)] ?? among[0];
  }

  /** Different whole numbers from `low` to `high`. */
  different(n: number, low: number, high: number): number[] {
    const left = Array.from({ length: high - low + 1 }, (_, i) => low + i);
    return Array.from({ length: n }, () => left.splice(this.integer(0, left.length - 1), 1)).flat();
  }

  normal(scale = 1): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return scale * radius * Math.cos(2 * Math.PI * this.uniform());
  }

  vector(n: number, scale = 1): Vector {
    return Array.from({ length: n }, () => this.normal(scale));
  }

  matrix(rows: number, columns: number, scale = 1): Matrix {
    return Array.from({ length: rows }, () => this.vector(columns, scale));
  }

  /** Rows with a single 1. */
  classes(rows: number, columns: number): Matrix {
    return Array.from({ length: rows }, () => {
      const one = this.integer(0, columns - 1);
      return Array.from({ length: columns }, (_, j) => Number(j === one));
    });
  }
}
