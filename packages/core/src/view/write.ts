import type { AxisMap, Kernel } from "../graph/kernel.ts";
import { showShape } from "../graph/shape.ts";
import { plain } from "../graph/op-key.ts";
import type { Attributes, Tensor } from "../graph/tensor.ts";
import { type Open, boxOf } from "./members.ts";
import { type SummedAxes, inText } from "./notation.ts";
import { ATOM, MATRIX, PRODUCT, POWER, SUM, type Term, atom } from "./term.ts";
import { type Language, languageOf } from "./terms.ts";
import { tex, texOfElements, texOfMixed } from "./tex.ts";
import { words } from "./words.ts";

/** A language for numbers, one for a tensor and numbers, and one for tensors, element by element. */
export interface Style {
  readonly numbers: Language;
  readonly mixed: Language;
  readonly elements: Language;
  readonly axisNames?: ReadonlyMap<Tensor, readonly (string | undefined)[]>;
}

const text = languageOf(inText);
export const asText: Style = { numbers: text, mixed: text, elements: text };
export const asTex: Style = {
  numbers: languageOf(tex),
  mixed: languageOf(texOfMixed),
  elements: languageOf(texOfElements),
};

/** One node, or the box that stands for it, in terms of what it is applied to. */
export function write(node: Tensor, read: (x: Tensor) => Term, open: Open, style: Style): Term {
  const language = style.numbers;
  const { notation, call, held } = language;
  const { op } = node;
  const { kernel } = op;
  const box = boxOf(node, open);
  if (box !== undefined)
    return call(
      notation.operator(box.name),
      ...box.inputs.map(read),
      ...remarks(box.attrs, language),
    );
  const operands = node.inputs.map(read);
  const [a, b] = operands;
  const plainly = (): Term =>
    call(notation.operator(op.name), ...operands, ...remarks(op.attrs, language));
  if (a === undefined && kernel.kind === "leaf") return leaf(node, language);
  if (kernel.kind === "map") {
    const sentence = op.reads ?? kernel.scalar;
    const { terms } = languageFor(node, style);
    return words(sentence, operands.length) === 1
      ? sentence<Term, Term>(terms, ...operands)
      : plainly();
  }
  if (a === undefined) return plainly();
  if (kernel.kind === "reshape" || kernel.kind === "first") return a;
  if (kernel.kind === "view") {
    const maps = kernel.axes(node.first?.shape ?? []);
    if (isTranspose(maps)) return turned(a, language);
    if (copies(node, maps)) return a;
  }
  if (kernel.kind === "fold" && notation.sum !== null && adds(kernel)) {
    const over = summedAxes(node.first, kernel.axes, style);
    return { text: notation.sum(held(a, PRODUCT), held(a, ATOM), over), binds: SUM };
  }
  if (kernel.kind === "contract" && b !== undefined) return contraction(kernel, a, b, language);
  return plainly();
}

/** The language for what happens at every element: with numbers only, with some, or with none. */
function languageFor(node: Tensor, style: Style): Language {
  const several = node.inputs.map(source).filter((x) => x.size !== 1 && !isLiteral(x));
  if (several.length === 0) return style.numbers;
  return several.length === node.arity ? style.elements : style.mixed;
}

/** Whether a tensor is written as a number, which it is at every element. */
const isLiteral = (x: Tensor): boolean =>
  x.op.kernel.kind === "leaf" && x.name === undefined && typeof x.value === "number";

/** What a tensor repeats, as broadcasting does. */
function source(x: Tensor): Tensor {
  const { kernel } = x.op;
  if (x.first === undefined || kernel.kind !== "view") return x;
  return copies(x, kernel.axes(x.first.shape)) ? x.first : x;
}

/** Whether a fold is a sum: it says `a + b`, and starts from 0. */
function adds({ identity, combine }: Kernel & { kind: "fold" }): boolean {
  return identity === 0 && combine(text.terms, atom("a"), atom("b")).text === "a + b";
}

/** Whether a view only repeats its input, as broadcasting does: every axis whole and in its place, or of size 1. */
function copies(y: Tensor, maps: readonly AxisMap[]): boolean {
  const from = y.first?.shape ?? [];
  const added = y.shape.length - from.length;
  return maps.every(({ offset, step, axis }, i) =>
    axis === null
      ? from[i] === 1
      : axis === i + added && offset === 0 && step === 1 && from[i] === y.shape[axis],
  );
}

const isTranspose = (
  maps: readonly { axis: number | null; step: number; offset: number }[],
): boolean => maps.length === 2 && maps[0]?.axis === 1 && maps[1]?.axis === 0;

/** `a @ b`, each transposed where its labels stand the other way round; `a ⊗ b` where nothing is summed; else as einsum. */
function contraction(
  { a, b, out }: { a: string; b: string; out: string },
  x: Term,
  y: Term,
  language: Language,
): Term {
  const { matrixProduct, outerProduct, product, operator, remark } = language.notation;
  const side = (term: Term, flipped: boolean): string =>
    bracketed(flipped ? turned(term, language) : term, language);
  const inner = [...a].filter((label) => b.includes(label) && !out.includes(label));
  if (out === a + b) {
    const [left, right] = [side(x, false), side(y, false)];
    const scaled = a === "" || b === "";
    return {
      text: scaled ? product(left, right, false) : left + outerProduct + right,
      binds: scaled ? PRODUCT : MATRIX,
    };
  }
  const batched = [...a].some((label) => b.includes(label) && out.includes(label));
  const matrix = a.length <= 2 && b.length <= 2 && inner.length === 1 && !batched;
  if (!matrix) return language.call(operator("einsum"), atom(remark(`"${a},${b}→${out}"`)), x, y);
  const [k] = inner as [string];
  const both =
    side(x, a.length === 2 && a[0] === k) + matrixProduct + side(y, b.length === 2 && b[1] === k);
  const swapped = out.length === 2 && b.includes(out[0] ?? "");
  const made = { text: both, binds: MATRIX };
  return swapped ? turned(made, language) : made;
}

/** In parentheses unless it is a power or an atom; a product keeps them, so that matrices do not change places. */
const bracketed = (x: Term, { whole, notation }: Language): string =>
  x.binds < POWER || x.negative === true ? notation.parens(whole(x)) : x.text;

/** Transposed; what was transposed before is as it was. */
const turned = (x: Term, { held, notation }: Language): Term =>
  x.transposeOf ?? { text: held(x, ATOM) + notation.transposed, binds: POWER, transposeOf: x };

/** The axes that a sum of `x` goes over, with what they are called. */
const summedAxes = (
  x: Tensor | undefined,
  axes: readonly number[],
  { axisNames }: Style,
): SummedAxes => {
  const names = x && axisNames?.get(x);
  return { axes, shape: x?.shape ?? [], names: axes.map((axis) => names?.[axis]) };
};

const remarks = (attrs: Attributes, { notation }: Language): Term[] =>
  attributesOf(attrs).map((said) => atom(notation.remark(said)));

/** Attributes as a person writes them: `axes: [1]`. */
export const attributesOf = (
  attrs: Attributes,
  show: (value: unknown) => string = plain,
): readonly string[] => Object.entries(attrs).map(([key, value]) => `${key}: ${show(value)}`);

/** A leaf, or anything that is not looked into: its name, its number, or what it is and its shape. */
export function leaf(x: Tensor, { notation, number }: Language): Term {
  if (x.name !== undefined) return atom(notation.name(x.name));
  if (typeof x.value === "number") return number(x.value);
  return atom(notation.remark(x.op.name + showShape(x.shape)));
}
