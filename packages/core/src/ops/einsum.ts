/** Sums of products with named axes: Einstein's convention, as NumPy writes it. */
import { apply } from "../graph/apply.ts";
import { linear } from "../graph/derivative.ts";
import type { Shape } from "../graph/shape.ts";
import type { Op, Tensor } from "../graph/tensor.ts";
import { mixed } from "./accepts.ts";
import { mul } from "./arithmetic.ts";
import { asNumbers } from "./check.ts";
import { equal, where } from "./comparison.ts";
import { composite } from "./composite.ts";
import { arange } from "./constants.ts";
import { product } from "./contraction.ts";
import { permuteTo, reshapeTo, sumOver } from "./structural.ts";
import { type Labelled, labelled, parsed, sizesOf, unique } from "./subscripts.ts";

/**
 * `Σ a·b·…` over the labels that the output lacks. A letter names an axis, in lower or upper case; a label that an
 * operand has twice reads its diagonal; "..." stands for any further axes, which broadcast. Without "->", the
 * output has the axes of "...", then in alphabetical order the labels that occur once. Operands are multiplied
 * from left to right. After numpy.einsum: https://numpy.org/doc/stable/reference/generated/numpy.einsum.html
 */
export function einsum(subscripts: string, ...operands: readonly Tensor[]): Tensor {
  const { inputs, out, further } = labelled(parsed(subscripts), numbers("einsum", operands));
  const sizes = sizesOf({ inputs, out, further });
  return composite("einsum", operands, () => {
    const parts = inputs.map((input) => onceEach(unstretched(input, sizes)));
    return multiplied(
      parts.map((part, i) => summed(part, parts.toSpliced(i, 1), out)),
      out,
    );
  });
}

/** Tensors of numbers of one dtype. */
export function numbers(op: string, operands: readonly unknown[]): readonly Tensor[] {
  const xs = operands.map((x) => asNumbers(op, x));
  const [first] = xs;
  const odd = xs.find((x) => x.dtype !== first?.dtype);
  if (first !== undefined && odd !== undefined) throw mixed(op, first, odd);
  return xs;
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
  return kept === labels ? { x, labels } : { x: apply(Diagonal(labels), x), labels: kept };
};

/** Elements whose indices along axes of one label are equal. Adjoint: zeros elsewhere. */
const Diagonal = (labels: string): Op => {
  const kept = unique(labels);
  /** For each axis the first one of its label. */
  const first = [...labels].map((label) => labels.indexOf(label));
  return {
    name: "diagonal",
    attrs: { labels },
    arity: 1,
    shape: ({ shape }) => [...kept].map((label) => shape[labels.indexOf(label)] ?? 1),
    kernel: {
      kind: "view",
      axes: () => [...labels].map((label) => ({ offset: 0, step: 1, axis: kept.indexOf(label) })),
    },
    derivative: linear((g, x) => spread(g, x.shape, first)),
  };
};

/** Zeros of shape `to`, but `g` where the index along every axis is that along the `first` one of its label. */
function spread(g: Tensor, to: Shape, first: readonly number[]): Tensor {
  const index = (axis: number) =>
    reshapeTo(
      arange(0, to[axis] ?? 1, 1, { dtype: "int32" }),
      to.map((d, i) => (i === axis ? d : 1)),
    );
  const column = reshapeTo(
    g,
    to.map((d, axis) => (first[axis] === axis ? d : 1)),
  );
  return first.reduce(
    (y, of, axis) => (of === axis ? y : where(equal(index(axis), index(of)), y, 0)),
    column,
  );
}

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
