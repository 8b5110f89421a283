/** A function of trees of tensors as a function of the list of the floating ones. */
import {
  type DType,
  DTypeError,
  GradientError,
  type Shape,
  type Tensor,
  ValueError,
  data,
} from "@chainrule/core";
import {
  type Leaf,
  fillTree,
  given,
  isFloat,
  kindOf,
  leavesOf,
  showShape,
  tensorsOf,
  transforming,
} from "@chainrule/core/engine";

/** A floating tensor among the arguments: what it is called, and its numbers. */
export interface Input {
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: DType;
  readonly data: Float64Array;
}

/** A function of a list of tensors: all that is floating in what it returns. */
export type Listed = (xs: readonly Tensor[]) => Tensor[];

export interface Flat {
  readonly call: Listed;
  readonly inputs: readonly Input[];
  readonly notes: readonly string[];
}

/** The tensor of these numbers. */
export const filled = (
  numbers: Float64Array,
  { shape, dtype }: Pick<Input, "shape" | "dtype">,
): Tensor =>
  given(
    shape.length === 0
      ? (numbers[0] ?? 0)
      : dtype === "float32"
        ? Float32Array.from(numbers)
        : numbers,
    shape,
    dtype,
  );

/** `f` as a function of the floating tensors in its arguments, in float64 if it takes them so. */
export function flatten(
  op: string,
  f: (...args: never[]) => unknown,
  args: readonly unknown[],
): Flat {
  if (typeof f !== "function")
    throw new ValueError(op, kindOf(f), "it takes a function", `write ${op}((x) => …, [x])`);
  if (!Array.isArray(args))
    throw new ValueError(
      op,
      kindOf(args),
      "the inputs are the list of the arguments of f",
      `write ${op}(f, [x])`,
    );
  const leaves = leavesOf(args);
  const all = leaves.map(({ tensor }, i): Input => ({
    name: nameOf(leaves, i, args.length),
    shape: tensor.shape,
    dtype: tensor.dtype,
    data: Float64Array.from(data(tensor)),
  }));
  const inputs = all.filter(({ dtype }) => isFloat(dtype));
  const fixed = all.filter(({ dtype }) => !isFloat(dtype));
  if (inputs.length === 0)
    throw new GradientError(
      op,
      fixed.length === 0
        ? "the inputs"
        : fixed.map(({ name, shape, dtype }) => `${name} ${showShape(shape)} ${dtype}`).join(", "),
      fixed.length === 0 ? "there is no tensor in them" : "only floating point has derivatives",
      fixed.length === 0 ? "write tensor(…)" : 'write cast(x, "float64")',
    );
  const call: Listed = (xs) => {
    let next = 0;
    const list = leaves.map(({ tensor }) =>
      isFloat(tensor.dtype) ? (xs[next++] as Tensor) : tensor,
    );
    return floating(
      op,
      transforming(() => f(...(fillTree(args, list) as never[]))),
    );
  };
  const notes = fixed.map(({ name, dtype }) => `${name} is ${dtype} and held fixed.`);
  if (inputs.every(({ dtype }) => dtype === "float64")) return { call, inputs, notes };
  const wide = inputs.map((input): Input => ({ ...input, dtype: "float64" }));
  try {
    call(wide.map((input) => filled(input.data, input)));
    return { call, inputs: wide, notes: [...notes, "What is float32 was given as float64."] };
  } catch (error) {
    if (!(error instanceof DTypeError)) throw error;
    return { call, inputs, notes };
  }
}

/** The floating tensors of a result. */
function floating(op: string, result: unknown): Tensor[] {
  const all = tensorsOf(result);
  const found = all.filter(({ dtype }) => isFloat(dtype));
  if (found.length > 0) return found;
  throw new GradientError(
    op,
    `the result ${all.length === 0 ? kindOf(result) : all.map(({ shape, dtype }) => `${showShape(shape)} ${dtype}`).join(", ")}`,
    all.length === 0 ? "there is no tensor in it" : "only floating point has derivatives",
    result instanceof Promise
      ? "await what f needs before, since f cannot be async"
      : all.length === 0
        ? "return what f computes, without item()"
        : 'write cast(y, "float64")',
  );
}

/** The name of a tensor, or the way to it, or both where others have the same name. */
function nameOf(leaves: readonly Leaf[], i: number, count: number): string {
  const { path, tensor } = leaves[i] as Leaf;
  const [, number = "", rest = ""] = /^\[(\d+)\]\.?(.*)$/.exec(path) ?? [];
  const way =
    rest !== "" && count === 1 ? rest : `input ${number}${rest === "" ? "" : `: ${rest}`}`;
  const { name } = tensor;
  if (name === undefined) return way;
  return leaves.some((other, k) => k !== i && other.tensor.name === name)
    ? `${name} (${way})`
    : name;
}
