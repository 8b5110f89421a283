import { type Data, type DType, type Value, allocate } from "../graph/dtype.ts";
import { type Shape, size } from "../graph/shape.ts";
import type { Scalar } from "../graph/scalar.ts";
import type { Tensor } from "../graph/tensor.ts";
import { contract } from "./contract.ts";
import { arg, fold, scan } from "./fold.ts";
import { gather, scatter } from "./gather.ts";
import { join } from "./join.ts";
import { map } from "./map.ts";
import { numbersOf } from "./numbers.ts";
import { view } from "./view.ts";

/** The value of a node whose inputs' values are known, computed as plainly as possible. */
export function compute(node: Tensor): Value {
  const { kernel } = node.op;
  if (kernel.kind === "map")
    return node.shape.length === 0 ? scalarMap(node, kernel.scalar) : arrayMap(node, kernel.scalar);
  const value = byLoops(node);
  return node.shape.length > 0 || typeof value === "number" ? value : (value[0] as number);
}

/** The value of a node that is no map. That of a scalar may still stand in an array of its own. */
function byLoops(node: Tensor): Value {
  const { shape, dtype } = node;
  const { kernel, name } = node.op;
  const [x, y] = node.inputs as readonly [Tensor, Tensor];
  switch (kernel.kind) {
    case "reshape":
    case "first":
      return valueOf(x);
    case "view":
      return view(valueOf(x), x.shape, shape, kernel.axes(x.shape), dtype);
    case "fold":
      return fold(kernel, dataOf(x), x.shape, shape, dtype);
    case "scan":
      return scan(kernel, dataOf(x), shape, dtype);
    case "arg":
      return arg(kernel, dataOf(x), x.shape, shape, x.dtype);
    case "contract":
      return contract(kernel, [dataOf(x), dataOf(y)], [x.shape, y.shape], shape, dtype);
    case "gather":
      return gather(name, dataOf(x), dataOf(y), [x.shape, y.shape], kernel, dtype);
    case "scatter":
      return scatter(name, dataOf(x), dataOf(y), [shape, y.shape], kernel, dtype);
    case "join":
      return join(node.inputs.map(valueOf), node.inputs.map(shapeOf), shape, kernel.axis, dtype);
    case "routine":
      return kernel.run(node.inputs.map(dataOf), node.inputs.map(shapeOf), shape, dtype);
    case "map":
    case "leaf":
      throw new Error(`${node.op.name}: a leaf has no inputs to compute it from`);
  }
}

const shapeOf = (x: Tensor): Shape => x.shape;

/** The dtype in which a map computes: that of its last operand, since a choice has its condition first. */
const arithmeticOf = (node: Tensor): DType =>
  (node.others[0] ?? node.second ?? node.first ?? node).dtype;

function arrayMap(node: Tensor, scalar: Scalar): Value {
  return map(scalar, node.inputs.map(valueOf), arithmeticOf(node), node.dtype, size(node.shape));
}

/** A map of scalars, without arrays on the way. */
function scalarMap(node: Tensor, scalar: Scalar): Value {
  const { first, second, dtype } = node;
  const third = node.others[0];
  if (dtype === "int32") return arrayMap(node, scalar);
  const m = numbersOf(arithmeticOf(node));
  const a = valueOf(first as Tensor) as number;
  const b = second === undefined ? a : (valueOf(second) as number);
  const y = third === undefined ? scalar(m, a, b) : scalar(m, a, b, valueOf(third) as number);
  return dtype === "float64"
    ? (y as number)
    : dtype === "float32"
      ? Math.fround(y as number)
      : Number(y);
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
