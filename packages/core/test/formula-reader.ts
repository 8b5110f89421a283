/** Reads the formulas that a graph prints, with the precedences of mathematics, and computes them. */

/** What a formula speaks of: numbers, or tensors. */
export interface Arithmetic<T> {
  readonly number: (x: number) => T;
  /** Infix and prefix signs by how they are written; a difference that lacks its left side has one operand. */
  readonly signs: Readonly<Record<string, (a: T, b: T) => T>>;
  readonly negative: (x: T) => T;
  readonly not: (x: T) => T;
  readonly power: (base: T, exponent: T) => T;
  readonly functions: Readonly<Record<string, (...operands: T[]) => T>>;
  /** A function with attributes, as they are written. */
  readonly attributed?: (
    name: string,
    operands: readonly T[],
    attrs: ReadonlyMap<string, string>,
  ) => T;
}

const superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

const TOKEN =
  /\s*(\d+(?:\.\d+)?(?:e[−+]?\d+)?|∞|(?:(?!ᵀ)\p{L})(?:(?!ᵀ)[\p{L}\d₀-₉])*:? ?\[[^\]]*\]|(?:(?!ᵀ)\p{L})(?:(?!ᵀ)[\p{L}\d])*:?|⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+|[−+·/^√|(),<≤=¬∧∨⌊⌋@⊗ᵀ])/uy;

function tokensOf(text: string): string[] {
  TOKEN.lastIndex = 0;
  const tokens: string[] = [];
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const found = TOKEN.exec(text)?.[1];
    if (found === undefined) throw new Error(`cannot read ${text.slice(at, at + 20)} in ${text}`);
    tokens.push(found);
  }
  return tokens;
}

/** The value of `text`, where names stand for what is `known`. */
function reader<T>(text: string, known: ReadonlyMap<string, T>, m: Arithmetic<T>): T {
  const tokens = tokensOf(text);
  let next = 0;
  const peek = (): string => tokens[next] ?? "";
  const take = (...wanted: string[]): string | undefined =>
    wanted.includes(peek()) ? tokens[next++] : undefined;
  const need = (wanted: string): void => {
    if (take(wanted) === undefined) throw new Error(`no ${wanted} at ${peek()} in ${text}`);
  };
  /** Operands of one precedence, from left to right. */
  const chain =
    (operand: () => T, ...signs: string[]) =>
    (): T => {
      let value = operand();
      for (let sign = take(...signs); sign !== undefined; sign = take(...signs))
        value = m.signs[sign]!(value, operand());
      return value;
    };

  const product = chain(power, "·", "/");
  const matrices = chain(product, "@", "⊗");
  const sum = (): T => {
    const negative = take("−") !== undefined;
    let value = negative ? m.negative(matrices()) : matrices();
    for (let sign = take("+", "−"); sign !== undefined; sign = take("+", "−"))
      value = m.signs[sign]!(value, matrices());
    return value;
  };
  const compared = chain(sum, "<", "≤", "=");
  const anyOf: () => T = chain(chain(compared, "∧"), "∨");

  function power(): T {
    if (take("√") !== undefined) return m.functions["√"]!(postfixed());
    const base = postfixed();
    if (take("^") !== undefined) return m.power(base, postfixed());
    if (!/^[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]/.test(peek())) return base;
    const digits = [...tokens[next++]!].map((c) => (c === "⁻" ? "-" : superscripts.indexOf(c)));
    return m.power(base, m.number(Number(digits.join(""))));
  }
  function postfixed(): T {
    const value = atom();
    return take("ᵀ") === undefined ? value : m.functions["ᵀ"]!(value);
  }
  function atom(): T {
    if (take("(") !== undefined) return closed(")");
    if (take("|") !== undefined) return m.functions["abs"]!(closed("|"));
    if (take("⌊") !== undefined) return m.functions["floor"]!(closed("⌋"));
    if (take("¬") !== undefined) return m.not(atom());
    const word = tokens[next++] ?? "";
    if (word === "∞") return m.number(Infinity);
    if (/^\d/.test(word)) return m.number(Number(word.replace("−", "-")));
    return take("(") === undefined ? named(word) : called(word);
  }
  function named(word: string): T {
    const value = known.get(word);
    if (value === undefined) throw new Error(`what is ${word} in ${text}?`);
    return value;
  }
  function called(name: string): T {
    const operands: T[] = [];
    const attrs = new Map<string, string>();
    do {
      const [, key, list] = /^(\w+): ?(.*)$/.exec(peek()) ?? [];
      if (key === undefined) operands.push(anyOf());
      else {
        next++;
        attrs.set(key, list === "" ? (tokens[next++] ?? "") : (list ?? ""));
      }
    } while (take(",") !== undefined);
    need(")");
    if (attrs.size > 0 && m.attributed !== undefined) return m.attributed(name, operands, attrs);
    const f = m.functions[name];
    if (f === undefined) throw new Error(`what is ${name}(…) in ${text}?`);
    return f(...operands);
  }
  function closed(by: string): T {
    const value = anyOf();
    need(by);
    return value;
  }

  const value = anyOf();
  if (next < tokens.length) throw new Error(`what is ${peek()} in ${text}?`);
  return value;
}

/** The value of what a graph prints, its named parts included. */
export function valueOf<T>(text: string, at: Readonly<Record<string, T>>, m: Arithmetic<T>): T {
  const known = new Map(Object.entries(at));
  const lines = text.split("\n");
  for (const line of lines.slice(0, -1)) {
    const [, name = "", body = ""] = /^(t\d+) = (.*)$/.exec(line) ?? [];
    known.set(name, reader(body, known, m));
  }
  return reader(lines.at(-1) ?? "", known, m);
}

/** Numbers, by JavaScript alone; a claim counts as 0 or 1. */
export const numbers: Arithmetic<number> = {
  number: (x) => x,
  signs: {
    "+": (a, b) => a + b,
    "−": (a, b) => a - b,
    "·": (a, b) => a * b,
    "/": (a, b) => a / b,
    "<": (a, b) => Number(a < b),
    "≤": (a, b) => Number(a <= b),
    "=": (a, b) => Number(a === b),
    "∧": (a, b) => Number(Boolean(a) && Boolean(b)),
    "∨": (a, b) => Number(Boolean(a) || Boolean(b)),
  },
  negative: (x) => -x,
  not: (x) => Number(x === 0),
  power: (base, exponent) => base ** exponent,
  functions: {
    abs: Math.abs,
    floor: Math.floor,
    "√": Math.sqrt,
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
    where: (mask, a, b) => (mask !== 0 ? a : b),
  },
};
