import type { Size } from "../pass/dimensions.ts";
import { rounded } from "../numbers/quantity.ts";

/** A number with a meaning in this program. */
export interface FactorName {
  readonly value: number;
  readonly text: string;
  /** How far-fetched it is. */
  readonly cost: number;
  /** What it is whatever the sizes are. */
  readonly key: string;
  /** It is what a mean over a dimension divides by, or its inverse. */
  readonly mean?: "1/n" | "n";
}

type Form = readonly [
  form: string,
  value: (a: number, b: number) => number,
  cost: number,
  mean?: "1/n" | "n",
];

const ofOne: readonly Form[] = [
  ["a", (a) => a, 0.7, "n"],
  ["1/a", (a) => 1 / a, 0.6, "1/n"],
  ["2/a", (a) => 2 / a, 1.4],
  ["a/2", (a) => a / 2, 1.4],
  ["√a", (a) => Math.sqrt(a), 1.6],
  ["1/√a", (a) => 1 / Math.sqrt(a), 1.6],
];
const ofTwo: readonly Form[] = [
  ["a·b", (a, b) => a * b, 1.3, "n"],
  ["1/(a·b)", (a, b) => 1 / (a * b), 1.2, "1/n"],
  ["a/b", (a, b) => a / b, 1.5],
  ["b/a", (a, b) => b / a, 1.5],
];

/** A size that is known by name comes before 2 and ½. */
const KNOWN = 0.45;

/** Every number with a meaning here: 2, ½, sizes of axes, their products and quotients, constants of the program; each with its sign. */
export function factorNames(sizes: readonly Size[], constants: readonly number[]): FactorName[] {
  const found: FactorName[] = [];
  const put = (value: number, text: string, cost: number, key = text, mean?: "1/n" | "n"): void => {
    const more = mean && { mean };
    found.push({ value, text, cost, key, ...more });
    found.push({ value: -value, text: `−${text}`, cost: cost + 1, key: `−${key}`, ...more });
  };
  put(1, "1", 0);
  put(2, "2", 0.5);
  put(0.5, "½", 0.5);
  const all = (forms: readonly Form[], a: Size, b: Size, about: string): void => {
    for (const [form, value, cost, mean] of forms) {
      const text = form.replace("a", String(a.n)).replace("b", String(b.n));
      const own = a === b && a.known === true && cost < 1 ? KNOWN : cost;
      put(value(a.n, b.n), `${text} (${about})`, own, `${form} (${about})`, mean);
    }
  };
  for (const size of sizes) all(ofOne, size, size, size.text);
  sizes.forEach((a, i) => {
    for (const b of sizes.slice(i))
      all(a.n === b.n ? ofTwo.slice(0, 2) : ofTwo, a, b, `${a.text}; ${b.text}`);
  });
  for (const c of new Set(constants)) {
    if (Math.abs(c) <= 1e-4 || c === 1 || c === -1) continue;
    const text = rounded(c);
    const about = `with ${text} a constant of your program,`;
    // Divided by where it is multiplied by, or the reverse.
    put(c * c, `${text}², ${about}`, 1.4);
    put(1 / (c * c), `1/${text}², ${about}`, 1.4);
    const known = found.some(({ value, cost }) => cost <= 1.3 && (value === c || value === 1 / c));
    if (known) continue;
    put(c, `${text}, a constant of your program,`, 1.1);
    put(1 / c, `1/${text}, ${about}`, 1.1);
  }
  return found.toSorted((a, b) => a.cost - b.cost);
}

/** The names of `k`, simplest first, none if it is close to no number with a meaning. */
export function nameFactor(k: number, names: readonly FactorName[], slack: number): FactorName[] {
  const seen = new Set<string>();
  return names.filter(({ value, text }) => {
    if (Math.abs(value - k) > slack || seen.has(text)) return false;
    seen.add(text);
    return true;
  });
}
