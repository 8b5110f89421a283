import type { Notation, SummedAxes } from "./notation.ts";

/** Text mode's way of writing the characters that mean something to TeX. */
const escapes: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "^": "\\textasciicircum{}",
  "~": "\\textasciitilde{}",
  "−": "-",
  "→": "$\\to$",
  "∞": "$\\infty$",
};

const text = (words: string): string =>
  `\\text{${words
    .replace(/[\\^~−→∞]|[{}_%#&$]/g, (c) => escapes[c] ?? `\\${c}`)
    .replace(/[₀-₉]+/g, (index) => `$_{${index.normalize("NFKC")}}$`)}}`;

/** What stands over a letter, as a character that follows it. */
const accents: Readonly<Record<string, string>> = {
  "\u0302": "\\hat",
  "\u0303": "\\tilde",
  "\u0304": "\\bar",
  "\u0307": "\\dot",
};

/** What stands over every letter of a word, and so over the whole. */
const overWords: Readonly<Record<string, string>> = { "\u0305": "\\overline", "\u0307": "\\dot" };

/** `W1` and `W₁` as `W_{1}` and `ŷ` as `\hat{y}`, with its primes; one letter as it is, more of them upright. */
function name(words: string): string {
  const all = words.normalize("NFD");
  const parts = /^([A-Za-zΑ-Ωα-ω])([\u0302\u0303\u0304\u0307]*)_?([\d₀-₉]*)(′*)$/u.exec(all);
  const [, letter, over = "", index = "", primes = ""] = parts ?? [];
  if (letter === undefined) {
    const [, mark = ""] = /^"?\P{M}\p{M}*([\u0305\u0307])(?:\P{M}\p{M}*\1)+"?$/u.exec(all) ?? [];
    const accent = overWords[mark];
    return accent === undefined ? text(words) : `${accent}{${name(all.replaceAll(mark, ""))}}`;
  }
  const base = [...over].reduce((inner, mark) => `${accents[mark]}{${inner}}`, letter);
  return `${base}${index && `_{${index.normalize("NFKC")}}`}${primes.replaceAll("′", "'")}`;
}

const operator = (words: string): string =>
  /^[A-Za-z0-9]+$/.test(words) ? `\\operatorname{${words}}` : text(words);

/** What is taller than a line gets delimiters of its height; so does what is too long to look at. */
const fenced = (open: string, close: string) => (inner: string) =>
  inner.length < 200 && !/\\(?:frac|sum|left)/.test(inner)
    ? `${open}${inner}${close}`
    : `\\left${open}${inner}\\right${close}`;

const scientific = (digits: string): string => {
  const [mantissa, exponent] = digits.split(/e\+?/);
  if (exponent !== undefined) return `${mantissa} \\cdot 10^{${exponent}}`;
  return digits.replace("Infinity", "\\infty").replace("NaN", "\\text{NaN}");
};

/** `\sum_{b=1}^{B} X_{b}` where all axes have names, else the axes by their numbers unless they are all there are. */
function sum(product: string, atom: string, { axes, shape, names }: SummedAxes): string {
  if (names.includes(undefined)) {
    const which = text(`${axes.length === 1 ? "axis" : "axes"} ${axes.join(", ")}`);
    return `\\sum${axes.length === shape.length ? "" : `_{${which}}`} ${product}`;
  }
  // An index that is bound inside gets a prime.
  const called = names.map((given = "") => {
    let own = name(given);
    while (product.includes(`\\sum_{${own}=`)) own += "'";
    return own;
  });
  const signs = axes.map(
    (axis, i) => `\\sum_{${called[i]}=1}^{${last(names[i] ?? "", shape[axis] ?? 1)}}`,
  );
  const indices = [...shape.keys()].map((axis) => called[axes.indexOf(axis)] ?? "\\cdot");
  while (indices.at(-1) === "\\cdot") indices.pop();
  const indexed = /[_^]\{[^{}]*\}$/.test(atom) ? fenced("(", ")")(atom) : atom;
  return `${signs.join(" ")} ${indexed}_{${indices.join(" ")}}`;
}

/** Where an index ends: b goes up to B, a longer name to the size. */
const last = (given: string, size: number): string =>
  /^[a-z]′*$/.test(given) ? given.charAt(0).toUpperCase() : String(size);

/** Formulas of numbers in TeX. */
export const tex: Notation = {
  minus: "-",
  symbols: {
    less: "<",
    lessOrEqual: "\\le",
    equal: "=",
    and: "\\land",
    or: "\\lor",
    not: "\\lnot ",
  },
  functions: {
    ...Object.fromEntries(
      ["exp", "sin", "cos", "tan", "tanh", "max", "min"].map((word) => [word, `\\${word}`]),
    ),
    log: "\\ln",
    log2: "\\log_{2}",
    log10: "\\log_{10}",
    sigmoid: "\\sigma",
    nearest: "\\operatorname{round}",
    select: "\\operatorname{where}",
  },
  number: scientific,
  name,
  remark: text,
  operator,
  parens: fenced("(", ")"),
  abs: fenced("|", "|"),
  floor: fenced("\\lfloor ", "\\rfloor "),
  product: (a, b, near) => (near ? `${a} ${b}` : `${a} \\cdot ${b}`),
  fraction: (a, b) => `\\frac{${a}}{${b}}`,
  whole: (base, exponent) => `${base}^{${exponent}}`,
  power: (base, exponent) => `${base}^{${exponent}}`,
  exponentEnds: true,
  root: (inner) => `\\sqrt{${inner}}`,
  rootEnds: true,
  matrixProduct: " ",
  columns: true,
  outerProduct: " \\otimes ",
  transposed: "^{\\top}",
  sum,
  short: 24,
};

/** The same with a tensor in it: a power is one of elements, and is marked. */
export const texOfMixed: Notation = {
  ...tex,
  whole: (base, exponent) => `${base}^{\\odot ${exponent}}`,
  power: (base, exponent) => `${base}^{\\odot ${exponent}}`,
};

/** The same of tensors only: a product is one of elements as well. */
export const texOfElements: Notation = {
  ...texOfMixed,
  product: (a, b) => `${a} \\odot ${b}`,
};
