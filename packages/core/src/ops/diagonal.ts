/** Elements whose indices are equal, and their place among zeros. */
import { apply } from "../graph/apply.ts";
import { linear } from "../graph/derivative.ts";
import { named } from "../graph/note.ts";
import type { Shape } from "../graph/shape.ts";
import type { Op, Tensor } from "../graph/tensor.ts";
import { equal, where } from "./comparison.ts";
import { arange } from "./constants.ts";
import { given } from "./leaf.ts";
import { reshapeTo } from "./structural.ts";
import { unique } from "./subscripts.ts";

/** The elements of `x` whose indices along axes of one label are equal; each label stays once, where it stood first. */
export const diagonalOf = (x: Tensor, labels: string): Tensor => apply(Diagonal(labels), x);

/** The adjoint: zeros of shape `to`, but `g` where indices along axes of one label are equal. */
export const onDiagonal = (g: Tensor, to: Shape, labels: string): Tensor =>
  spread(g, to, firsts(labels));

/** For each axis the first one of its label. */
const firsts = (labels: string): readonly number[] =>
  [...labels].map((label) => labels.indexOf(label));

export const Diagonal = (labels: string): Op => {
  const kept = unique(labels);
  return {
    name: "diagonal",
    attrs: { labels },
    arity: 1,
    shape: ({ shape }) => [...kept].map((label) => shape[labels.indexOf(label)] ?? 1),
    kernel: {
      kind: "view",
      axes: () => [...labels].map((label) => ({ offset: 0, step: 1, axis: kept.indexOf(label) })),
    },
    derivative: linear((g, x) => onDiagonal(g, x.shape, labels)),
  };
};

/** 0, 1, … along an axis of a shape, called i, j, … by its place. */
export function indices(shape: Shape, axis: number): Tensor {
  const { value = 0 } = arange(0, shape[axis] ?? 1, 1, { dtype: "int32" });
  const to = shape.map((d, i) => (i === axis ? d : 1));
  return named(given(value, to, "int32"), String.fromCharCode(105 + axis));
}

/** Zeros of shape `to`, but `g` where the index along every axis is that along the `first` one of its label. */
function spread(g: Tensor, to: Shape, first: readonly number[]): Tensor {
  const column = reshapeTo(
    g,
    to.map((d, axis) => (first[axis] === axis ? d : 1)),
  );
  return first.reduce(
    (y, of, axis) => (of === axis ? y : where(equal(indices(to, of), indices(to, axis)), y, 0)),
    column,
  );
}
