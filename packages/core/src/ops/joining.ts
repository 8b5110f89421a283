/** Several tensors as one, and one as several. */
import { apply } from "../graph/apply.ts";
import { linearInEach } from "../graph/derivative.ts";
import { ShapeError, ValueError } from "../graph/errors.ts";
import { describe } from "../graph/note.ts";
import { type Op, Tensor } from "../graph/tensor.ts";
import type { Concatenated, Concatenates, Stacked, Stacks } from "../graph/typed-join.ts";
import { mixed } from "./accepts.ts";
import { axisOf } from "./axes.ts";
import { asSize, asTensor, kindOf } from "./check.ts";
import { expandDims } from "./shaping.ts";
import { slice } from "./slicing.ts";

/** The shapes of a list of tensors. */
export type Shapes<L extends readonly Tensor[]> = {
  readonly [I in keyof L]: L[I] extends Tensor<infer S> ? S : never;
};

/** The tensors one after the other along `axis` (0 unless given); all other sizes agree. */
export function concat<const L extends readonly Tensor[], const A extends number = 0>(
  tensors: L & Concatenates<Shapes<L>, A>,
  axis?: A,
): Tensor<Concatenated<Shapes<L>, A>>;
export function concat(tensors: readonly Tensor[], axis = 0): Tensor {
  const list = listOf("concat", tensors);
  const [first] = list as [Tensor];
  if (first.shape.length === 0)
    throw new ShapeError(
      "concat",
      describe(first),
      "a scalar has no axis to join along",
      "use stack",
    );
  return joined(list, axisOf("concat", first, axis));
}

/** More tensors than this are joined group by group, so that neither calls nor rules grow with their number. */
const GROUP = 256;

function joined(list: readonly Tensor[], axis: number): Tensor {
  if (list.length <= GROUP) return apply(Concat(axis), ...list);
  const groups = Array.from({ length: Math.ceil(list.length / GROUP) }, (_, i) =>
    joined(list.slice(i * GROUP, (i + 1) * GROUP), axis),
  );
  return joined(groups, axis);
}

export const Concat = (axis: number): Op => ({
  name: "concat",
  attrs: { axis },
  arity: null,
  shape(...inputs) {
    const [first] = inputs as [Tensor];
    const fits = (x: Tensor) =>
      x.shape.length === first.shape.length &&
      x.shape.every((d, i) => i === axis || d === first.shape[i]);
    const odd = inputs.find((x) => !fits(x));
    if (odd !== undefined) throw misfit(first, odd, axis);
    return first.shape.with(
      axis,
      inputs.reduce((n, x) => n + (x.shape[axis] ?? 0), 0),
    );
  },
  kernel: { kind: "join", axis },
  derivative: linearInEach((g, input, inputs) => {
    const size = (x: Tensor | undefined) => x?.shape[axis] ?? 0;
    const start = inputs.slice(0, input).reduce((n, x) => n + size(x), 0);
    return part(g, axis, start, start + size(inputs[input]));
  }),
});

function misfit(x: Tensor, y: Tensor, axis: number): ShapeError {
  const differ = [...x.shape.keys()].filter((i) => i !== axis && x.shape[i] !== y.shape[i]);
  const same = x.shape.length === y.shape.length;
  return new ShapeError(
    "concat",
    `${describe(x)} and ${describe(y)} along axis ${axis}`,
    same
      ? `axis ${differ[0]} is ${x.shape[differ[0] ?? 0]} against ${y.shape[differ[0] ?? 0]}`
      : `they have ${x.shape.length} and ${y.shape.length} axes`,
    !same
      ? "use expandDims, or stack"
      : differ.length === 1 && x.shape[axis] === y.shape[axis]
        ? `join them along axis ${differ[0]}`
        : "reshape or slice one of them",
  );
}

/** From `start` to `stop` along one axis. */
export const part = (x: Tensor, axis: number, start: number, stop: number): Tensor =>
  slice(
    x,
    x.shape.map((_, i) => (i === axis ? [start, stop] : [null, null])),
  );

/** Tensors of one shape along a new axis at place `axis` (0 unless given). */
export function stack<const L extends readonly Tensor[], const A extends number = 0>(
  tensors: L & Stacks<Shapes<L>, A>,
  axis?: A,
): Tensor<Stacked<Shapes<L>, A>>;
export function stack(tensors: readonly Tensor[], axis = 0): Tensor {
  const list = listOf("stack", tensors);
  const [first] = list as [Tensor];
  const odd = list.find((x) => String(x.shape) !== String(first.shape));
  if (odd !== undefined)
    throw new ShapeError(
      "stack",
      `${describe(first)} and ${describe(odd)}`,
      "the shapes differ",
      "use concat, or reshape one of them",
    );
  const place = axisOf("stack", first, axis, 1);
  return concat(
    list.map((x): Tensor => expandDims(x, place)),
    place,
  );
}

/** `x` in as many equal parts as a number says, or in parts of the sizes listed, along `axis`. */
export function split(x: Tensor, parts: number | readonly number[], axis = 0): Tensor[] {
  const input = asTensor("split", x);
  const along = axisOf("split", input, axis);
  const n = input.shape[along] ?? 1;
  const sizes = Array.isArray(parts)
    ? (parts as readonly number[]).map((d) => asSize("split", d))
    : equalParts(input, asSize("split", parts, "number of parts"), n, along);
  const total = sizes.reduce((a, b) => a + b, 0);
  if (total !== n)
    throw new ShapeError(
      "split",
      `${describe(input)} in parts of ${sizes.join(", ")}`,
      `axis ${along} has size ${n}, not ${total}`,
      "list sizes that add up to it",
    );
  let start = 0;
  return sizes.map((d) => part(input, along, start, (start += d)));
}

function equalParts(x: Tensor, parts: number, n: number, axis: number): number[] {
  if (parts > 0 && n % parts === 0) return new Array<number>(parts).fill(n / parts);
  throw new ShapeError(
    "split",
    `${describe(x)} in ${parts} parts`,
    `axis ${axis} of size ${n} does not divide so`,
    "list sizes that add up to it",
  );
}

function listOf(op: string, tensors: unknown): Tensor[] {
  if (!Array.isArray(tensors))
    throw new ValueError(
      op,
      tensors instanceof Tensor ? describe(tensors) : kindOf(tensors),
      "it takes a list of tensors",
      `write ${op}([a, b])`,
    );
  const list = Array.from(tensors as readonly unknown[], (x) => asTensor(op, x));
  const [first] = list;
  if (first === undefined)
    throw new ValueError(
      op,
      "an empty list",
      "there is nothing to join",
      "for a list that may be empty, begin it with zeros(…)",
    );
  const odd = list.find((x) => x.dtype !== first.dtype);
  if (odd !== undefined) throw mixed(op, first, odd);
  return list;
}
