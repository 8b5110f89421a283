import type { AxisMap, Kernel } from "../graph/kernel.ts";
import { type Shape, sameShape, showShape } from "../graph/shape.ts";
import { plain } from "../graph/op-key.ts";
import type { Attributes, Tensor } from "../graph/tensor.ts";
import { type Names, nameOf } from "./names.ts";
import { type Open, boxOf } from "./members.ts";
import { type SummedAxes, inText } from "./notation.ts";
import { contraction, turned } from "./contraction.ts";
import { ATOM, PRODUCT, SUM, type Term, atom } from "./term.ts";
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

/** One node, or the box that stands for it, in terms of the `inputs` that it is seen applied to. */
export function write(
  node: Tensor,
  inputs: readonly Tensor[],
  read: (x: Tensor) => Term,
  open: Open,
  style: Style,
): Term {
  const language = style.numbers;
  const { notation, call, held } = language;
  const { op } = node;
  const { kernel } = op;
  const box = boxOf(node, open);
  if (box !== undefined)
    return call(notation.operator(box.name), ...inputs.map(read), ...remarks(box.attrs, language));
  // One term for each node: an operand that stands twice is the same one twice.
  const own = new Map(inputs.map((x) => [x, { ...read(x) }]));
  const operands = inputs.map((x) => own.get(x) ?? read(x));
  const [a, b] = operands;
  const plainly = (): Term =>
    call(notation.operator(op.name), ...operands, ...remarks(op.attrs, language));
  if (kernel.kind === "map") {
    const sentence = op.reads ?? kernel.scalar;
    const { terms } = languageFor(node, style);
    return words(sentence, operands.length) === 1
      ? sentence<Term, Term>(terms, ...operands)
      : plainly();
  }
  if (a === undefined) return plainly();
  if (isUnrelated(node)) {
    const [first, ...others] = operands.map(language.whole);
    return call(notation.operator(op.name), atom(`${first}; ${others.join(", ")}`));
  }
  if (kernel.kind === "first" || (kernel.kind === "reshape" && readsAlike(node))) return a;
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
export const isLiteral = (x: Tensor): boolean =>
  x.op.kernel.kind === "leaf" && nameOf(x) === undefined && typeof x.value === "number";

/** What a tensor repeats, as broadcasting does. */
function source(x: Tensor): Tensor {
  const { kernel } = x.op;
  if (x.first === undefined || kernel.kind !== "view") return x;
  return copies(x, kernel.axes(x.first.shape)) ? x.first : x;
}

/** Whether a shape is only another one with or without axes of size 1 in front, or without those that a fold kept. */
function readsAlike({ first, shape }: Tensor): boolean {
  const bare = (s: Shape): Shape => s.slice(s.findIndex((d) => d !== 1) >>> 0);
  return first?.op.kernel.kind === "fold" || sameShape(bare(first?.shape ?? []), bare(shape));
}

/** Whether every element of `x` is one of its operands' elements at the same place, as broadcasting has it. */
export const isElementwise = (x: Tensor, open: Open): boolean =>
  boxOf(x, open) === undefined && (x.op.kernel.kind === "map" || source(x) !== x);

/** What is copied along axes that its formula does not show. */
export const copied = (x: Term, to: Shape, { call, notation }: Language): Term =>
  call(notation.operator("broadcastTo"), x, atom(notation.remark(`to: ${showShape(to)}`)));

/** Whether a node is its first input, which by itself does not say that it depends on the others. */
const isUnrelated = ({ op, first, inputs }: Tensor): boolean =>
  op.derivative.kind === "replaced" &&
  first?.op.kernel.kind === "leaf" &&
  !inputs.includes(first, 1);

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
): readonly string[] =>
  Object.entries(attrs).map(
    ([key, value]) =>
      `${key}: ${typeof value === "number" ? text.whole(text.number(value)) : show(value)}`,
  );

/** A leaf, or anything that is not looked into: its name, its number, or what it is and its shape. */
export function leaf(x: Tensor, { notation, number }: Language, names?: Names): Term {
  const name = names?.get(x) ?? nameOf(x);
  if (nameOf(x) !== undefined) return atom(notation.name(name ?? ""));
  if (typeof x.value === "number") return number(x.value);
  return atom(notation.remark(name ?? x.op.name + showShape(x.shape)));
}
