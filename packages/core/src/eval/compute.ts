import { type Data, type DType, type Value, allocate } from "../graph/dtype.ts";
import { type Shape, size } from "../graph/shape.ts";
import type { Op, Tensor } from "../graph/tensor.ts";
import { contract } from "./contract.ts";
import { arg, fold } from "./fold.ts";
import { gather, scatter } from "./gather.ts";
import { join } from "./join.ts";
import { map } from "./map.ts";
import { numbersOf } from "./numbers.ts";
import { view } from "./view.ts";

/** The value of `op` applied to inputs whose values are known, computed as plainly as possible. */
export function compute(op: Op, inputs: readonly Tensor[], shape: Shape, dtype: DType): Value {
  const { kernel } = op;
  const [x, y] = inputs as readonly [Tensor, Tensor];
  if (kernel.kind === "map") {
    const fast = shape.length === 0 && dtype !== "int32" ? scalar(op, inputs, dtype) : undefined;
    return (
      fast ?? map(kernel.scalar, inputs.map(valueOf), arithmeticOf(inputs), dtype, size(shape))
    );
  }
  switch (kernel.kind) {
    case "reshape":
      return valueOf(x);
    case "view":
      return view(valueOf(x), x.shape, shape, kernel.axes(x.shape), dtype);
    case "fold":
      return fold(kernel, dataOf(x), x.shape, shape, dtype);
    case "arg":
      return arg(kernel, dataOf(x), x.shape, shape, x.dtype);
    case "contract":
      return contract(kernel, [dataOf(x), dataOf(y)], [x.shape, y.shape], shape, dtype);
    case "gather":
      return gather(dataOf(x), dataOf(y), [x.shape, y.shape], kernel.axis, kernel.along, dtype);
    case "scatter":
      return scatter(dataOf(x), dataOf(y), [shape, y.shape], kernel.axis, kernel.along, dtype);
    case "join":
      return join(
        inputs.map(valueOf),
        inputs.map((i) => i.shape),
        shape,
        kernel.axis,
        dtype,
      );
    case "routine":
      return kernel.run(
        inputs.map(dataOf),
        inputs.map((i) => i.shape),
        shape,
        dtype,
      );
    case "leaf":
      throw new Error(`${op.name}: a leaf has no inputs to compute it from`);
  }
}

/** The dtype in which a map computes: that of its last operand, since a choice has its condition first. */
const arithmeticOf = (inputs: readonly Tensor[]): DType =>
  inputs[inputs.length - 1]?.dtype ?? "float64";

/** A map of scalars, without arrays on the way. */
function scalar(op: Op, inputs: readonly Tensor[], dtype: DType): number | undefined {
  const f = op.kernel.kind === "map" ? op.kernel.scalar : undefined;
  const [a, b] = inputs;
  if (f === undefined || a === undefined || inputs.length > 2) return undefined;
  const m = numbersOf(a.dtype);
  const y = b === undefined ? f(m, a.value as number) : f(m, a.value as number, b.value as number);
  return dtype === "float32" ? Math.fround(Number(y)) : Number(y);
}

/** The elements of `x`, or the one number that stands for all of them. */
function valueOf(x: Tensor): Value {
  if (x.value === undefined) throw new Error(`${x.op.name}: its value is not known yet`);
  return x.value;
}

/** The elements of `x`, written out. */
export function dataOf(x: Tensor): Data {
  const value = valueOf(x);
  return typeof value === "number" ? allocate(x.dtype, size(x.shape)).fill(value) : value;
}
