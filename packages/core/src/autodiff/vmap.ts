/** Functions of one example, over many at once. */
import { AxisError, ShapeError, ValueError } from "../graph/errors.ts";
import { describe, namedLike } from "../graph/note.ts";
import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { Inserted } from "../graph/typed-axes.ts";
import { asFunction, kindOf } from "../ops/check.ts";
import { permuteTo } from "../ops/structural.ts";
import { type Examples, exampleOf, overExamples, repeated } from "./batched.ts";
import { nothingIn, transforming } from "./transform.ts";
import { type Prefixed, fillTree, leavesOf, tensorsOf } from "./tree.ts";

/** The axis of the examples, for all arguments or for each; null: the argument is the same for all examples. */
export type MapAxes = number | readonly (number | null)[];

/** The argument of which `X` is one example. */
type Batch<X, A> = [A] extends [number]
  ? X extends Tensor<infer S>
    ? Tensor<Inserted<S, A, number>>
    : X extends (...args: never[]) => unknown
      ? X
      : X extends object
        ? { [K in keyof X]: Batch<X[K], A> }
        : X
  : [A] extends [null]
    ? X
    : unknown;

/** The arguments of which `P` is one example of each. */
type Batches<P extends readonly unknown[], A> = {
  [I in keyof P]: Batch<
    P[I],
    A extends readonly unknown[] ? (I extends keyof A ? A[I] : number) : A
  >;
};

/**
 * `f`, written for one example, over many at once: the results stand along a new first axis. `axes` says along
 * which axis of each argument, or of every tensor in it, the examples lie: the first unless given; null passes
 * the argument to all of them. A result that is the same for all examples is repeated. The graph does not grow with
 * their number, what is the same for all is computed once, and a tensor drawn at random inside `f` is one draw for all.
 * Differentiable in every way, and may be nested. Throws where there is no axis, or where the numbers of examples differ.
 */
export function vmap<
  P extends readonly unknown[] = Tensor[],
  Y = Tensor,
  const A extends MapAxes = 0,
>(f: (...args: P) => Y, axes?: A): (...args: Batches<P, A>) => Prefixed<Y, readonly [number]>;
export function vmap<Y>(
  f: (...args: readonly unknown[]) => Y,
  axes: unknown = 0,
): (...args: readonly unknown[]) => Y {
  asFunction("vmap", f);
  return (...args) => {
    const examples: Examples = new Map();
    const lengths: Length[] = [];
    const places = placesOf(axes, args);
    const given = args.map((arg, i) => {
      const axis = places[i] ?? null;
      if (axis === null) return arg;
      const leaves = leavesOf(arg).map(({ path, tensor }) => {
        const { shape } = tensor;
        const name = ["argument", i, path, describe(tensor)]
          .filter((word) => word !== "")
          .join(" ");
        const at = existing(name, shape, axis);
        lengths.push({ name, axis, n: shape[at] ?? 0 });
        const order = [at, ...[...shape.keys()].filter((k) => k !== at)];
        return namedLike(exampleOf(permuteTo(tensor, order), examples), tensor);
      });
      return fillTree(arg, leaves);
    });
    const n = common(lengths, args, places);
    const result = transforming(() => f(...given));
    const ys = tensorsOf(result);
    if (ys.length === 0) throw nothingIn("vmap", result);
    const over = overExamples(ys, examples);
    return fillTree(
      result,
      ys.map((y, i) => over[i] ?? repeated(y, n)),
    );
  };
}

/** The axis of each argument, as far as it is written. */
function placesOf(axes: unknown, args: readonly unknown[]): readonly (number | null)[] {
  const list: readonly unknown[] = Array.isArray(axes) ? axes : args.map(() => axes);
  const odd = list.findIndex((axis) => axis !== null && !Number.isInteger(axis));
  if (odd >= 0)
    throw new ValueError(
      "vmap",
      Array.isArray(axes) ? `axes with ${kindOf(list[odd])}` : `axes ${kindOf(axes)}`,
      "an axis is a whole number, or null",
      "write 0, or a list such as [0, null]: one axis, or null for what is the same for all, to each argument",
    );
  if (list.length === args.length) return list as readonly (number | null)[];
  throw new ValueError(
    "vmap",
    `axes [${list.map(String).join(", ")}]`,
    `${list.length} for ${args.length} argument${args.length === 1 ? "" : "s"}`,
    "write one for each, null for what is the same for all examples",
  );
}

/** `axis` of a tensor, counted from the start. */
function existing(name: string, { length: rank }: Shape, axis: number): number {
  if (axis >= -rank && axis < rank) return axis < 0 ? axis + rank : axis;
  throw new AxisError(
    "vmap",
    name,
    `axis ${axis} does not exist`,
    rank === 0
      ? "a scalar has no axes; write null in axes for what is the same for all examples"
      : `use ${-rank} to ${rank - 1}`,
  );
}

/** How many examples a tensor has. */
interface Length {
  readonly name: string;
  readonly axis: number;
  readonly n: number;
}

/** The number of examples that all tensors have. */
function common(
  lengths: readonly Length[],
  args: readonly unknown[],
  places: readonly unknown[],
): number {
  const [first] = lengths;
  if (first === undefined)
    throw new ValueError(
      "vmap",
      args.length === 0
        ? "no arguments"
        : `${args.map(kindOf).join(", ")} along axes [${places.map(String).join(", ")}]`,
      "no tensor is mapped",
      "give at least one tensor an axis",
    );
  const odd = lengths.find(({ n }) => n !== first.n);
  if (odd === undefined) return first.n;
  throw new ShapeError(
    "vmap",
    `${first.name} along axis ${first.axis} and ${odd.name} along axis ${odd.axis}`,
    `${first.n} against ${odd.n} examples`,
    "make them agree, or write null in axes for what is the same for all examples",
  );
}
