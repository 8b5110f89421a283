import { ShapeError } from "../graph/errors.ts";
import { describe } from "../graph/note.ts";
import { SCALAR, type Shape, broadcastShapes, sameShape } from "../graph/shape.ts";
import { type Operand, Tensor } from "../graph/tensor.ts";

/** The shape that all `inputs` broadcast to under NumPy's rule. A message shows what was `given` in their place. */
export function commonShape(
  op: string,
  inputs: readonly Tensor[],
  given: readonly Operand[] = inputs,
): Shape {
  let common: Shape = SCALAR;
  for (const x of inputs) {
    const next = broadcastShapes(common, x.shape);
    if (next === undefined) throw clash(op, given);
    common = next;
  }
  return common;
}

function clash(op: string, given: readonly Operand[]): ShapeError {
  const inputs = given.filter((x) => x instanceof Tensor);
  const shapes = inputs.map((x) => x.shape);
  const rank = Math.max(...shapes.map((s) => s.length));
  const at = (axis: number) => shapes.map((s) => s[axis - rank + s.length] ?? 1);
  const axes = [...new Array<number>(rank).keys()];
  const axis = axes.find((i) => new Set(at(i).filter((d) => d !== 1)).size > 1);
  return new ShapeError(
    op,
    inputs.map(describe).join(" and "),
    `they do not broadcast, axis ${axis} is ${[...new Set(at(axis ?? 0))].join(" against ")}`,
    remedy(op, shapes),
  );
}

/** `[2, 3]` with `[2]`: an axis of size 1 at the end would do; sizes crossed: a transpose. */
function remedy(op: string, shapes: readonly Shape[]): string {
  const [a = SCALAR, b = SCALAR] = shapes;
  if (op === "mul" && a.length === 2 && b.length === 2 && a[1] === b[0])
    return "for the product of two matrices use matmul";
  const [long = SCALAR, short = SCALAR] = shapes.toSorted((a, b) => b.length - a.length);
  if (short.length === 1 && long.length === 2 && short[0] === long[0])
    return `reshape [${short[0]}] to [${short[0]}, 1]`;
  if (long.length === 2 && sameShape(long, short.toReversed())) return "transpose one of them";
  return "sizes must agree or be 1, aligned on the right; reshape or slice one of them";
}
