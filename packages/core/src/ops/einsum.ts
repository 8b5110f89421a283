/** Sums of products with named axes: Einstein's convention, as NumPy writes it. */
import type { Tensor } from "../graph/tensor.ts";
import { mul } from "./arithmetic.ts";
import { asSameNumbers } from "./check.ts";
import { composite } from "./composite.ts";
import { product } from "./contraction.ts";
import { diagonalOf } from "./diagonal.ts";
import { permuteTo, reshapeTo, sumOver } from "./structural.ts";
import { type Labelled, labelled, parsed, sizesOf, unique } from "./subscripts.ts";

/**
 * `Σ a·b·…` over the labels that the output lacks. A letter names an axis, in lower or upper case; a label that an
 * operand has twice reads its diagonal; "..." stands for any further axes, which broadcast. Without "->", the
 * output has the axes of "...", then in alphabetical order the labels that occur once. Operands are multiplied
 * from left to right. After numpy.einsum: https://numpy.org/doc/stable/reference/generated/numpy.einsum.html
 */
export function einsum(subscripts: string, ...operands: readonly Tensor[]): Tensor {
  const { inputs, out, further } = labelled(parsed(subscripts), asSameNumbers("einsum", operands));
  const sizes = sizesOf({ inputs, out, further });
  return composite(
    "einsum",
    operands,
    () => {
      const parts = inputs.map((input) => onceEach(unstretched(input, sizes)));
      return multiplied(
        parts.map((part, i) => summed(part, parts.toSpliced(i, 1), out)),
        out,
      );
    },
    { attrs: { subscripts } },
  );
}

/** `x` without the axes of size 1 that stretch: a product without them is the same. */
function unstretched({ x, labels }: Labelled, sizes: ReadonlyMap<string, number>): Labelled {
  const stays = (axis: number) => x.shape[axis] === sizes.get(labels[axis] ?? "");
  return {
    x: reshapeTo(
      x,
      x.shape.filter((_, axis) => stays(axis)),
    ),
    labels: [...labels].filter((_, axis) => stays(axis)).join(""),
  };
}

/** `x` with every label once: its diagonal where it has one twice. */
const onceEach = ({ x, labels }: Labelled): Labelled => {
  const kept = unique(labels);
  return kept === labels ? { x, labels } : { x: diagonalOf(x, labels), labels: kept };
};

/** `x` summed over its labels that neither `others` nor `out` have. */
function summed({ x, labels }: Labelled, others: readonly Labelled[], out: string): Labelled {
  const wanted = (label: string) =>
    out.includes(label) || others.some((other) => other.labels.includes(label));
  const axes = [...[...labels].keys()].filter((axis) => !wanted(labels[axis] ?? ""));
  return {
    x: reshapeTo(
      sumOver(x, axes),
      x.shape.filter((_, axis) => !axes.includes(axis)),
    ),
    labels: [...labels].filter(wanted).join(""),
  };
}

/** The product of all, from left to right, each time summed over the labels that are needed no more. */
function multiplied(parts: readonly Labelled[], out: string): Tensor {
  const { x, labels } = parts.reduce((a, b, i) => {
    const later = parts.slice(i + 1).reduce((all, part) => all + part.labels, out);
    const all = unique(a.labels + b.labels);
    const kept = later === out ? out : [...all].filter((label) => later.includes(label)).join("");
    return times(a, b, kept, kept.length === all.length);
  });
  return permuteTo(x, placesOf(out, labels));
}

/** Where the labels of one list stand in another. */
const placesOf = (labels: string, among: string): readonly number[] =>
  [...labels].map((label) => among.indexOf(label));

/** The product with the labels `out`; one of equal axes, or by a scalar, if it sums over nothing, is elementwise. */
function times(a: Labelled, b: Labelled, out: string, whole: boolean): Labelled {
  const [n, m] = [a.labels.length, b.labels.length];
  if (whole && (n === 0 || m === 0)) return { x: mul(a.x, b.x), labels: a.labels + b.labels };
  if (whole && n === out.length && m === out.length)
    return { x: mul(a.x, permuteTo(b.x, placesOf(a.labels, b.labels))), labels: a.labels };
  return { x: product("einsum", a.x, b.x, a.labels, b.labels, out), labels: out };
}
