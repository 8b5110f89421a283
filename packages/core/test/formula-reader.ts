/** Reads the formulas that a graph prints, with the precedences of mathematics, and computes them. */

type Result = number | boolean;

/** A number, where a formula is one: a condition counts as 0 or 1. */
export const number = (x: Result): number => Number(x);

const functions: Readonly<Record<string, (a: number, b: number, c: number) => number>> = {
  exp: Math.exp,
  ln: Math.log,
  sin: Math.sin,
  cos: Math.cos,
  tanh: Math.tanh,
  sign: Math.sign,
  max: (a, b) => Math.max(a, b),
  min: (a, b) => Math.min(a, b),
  hypot: (a, b) => Math.hypot(a, b),
  σ: (x) => 1 / (1 + Math.exp(-x)),
  where: (mask, a, b) => (mask ? a : b),
};

const superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** The value of `text`, where names stand for the numbers that are `known`. */
export function reader(text: string, known: ReadonlyMap<string, number>): Result {
  const token =
    /\s*(\d+(?:\.\d+)?(?:e[−+]?\d+)?|∞|[\p{L}][\p{L}\d]*|⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+|[−+·/^√|(),<≤=¬∧∨⌊⌋])/uy;
  const tokens: string[] = [];
  while (token.lastIndex < text.length) {
    const at = token.lastIndex;
    const found = token.exec(text)?.[1];
    if (found === undefined) throw new Error(`cannot read ${text.slice(at, at + 20)} in ${text}`);
    tokens.push(found);
  }
  let next = 0;
  const peek = (): string => tokens[next] ?? "";
  const take = (...wanted: string[]): string | undefined =>
    wanted.includes(peek()) ? tokens[next++] : undefined;
  const need = (wanted: string): void => {
    if (take(wanted) === undefined) throw new Error(`no ${wanted} at ${peek()} in ${text}`);
  };

  function anyOf(): Result {
    let value = allOf();
    while (take("∨") !== undefined) value = [allOf(), value].some(Boolean);
    return value;
  }
  function allOf(): Result {
    let value = compared();
    while (take("∧") !== undefined) value = [compared(), value].every(Boolean);
    return value;
  }
  function compared(): Result {
    let value: Result = sum();
    for (let sign = take("<", "≤", "="); sign !== undefined; sign = take("<", "≤", "=")) {
      const [a, b]: [number, number] = [number(value), number(sum())];
      value = sign === "<" ? a < b : sign === "≤" ? a <= b : a === b;
    }
    return value;
  }
  function sum(): Result {
    const negative = take("−") !== undefined;
    let value = product();
    if (negative) value = -number(value);
    for (let sign = take("+", "−"); sign !== undefined; sign = take("+", "−"))
      value = number(value) + (sign === "+" ? 1 : -1) * number(product());
    return value;
  }
  function product(): Result {
    let value = power();
    for (let sign = take("·", "/"); sign !== undefined; sign = take("·", "/")) {
      const [a, b] = [number(value), number(power())];
      value = sign === "·" ? a * b : a / b;
    }
    return value;
  }
  function power(): Result {
    if (take("√") !== undefined) return Math.sqrt(number(atom()));
    const base = atom();
    if (take("^") !== undefined) return number(base) ** number(atom());
    if (!/^[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]/.test(peek())) return base;
    const digits = [...tokens[next++]!].map((c) => (c === "⁻" ? "-" : superscripts.indexOf(c)));
    return number(base) ** Number(digits.join(""));
  }
  function atom(): Result {
    if (take("(") !== undefined) return closed(")");
    if (take("|") !== undefined) return Math.abs(number(closed("|")));
    if (take("⌊") !== undefined) return Math.floor(number(closed("⌋")));
    if (take("¬") !== undefined) return !atom();
    const word = tokens[next++] ?? "";
    if (word === "∞") return Infinity;
    if (/^\d/.test(word)) return Number(word.replace("−", "-"));
    if (take("(") === undefined) {
      const value = known.get(word);
      if (value === undefined) throw new Error(`what is ${word} in ${text}?`);
      return value;
    }
    const operands = [number(anyOf())];
    while (take(",") !== undefined) operands.push(number(anyOf()));
    need(")");
    const f = functions[word];
    if (f === undefined) throw new Error(`what is ${word}(…) in ${text}?`);
    return f(operands[0]!, operands[1]!, operands[2]!);
  }
  function closed(by: string): Result {
    const value = anyOf();
    need(by);
    return value;
  }

  const value = anyOf();
  if (next < tokens.length) throw new Error(`what is ${peek()} in ${text}?`);
  return value;
}
