import type { Size } from "../pass/dimensions.ts";

/** A number with a meaning in this program. */
export interface FactorName {
  readonly value: number;
  readonly text: string;
  /** How far-fetched it is. */
  readonly cost: number;
  /** It is what a mean over a dimension divides by, or its inverse. */
  readonly mean?: "1/n" | "n";
}

/** Every number with a meaning here: 2, ½, sizes of axes, their products and quotients, constants of the program; each with its sign. */
export function factorNames(sizes: readonly Size[], constants: readonly number[]): FactorName[] {
  const found: FactorName[] = [];
  const put = (value: number, text: string, cost: number, mean?: "1/n" | "n"): void => {
    found.push(
      { value, text, cost, ...(mean && { mean }) },
      { value: -value, text: `−${text}`, cost: cost + 1 },
    );
  };
  put(1, "1", 0);
  put(2, "2", 0.5);
  put(0.5, "½", 0.5);
  for (const { n, text } of sizes) {
    put(n, `${n} (${text})`, 0.7, "n");
    put(1 / n, `1/${n} (${text})`, 0.6, "1/n");
    put(2 / n, `2/${n} (${text})`, 1.4);
    put(n / 2, `${n}/2 (${text})`, 1.4);
    put(Math.sqrt(n), `√${n} (${text})`, 1.6);
    put(1 / Math.sqrt(n), `1/√${n} (${text})`, 1.6);
  }
  sizes.forEach((a, i) => {
    for (const b of sizes.slice(i)) {
      put(a.n * b.n, `${a.n}·${b.n} (${a.text}; ${b.text})`, 1.3, "n");
      put(1 / (a.n * b.n), `1/(${a.n}·${b.n}) (${a.text}; ${b.text})`, 1.2, "1/n");
      if (a.n === b.n) continue;
      put(a.n / b.n, `${a.n}/${b.n} (${a.text} over ${b.text})`, 1.5);
      put(b.n / a.n, `${b.n}/${a.n} (${b.text} over ${a.text})`, 1.5);
    }
  });
  for (const c of new Set(constants)) {
    if (Math.abs(c) <= 1e-4 || [0, 1, -1, 2, 0.5].includes(c)) continue;
    put(c, `${c}, a constant of your program`, 1.1);
    put(1 / c, `1/${c}, with ${c} a constant of your program`, 1.1);
  }
  return found.toSorted((a, b) => a.cost - b.cost);
}

/** The names of `k`, simplest first, none if it is close to no number with a meaning. */
export function nameFactor(k: number, names: readonly FactorName[], slack: number): FactorName[] {
  const room = slack * Math.max(Math.abs(k), 1e-3);
  const seen = new Set<string>();
  return names.filter(({ value, text }) => {
    if (Math.abs(value - k) > room || seen.has(text)) return false;
    seen.add(text);
    return true;
  });
}
