import { normalQuantile } from "./normal.ts";
import { threefry2x32 } from "./threefry.ts";

const WORD = 2 ** 32;
const HALF_WORD = 2 ** 31;

/** High counter words from here on are for splits; the draws have those below. */
const SPLITS = HALF_WORD;

function reject(subject: string, problem: string, advice: string): never {
  throw new RangeError(`random: ${subject}: ${problem}: ${advice}`);
}

/**
 * A reproducible sequence of random numbers, the same bits for a seed on every machine.
 *
 * With E the Threefry bijection of 64-bit counters under the stream's 64-bit key, draw i is
 * E(i) and the key of the j-th child is E(2⁶³ + j). So within a stream no number decides both
 * a draw and a child, siblings have different keys, and splitting leaves the draws as they were.
 * Distinct seeds give distinct keys. Of m streams in all, two unrelated ones have the same key
 * with probability about m² / 2⁶⁵.
 */
export class Stream {
  #key0: number;
  #key1: number;
  #draws = 0;
  #splits = 0;
  readonly #block = new Uint32Array(2);

  /** The stream whose key is the seed, a safe integer, in 64-bit two's complement. */
  constructor(seed: number) {
    if (!Number.isSafeInteger(seed)) {
      reject(`seed ${seed}`, "not a safe integer", "pass a whole number such as 42");
    }
    this.#key0 = seed >>> 0;
    this.#key1 = Math.floor(seed / WORD) >>> 0;
  }

  /** A multiple of 2⁻⁵³ in [0, 1), each with the same probability. */
  uniform53(): number {
    return this.#bits53() * 2 ** -53;
  }

  /** Fills with low + (high − low) u, u uniform in [0, 1); what rounds up to high is redrawn. */
  fillUniform(out: Float64Array, low: number, high: number): void {
    const width = high - low;
    if (!(width > 0 && width < Infinity)) {
      reject(
        `uniform bounds ${low} and ${high}`,
        "not increasing, or infinitely far apart",
        "pass finite numbers, the lower first",
      );
    }
    for (let i = 0; i < out.length; i++) {
      let value = high;
      while (value >= high) value = low + width * this.uniform53();
      out[i] = value;
    }
  }

  /** Fills with mean + std Φ⁻¹((k + ½) / 2⁵³), k uniform in {0, …, 2⁵³ − 1}. */
  fillNormal(out: Float64Array, mean: number, std: number): void {
    if (!Number.isFinite(mean)) reject(`normal mean ${mean}`, "not finite", "pass a finite number");
    if (!(std >= 0 && std < Infinity)) {
      reject(`normal std ${std}`, "negative or not finite", "pass a finite number from 0 up");
    }
    for (let i = 0; i < out.length; i++) out[i] = mean + std * this.#standardNormal();
  }

  /** Fills with integers low <= k < high, each with exactly the same probability. */
  fillIntegers(out: Int32Array, low: number, high: number): void {
    const whole = Number.isInteger(low) && Number.isInteger(high);
    if (!whole || low >= high || low < -HALF_WORD || high > HALF_WORD) {
      reject(
        `integer bounds ${low} and ${high}`,
        "not increasing whole numbers of 32 bits",
        "pass -2147483648 <= low < high <= 2147483648",
      );
    }
    for (let i = 0; i < out.length; i++) out[i] = low + this.#below(high - low);
  }

  /** Fills with 1 with probability p, rounded up to a multiple of 2⁻⁵³, and with 0 otherwise. */
  fillBernoulli(out: Uint8Array, p: number): void {
    if (!(p >= 0 && p <= 1)) {
      reject(`probability ${p}`, "not between 0 and 1", "pass a number from 0 to 1");
    }
    for (let i = 0; i < out.length; i++) out[i] = this.uniform53() < p ? 1 : 0;
  }

  /** The numbers 0 to n − 1 in random order, each order equally likely (Fisher–Yates). */
  permutation(n: number): Int32Array {
    if (!(Number.isInteger(n) && n >= 0 && n < HALF_WORD)) {
      reject(
        `permutation of ${n}`,
        "not a whole number from 0 to 2147483647",
        "pass how many things to order, such as 10",
      );
    }
    const order = new Int32Array(n);
    for (let i = 1; i < n; i++) {
      const j = this.#below(i + 1);
      order[i] = order[j] ?? 0;
      order[j] = i;
    }
    return order;
  }

  /** A new stream, independent of this one and of its other children. */
  split(): Stream {
    this.#encrypt(this.#splits++, SPLITS);
    const child = new Stream(0);
    child.#key0 = this.#word(0);
    child.#key1 = this.#word(1);
    return child;
  }

  /** An integer uniform in [0, n), n <= 2³², by rejecting the words past the last multiple. */
  #below(n: number): number {
    const end = WORD - (WORD % n);
    let word = end;
    while (word >= end) {
      this.#encrypt(this.#draws++, 0);
      word = this.#word(0);
    }
    return word % n;
  }

  /** Φ⁻¹((k + ½) / 2⁵³); by symmetry for the upper half, where k + ½ is no float64. */
  #standardNormal(): number {
    const k = this.#bits53();
    return k < 2 ** 52
      ? normalQuantile((k + 0.5) * 2 ** -53)
      : -normalQuantile((2 ** 53 - 1 - k + 0.5) * 2 ** -53);
  }

  #bits53(): number {
    this.#encrypt(this.#draws++, 0);
    return (this.#word(0) >>> 5) * 2 ** 26 + (this.#word(1) >>> 6);
  }

  #encrypt(index: number, domain: number): void {
    const high = domain + Math.floor(index / WORD);
    threefry2x32(this.#key0, this.#key1, index >>> 0, high, this.#block, 0);
  }

  #word(at: 0 | 1): number {
    return this.#block[at] ?? 0;
  }
}
