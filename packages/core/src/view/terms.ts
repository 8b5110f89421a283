/** Elementwise mathematics as formulas: the same sentences that compute a value, spoken in terms. */
import type { ScalarMath } from "../graph/scalar.ts";
import { type FunctionName, type Notation, functionNames } from "./notation.ts";
import { AND, ATOM, COMPARE, OR, POWER, PRODUCT, SUM, type Term, atom } from "./term.ts";

/** A way of writing terms, complete: scalar mathematics, and the pieces that tensors need besides. */
export interface Language {
  readonly notation: Notation;
  readonly terms: ScalarMath<Term, Term>;
  readonly number: (value: number) => Term;
  /** With its sign. */
  readonly whole: (x: Term) => string;
  /** In parentheses unless it binds at least as tightly as asked. */
  readonly held: (x: Term, binds: number) => string;
  /** `f(a, b)` */
  readonly call: (name: string, ...operands: readonly Term[]) => Term;
}

const minusFirst = ({ negative, opensWithMinus }: Term): boolean =>
  negative === true || opensWithMinus === true;
const numberFirst = ({ number, opensWithNumber }: Term): boolean =>
  number !== undefined || opensWithNumber === true;
const unsigned = ({ text, binds, number, opensWithNumber }: Term): Term => ({
  text,
  binds,
  ...(number !== undefined && { number: Math.abs(number) }),
  ...(opensWithNumber === true && { opensWithNumber }),
});
const differ = (a: Term, b: Term): boolean => (a.negative === true) !== (b.negative === true);

/** The language of a notation: what needs parentheses, where signs go, and that numbers come first. */
export function languageOf(notation: Notation): Language {
  const { minus: sign, symbols, functions, parens } = notation;

  const whole = ({ text, negative }: Term): string => (negative === true ? sign + text : text);
  const held = (x: Term, binds: number): string =>
    x.binds < binds || (x.negative === true && binds > SUM) ? parens(whole(x)) : whole(x);
  const call = (name: string, ...operands: readonly Term[]): Term =>
    atom(name + parens(operands.map(whole).join(", ")));
  const calls = Object.fromEntries(
    functionNames.map((word) => {
      const name = functions[word] ?? notation.operator(word);
      return [word, (...operands: Term[]): Term => call(name, ...operands)];
    }),
  ) as Record<FunctionName, (...operands: Term[]) => Term>;

  const number = (value: number): Term => ({
    text: notation.number(String(Math.abs(value))),
    binds: notation.fraction !== null && /e/.test(String(value)) ? PRODUCT : ATOM,
    negative: value < 0 || Object.is(value, -0),
    number: value,
  });

  const infix =
    (symbol: string, binds: number) =>
    (a: Term, b: Term): Term => ({
      text: `${held(a, binds)} ${symbol} ${held(b, binds + 1)}`,
      binds,
    });

  function plus(a: Term, b: Term): Term {
    if (a.negative === true && b.negative !== true) return plus(b, a);
    const tight = b.negative === true || minusFirst(b) ? SUM + 1 : SUM;
    const text = `${whole(a)} ${b.negative === true ? sign : "+"} ${held(unsigned(b), tight)}`;
    return { text, binds: SUM, opensWithMinus: minusFirst(a) };
  }

  function minus(a: Term, b: Term): Term {
    if (b.negative === true) return plus(a, unsigned(b));
    const text = `${whole(a)} ${sign} ${held(b, SUM + 1)}`;
    return { text, binds: SUM, opensWithMinus: minusFirst(a) };
  }

  const negated = (x: Term): Term =>
    x.binds <= SUM
      ? { text: parens(whole(x)), binds: PRODUCT, negative: true }
      : x.number === undefined
        ? { ...unsigned(x), negative: x.negative !== true }
        : number(-x.number);

  /** Numbers first, signs in front, squares as squares. */
  function times(a: Term, b: Term): Term {
    if (b.number !== undefined && a.number === undefined) return times(b, a);
    if (a.number === -1) return negated(b);
    if (a === b) return raised(a, "2");
    return {
      text: notation.product(
        held(unsigned(a), PRODUCT),
        held(unsigned(b), PRODUCT),
        a.number !== undefined && !numberFirst(b),
      ),
      binds: PRODUCT,
      negative: differ(a, b),
      opensWithNumber: numberFirst(a),
    };
  }

  function over(a: Term, b: Term): Term {
    const negative = differ(a, b);
    const { fraction } = notation;
    if (fraction !== null) {
      const text = fraction(whole(unsigned(a)), whole(unsigned(b)));
      return { text, binds: POWER, negative, opensWithNumber: true };
    }
    return {
      text: `${held(unsigned(a), PRODUCT)}/${held(unsigned(b), POWER)}`,
      binds: PRODUCT,
      negative,
    };
  }

  const raised = (x: Term, exponent: string): Term => ({
    text: notation.whole(held(x, ATOM), exponent),
    binds: POWER,
    opensWithNumber: numberFirst(x),
  });

  function power(a: Term, b: Term): Term {
    const n = b.number;
    if (n === 0.5) return root(a);
    if (n !== undefined && Number.isInteger(n) && Math.abs(n) < 1000) return raised(a, String(n));
    return {
      text: notation.power(held(a, ATOM), notation.exponentEnds ? whole(b) : held(b, ATOM)),
      binds: POWER,
      opensWithNumber: numberFirst(a),
    };
  }

  const root = (x: Term): Term => ({
    text: notation.root(notation.rootEnds ? whole(x) : held(x, ATOM)),
    binds: POWER,
  });

  const terms: ScalarMath<Term, Term> = {
    ...calls,
    const: number,
    add: plus,
    sub: minus,
    mul: times,
    div: over,
    neg: negated,
    pow: power,
    sqrt: root,
    abs: (x) => atom(notation.abs(whole(x))),
    floor: (x) => atom(notation.floor(whole(x))),
    less: infix(symbols.less, COMPARE),
    lessOrEqual: infix(symbols.lessOrEqual, COMPARE),
    equal: infix(symbols.equal, COMPARE),
    and: infix(symbols.and, AND),
    or: infix(symbols.or, OR),
    not: (x) => atom(symbols.not + held(x, ATOM)),
    toNumber: (x) => x,
    toMask: (x) => x,
  };
  return { notation, terms, number, whole, held, call };
}
