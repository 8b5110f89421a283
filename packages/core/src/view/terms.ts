/** Elementwise mathematics as text: the same sentences that compute a value, spoken in terms. */
import type { Scalar, ScalarMath } from "../graph/scalar.ts";

/** A piece of a formula. */
export interface Term {
  /** Without its sign. */
  readonly text: string;
  /** How tightly it holds together: only looser terms need parentheses. */
  readonly binds: number;
  readonly negative?: boolean;
  /** Whether the text itself begins with a minus, as a sum may. */
  readonly opensWithMinus?: boolean;
  /** Set for a number. */
  readonly number?: number;
}

const OR = 1;
const AND = 2;
const COMPARE = 3;
const SUM = 4;
const PRODUCT = 5;
const POWER = 6;
const ATOM = 7;

export const atom = (text: string): Term => ({ text, binds: ATOM });

/** `f(a, b)` */
export const call = (name: string, ...operands: readonly Term[]): Term =>
  atom(`${name}(${operands.map(whole).join(", ")})`);

/** With its sign. */
export const whole = ({ text, negative }: Term): string => (negative === true ? `−${text}` : text);

const minusFirst = ({ negative, opensWithMinus }: Term): boolean =>
  negative === true || opensWithMinus === true;

/** In parentheses unless it binds at least as tightly as asked. */
const held = (x: Term, binds: number): string =>
  x.binds < binds || (x.negative === true && binds > SUM) ? `(${whole(x)})` : whole(x);

export const number = (value: number): Term => {
  const negative = value < 0 || Object.is(value, -0);
  const size = String(Math.abs(value)).replace("e-", "e−").replace("Infinity", "∞");
  return { ...atom(size), negative, number: value };
};

const infix =
  (symbol: string, binds: number) =>
  (a: Term, b: Term): Term => ({
    text: `${held(a, binds)} ${symbol} ${held(b, binds + 1)}`,
    binds,
  });

function plus(a: Term, b: Term): Term {
  if (a.negative === true && b.negative !== true) return plus(b, a);
  const tight = b.negative === true || minusFirst(b) ? SUM + 1 : SUM;
  const text = `${whole(a)} ${b.negative === true ? "−" : "+"} ${held(unsigned(b), tight)}`;
  return { text, binds: SUM, opensWithMinus: minusFirst(a) };
}

function minus(a: Term, b: Term): Term {
  if (b.negative === true) return plus(a, unsigned(b));
  return { text: `${whole(a)} − ${held(b, SUM + 1)}`, binds: SUM, opensWithMinus: minusFirst(a) };
}

const unsigned = ({ text, binds }: Term): Term => ({ text, binds });
const negated = (x: Term): Term =>
  x.binds <= SUM
    ? { text: `(${whole(x)})`, binds: PRODUCT, negative: true }
    : x.number === undefined
      ? { ...unsigned(x), negative: x.negative !== true }
      : number(-x.number);

/** Numbers first, signs in front, squares as squares. */
function times(a: Term, b: Term): Term {
  if (b.number !== undefined && a.number === undefined) return times(b, a);
  if (a.number === -1) return negated(b);
  if (a.text === b.text && a.binds === b.binds && a.negative === b.negative) return raised(a, "²");
  const negative = (a.negative === true) !== (b.negative === true);
  const text = `${held(unsigned(a), PRODUCT)}·${held(unsigned(b), PRODUCT)}`;
  return { text, binds: PRODUCT, negative };
}

function over(a: Term, b: Term): Term {
  const negative = (a.negative === true) !== (b.negative === true);
  return {
    text: `${held(unsigned(a), PRODUCT)}/${held(unsigned(b), POWER)}`,
    binds: PRODUCT,
    negative,
  };
}

const raised = (x: Term, exponent: string): Term => ({
  text: `${held(x, ATOM)}${exponent}`,
  binds: POWER,
});

const superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

function power(a: Term, b: Term): Term {
  const n = b.number;
  if (n === 0.5) return root(a);
  if (n !== undefined && Number.isInteger(n) && Math.abs(n) < 1000)
    return raised(
      a,
      (n < 0 ? "⁻" : "") + String(Math.abs(n)).replace(/\d/g, (d) => superscripts[Number(d)] ?? d),
    );
  return raised(a, `^${held(b, ATOM)}`);
}

const root = (x: Term): Term => ({ text: `√${held(x, ATOM)}`, binds: POWER });
const named =
  (name: string) =>
  (...operands: Term[]): Term =>
    call(name, ...operands);
const between =
  (open: string, close: string) =>
  (x: Term): Term =>
    atom(`${open}${whole(x)}${close}`);

/** `ScalarMath` over terms. */
export const terms: ScalarMath<Term, Term> = {
  const: number,
  add: plus,
  sub: minus,
  mul: times,
  div: over,
  neg: negated,
  pow: power,
  sqrt: root,
  abs: between("|", "|"),
  floor: between("⌊", "⌋"),
  exp: named("exp"),
  expm1: named("expm1"),
  log: named("ln"),
  log2: named("log₂"),
  log10: named("log₁₀"),
  log1p: named("log1p"),
  sin: named("sin"),
  cos: named("cos"),
  tan: named("tan"),
  tanh: named("tanh"),
  sigmoid: named("σ"),
  erf: named("erf"),
  erfc: named("erfc"),
  nearest: named("round"),
  fmod: named("fmod"),
  atan2: named("atan2"),
  max: named("max"),
  min: named("min"),
  less: infix("<", COMPARE),
  lessOrEqual: infix("≤", COMPARE),
  equal: infix("=", COMPARE),
  and: infix("∧", AND),
  or: infix("∨", OR),
  not: (x) => ({ text: `¬${held(x, ATOM)}`, binds: ATOM }),
  select: named("where"),
  toNumber: (x) => x,
  toMask: (x) => x,
};

const lengths = new WeakMap<Scalar, number>();

/** The number of words in a sentence: only those of one word are written out. */
export function words(sentence: Scalar, operands: number): number {
  const known = lengths.get(sentence);
  if (known !== undefined) return known;
  let n = 0;
  const x = atom("x");
  const counting = Object.fromEntries(
    Object.keys(terms).map((word) => [word, () => (word === "const" ? x : (n++, x))]),
  ) as unknown as ScalarMath<Term, Term>;
  sentence(counting, ...new Array<Term>(operands).fill(x));
  lengths.set(sentence, n);
  return n;
}
