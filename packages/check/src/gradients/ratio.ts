/** What a factor is called. */
import { showNumber } from "../numbers/quantity.ts";

/** A size, and what it is the size of. */
export interface Size {
  readonly size: number;
  readonly of: string;
}

const near = (a: number, b: number): boolean => Math.abs(a - b) <= 2e-6 * Math.abs(b);

/** `−1/8 (8 is axis 0 of x)`: a quotient of small whole numbers if it is one, and what these are the sizes of. */
export function factorName(ratio: number, sizes: readonly Size[]): string {
  const sign = ratio < 0 ? "−" : "";
  const size = Math.abs(ratio);
  for (const [above, below] of [
    [size, 1],
    [1, 1 / size],
    ...[2, 3, 4, 5].flatMap((q) => [
      [size * q, q],
      [q, q / size],
    ]),
  ] as [number, number][]) {
    const [p, q] = [Math.round(above), Math.round(below)];
    if (p === 0 || q === 0 || p > 1e6 || q > 1e6 || !near(size, p / q)) continue;
    const told = sizes.find((known) => known.size > 2 && (known.size === p || known.size === q));
    const text = q === 1 ? `${sign}${p}` : `${sign}${p}/${q}`;
    return told === undefined ? text : `${text} (${told.size} is ${told.of})`;
  }
  return short(ratio);
}

/** Six digits. */
export const short = (x: number): string => showNumber(x, 6);
