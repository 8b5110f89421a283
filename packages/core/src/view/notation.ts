import type { Shape } from "../graph/shape.ts";

/** How a formula is written down; what needs parentheses is decided in `terms.ts`. */
export interface Notation {
  /** The sign, and the sign of a difference. */
  readonly minus: string;
  /** The symbols between two operands, and the one before a mask. */
  readonly symbols: Readonly<
    Record<"less" | "lessOrEqual" | "equal" | "and" | "or" | "not", string>
  >;
  /** The names of functions, where they are not called like an op. */
  readonly functions: { readonly [name in FunctionName]?: string };
  /** A number without its sign, from how JavaScript writes it. */
  readonly number: (digits: string) => string;
  /** What a tensor or a shared part is called. */
  readonly name: (name: string) => string;
  /** A remark that is no mathematics, such as an attribute. */
  readonly remark: (text: string) => string;
  /** What an op is called. */
  readonly operator: (name: string) => string;
  readonly parens: (text: string) => string;
  readonly abs: (text: string) => string;
  readonly floor: (text: string) => string;
  /** Of numbers; `near`: no sign is needed between a number and what follows. */
  readonly product: (a: string, b: string, near: boolean) => string;
  /** A quotient that shows by itself where its parts end, if there is such a way. */
  readonly fraction: ((a: string, b: string) => string) | null;
  /** A power with a whole exponent, written in digits, perhaps after a `-`. */
  readonly whole: (base: string, exponent: string) => string;
  /** A power whose exponent shows by itself where it ends, or one whose exponent is held together. */
  readonly power: (base: string, exponent: string) => string;
  readonly exponentEnds: boolean;
  /** A root that shows by itself where it ends, or one whose operand is held together. */
  readonly root: (text: string) => string;
  readonly rootEnds: boolean;
  readonly matrixProduct: string;
  /** Whether a vector is a column, as in matrix calculus, so that every product is one of matrices. */
  readonly columns: boolean;
  readonly outerProduct: string;
  readonly transposed: string;
  /** A sum over axes, of what is held as a product or as an atom is; or nothing, where it is a call like any other. */
  readonly sum: ((product: string, atom: string, over: SummedAxes) => string) | null;
  /** A shared part up to this length is written out each time. */
  readonly short: number;
}

/** The axes of a shape that are summed, and what each of them is called, if somebody said. */
export interface SummedAxes {
  readonly axes: readonly number[];
  readonly shape: Shape;
  readonly names: readonly (string | undefined)[];
}

/** The functions of one or more numbers that are written as calls. */
export const functionNames = [
  "exp",
  "expm1",
  "log",
  "log2",
  "log10",
  "log1p",
  "sin",
  "cos",
  "tan",
  "tanh",
  "sigmoid",
  "erf",
  "erfc",
  "nearest",
  "fmod",
  "atan2",
  "max",
  "min",
  "select",
] as const;
export type FunctionName = (typeof functionNames)[number];

const superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const itself = (text: string): string => text;

/** Formulas as lines of text. */
export const inText: Notation = {
  minus: "−",
  symbols: { less: "<", lessOrEqual: "≤", equal: "=", and: "∧", or: "∨", not: "¬" },
  functions: {
    log: "ln",
    log2: "log₂",
    log10: "log₁₀",
    sigmoid: "σ",
    nearest: "round",
    select: "where",
  },
  number: (digits) => digits.replace("e-", "e−").replace("Infinity", "∞"),
  name: itself,
  remark: itself,
  operator: itself,
  parens: (text) => `(${text})`,
  abs: (text) => `|${text}|`,
  floor: (text) => `⌊${text}⌋`,
  product: (a, b) => `${a}·${b}`,
  fraction: null,
  whole: (base, exponent) =>
    base +
    exponent.replace("-", "⁻").replace(/\d/g, (digit) => superscripts[Number(digit)] ?? digit),
  power: (base, exponent) => `${base}^${exponent}`,
  exponentEnds: false,
  root: (text) => `√${text}`,
  rootEnds: false,
  matrixProduct: " @ ",
  columns: false,
  outerProduct: " ⊗ ",
  transposed: "ᵀ",
  sum: null,
  short: 14,
};
