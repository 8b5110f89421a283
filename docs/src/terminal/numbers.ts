/** Numbers as a reader likes them. */

const MINUS = "−";

const signed = (text: string): string => text.replaceAll("-", MINUS);

/** With so many digits after the point; what rounds to 0 has no sign. */
export const fixed = (x: number, digits: number): string => {
  const text = x.toFixed(digits);
  return signed(Number(text) === 0 ? text.replace("-", "") : text);
};

/** A power of ten in front where the number is small or large: `2.3e−17`. */
export const scientific = (x: number): string => (x === 0 ? "0" : signed(x.toExponential(1)));

/** So many significant digits, without trailing zeros. */
export const short = (x: number, digits = 4): string =>
  signed(String(Number(x.toPrecision(digits))));
