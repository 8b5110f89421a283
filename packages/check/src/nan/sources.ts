/** Which elements of its inputs an element of a tensor is made of. */
import { type Shape, Tensor } from "@chainrule/core";
import { compute, given, size, strides } from "@chainrule/core/engine";

/** An element of a tensor, by its row-major number. */
export interface Place {
  readonly x: Tensor;
  readonly at: number;
}

/** The value of an element that is known. */
export function valueAt({ x, at }: Place): number {
  const { value } = x;
  return typeof value === "number" ? value : (value?.[at] ?? NaN);
}

/** The index of element `at` of a shape. */
export const indexOf = (at: number, shape: Shape): number[] =>
  strides(shape).map((step, axis) => Math.floor(at / step) % (shape[axis] ?? 1));

/** The elements that `y` at `at` is computed from, in the order in which they are put together. */
export function sourcesOf({ x: y, at }: Place): Place[] {
  const { kernel } = y.op;
  const { inputs } = y;
  switch (kernel.kind) {
    case "leaf":
      return [];
    case "map":
      return inputs.map((x) => ({ x, at }));
    case "reshape":
    case "first":
      return inputs.slice(0, 1).map((x) => ({ x, at }));
    case "view":
    case "gather":
    case "join":
      return moved(y, at);
    case "fold":
    case "scan": {
      const own = indexOf(at, y.shape);
      const free = kernel.kind === "fold" ? kernel.axes : [kernel.axis];
      const fixed = own.map((i, axis) => (free.includes(axis) ? undefined : i));
      const [x] = inputs as readonly [Tensor];
      const places = matching(x, fixed);
      if (kernel.kind === "fold") return places;
      const end = own[kernel.axis] ?? 0;
      return kernel.reverse ? places.slice(end) : places.slice(0, end + 1);
    }
    case "contract": {
      const own = new Map([...kernel.out].map((label, i) => [label, indexOf(at, y.shape)[i]]));
      return inputs.flatMap((x, i) =>
        matching(
          x,
          [...(i === 0 ? kernel.a : kernel.b)].map((label) => own.get(label)),
        ),
      );
    }
    case "scatter": {
      const [x, index] = inputs as [Tensor, Tensor];
      const op = { ...y.op, kernel: { ...kernel, kind: "gather" as const } };
      const goal = compute(new Tensor(op, x.shape, "float64", undefined, numbered(y, 0), index));
      return those([x], (_, k) => (typeof goal === "number" ? goal : goal[k]) === at + 1);
    }
    case "arg":
    case "routine":
      return those(inputs, () => true);
  }
}

/** The elements that have these indices, along all of an axis where there is none. */
function matching(x: Tensor, fixed: readonly (number | undefined)[]): Place[] {
  let found = [0];
  strides(x.shape).forEach((step, axis) => {
    const i = fixed[axis];
    const along = i === undefined ? Array.from({ length: x.shape[axis] ?? 1 }, (_, k) => k) : [i];
    found = found.flatMap((from) => along.map((k) => from + k * step));
  });
  return found.map((at) => ({ x, at }));
}

const those = (
  inputs: readonly Tensor[],
  takes: (x: Tensor, at: number, input: number) => boolean,
): Place[] =>
  inputs.flatMap((x, i) =>
    Array.from({ length: x.size }, (_, at) => ({ x, at })).filter(({ at }) => takes(x, at, i)),
  );

/** For ops that move elements: run with the numbers of the places in their stead. */
function moved(y: Tensor, at: number): Place[] {
  const joins = y.op.kernel.kind === "join";
  let offset = 0;
  const stands = y.inputs.map((x, i) => {
    if (i > 0 && !joins) return { x, from: offset, index: x };
    const from = offset;
    offset += x.size;
    return { x, from, index: numbered(x, from) };
  });
  const [first, second, ...others] = stands.map(({ index }) => index);
  const found = compute(new Tensor(y.op, y.shape, "float64", undefined, first, second, others));
  const place = (typeof found === "number" ? found : (found[at] ?? 0)) - 1;
  const source = stands.findLast(({ from }) => from <= place);
  return source === undefined || place < 0 ? [] : [{ x: source.x, at: place - source.from }];
}

/** The numbers from `from + 1` on, in the shape of `x`. */
const numbered = ({ shape }: Tensor, from: number): Tensor => {
  const numbers = Float64Array.from({ length: size(shape) }, (_, i) => from + i + 1);
  return given(shape.length === 0 ? (numbers[0] ?? 0) : numbers, shape, "float64");
};
