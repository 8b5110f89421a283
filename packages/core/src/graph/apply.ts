import type { DType } from "./dtype.ts";
import { DTypeError, ShapeError } from "./errors.ts";
import { describe, isTracking, siteNote } from "./note.ts";
import { type Op, Tensor } from "./tensor.ts";

/** Settles a new node at once, from the values of its inputs. */
export type Interpreter = (node: Tensor) => Tensor;

let interpreter: Interpreter | null = null;

/** Run `body` with every `apply` computed at once by `compute` (null: recorded again), leaving no history. */
export function interpretedBy<T>(compute: Interpreter | null, body: () => T): T {
  const outer = interpreter;
  interpreter = compute;
  try {
    return body();
  } finally {
    interpreter = outer;
  }
}

/** Whether nodes made now are computed at once and keep no history. */
export const isInterpreting = (): boolean => interpreter !== null;

/** Apply `op` to `inputs`: the way nodes with inputs come into being, and the place where misfits are refused. */
export function apply(op: Op, ...inputs: Tensor[]): Tensor {
  if (op.arity !== null && inputs.length !== op.arity)
    throw new ShapeError(op.name, `${inputs.length} operands`, `it takes ${op.arity}`);
  const dtype = op.dtype === undefined ? commonDType(op, inputs) : op.dtype(...inputs);
  const [first, second] = inputs;
  const others = inputs.length > 2 ? inputs.slice(2) : undefined;
  return made(new Tensor(op, op.shape(...inputs), dtype, undefined, first, second, others));
}

/** `apply` for two inputs of one shape and dtype, which fit. */
export const applyToTwins = (op: Op, a: Tensor, b: Tensor, dtype: DType): Tensor =>
  made(new Tensor(op, a.shape, dtype, undefined, a, b));

/** A new node, as it is or computed at once. */
function made(node: Tensor): Tensor {
  if (interpreter !== null) return interpreter(node);
  if (isTracking()) node.note = siteNote();
  return node;
}

function commonDType(op: Op, inputs: readonly Tensor[]): DType {
  const first = inputs[0];
  if (first === undefined) throw new ShapeError(op.name, "no operands", "it takes at least one");
  for (const other of inputs)
    if (other.dtype !== first.dtype)
      throw new DTypeError(
        op.name,
        `${describe(first)} ${first.dtype} and ${describe(other)} ${other.dtype}`,
        "dtypes do not mix",
        `cast one side, e.g. cast(x, "${first.dtype}")`,
      );
  return first.dtype;
}
