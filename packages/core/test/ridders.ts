/** A derivative found by differences, and how far it may be off. */
export interface Estimate {
  readonly value: number;
  readonly error: number;
}

/** The first step: with samples that are multiples of 2⁻²⁰, steps by powers of two are exact. */
const FIRST = 2 ** -5;
const LEVELS = 6;

/**
 * `f′(0)` for each component of `f`: central differences at halved steps, extrapolated to step 0 in
 * Neville's tableau, of which the entry that agrees best with its neighbours is kept. C. Ridders 1982,
 * "Accurate computation of F′(x) and F′(x)F″(x)".
 */
export function ridders(f: (t: number) => ArrayLike<number>, first = FIRST): Estimate[] {
  const steps = Array.from({ length: LEVELS }, (_, k) => first / 2 ** k);
  const pairs = steps.map((h) => [f(h), f(-h), 2 * h] as const);
  const n = pairs[0]?.[0].length ?? 0;
  return Array.from({ length: n }, (_, i) =>
    extrapolated(
      pairs.map(([plus, minus, width]) => ((plus[i] ?? NaN) - (minus[i] ?? NaN)) / width),
    ),
  );
}

/** The limit of a sequence whose errors fall as 1/4ᵏ and its powers. */
function extrapolated(sequence: readonly number[]): Estimate {
  let best: Estimate = { value: NaN, error: Infinity };
  let above: number[] = [];
  for (const start of sequence) {
    const row = [start];
    let power = 1;
    for (const [j, neighbour] of above.entries()) {
      power *= 4;
      const left = row[j] ?? NaN;
      const value = (power * left - neighbour) / (power - 1);
      row.push(value);
      const error = Math.max(Math.abs(value - left), Math.abs(value - neighbour));
      if (error <= best.error) best = { value, error };
    }
    above = row;
  }
  return best;
}
