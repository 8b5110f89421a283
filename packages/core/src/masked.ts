/** Elements chosen by a mask: how many there are is known once the mask has a value. */
import { DTypeError, ShapeError, ValueError } from "./graph/errors.ts";
import { describe } from "./graph/note.ts";
import { topological } from "./graph/order.ts";
import { sameShape, size } from "./graph/shape.ts";
import { Tensor } from "./graph/tensor.ts";
import { dataOf } from "./eval/compute.ts";
import { evaluateRoots } from "./eval/evaluate.ts";
import { axisOf } from "./ops/axes.ts";
import { asTensor, kindOf, noMore } from "./ops/check.ts";
import { composite } from "./ops/composite.ts";
import { given } from "./ops/leaf.ts";
import { take } from "./ops/lookup.ts";
import { reshapeTo } from "./ops/structural.ts";

/**
 * The elements, rows or slices of `x` where `mask` is true, in row-major order along one axis: NumPy's `x[mask]`.
 * The axes of the mask are those of `x` from `axis` on, so that a mask of the shape of `x` gives a vector. The mask is
 * evaluated at once, since the shape of the result depends on it; it is held fixed. Where it cannot be evaluated,
 * because `f` is being traced, and to replace elements instead of dropping them, write `where(mask, x, 0)`.
 */
export function maskedSelect(x: Tensor, mask: Tensor, axis?: number, ...none: never[]): Tensor;
export function maskedSelect(x: unknown, mask: unknown, axis = 0, ...none: never[]): Tensor {
  noMore("maskedSelect", none);
  const input = asTensor("maskedSelect", x);
  const chosen = asMask(mask);
  const start = input.rank + chosen.rank === 0 ? 0 : axisOf("maskedSelect", input, axis);
  const end = start + chosen.rank;
  if (!sameShape(input.shape.slice(start, end), chosen.shape))
    throw new ShapeError(
      "maskedSelect",
      `${describe(input)} with mask ${describe(chosen)} from axis ${start} on`,
      "the mask has other sizes",
      "broadcast it to the axes that it chooses from",
    );
  if (topological([chosen], unknown).some(isInput))
    throw new ValueError(
      "maskedSelect",
      `mask ${describe(chosen)}`,
      "it has no value while a graph is being traced, and the shape of the result depends on it",
      "write where(mask, x, 0)",
    );
  evaluateRoots([chosen]);
  const places = Int32Array.from(truths(dataOf(chosen)));
  const index = given(places, [places.length], "int32");
  return composite("maskedSelect", [input, chosen], () =>
    take(
      reshapeTo(input, input.shape.toSpliced(start, end - start, size(chosen.shape))),
      index,
      start,
    ),
  );
}

const unknown = (x: Tensor): boolean => x.value === undefined;
const isInput = (x: Tensor): boolean => x.op.kernel.kind === "leaf";

function asMask(mask: unknown): Tensor {
  if (!(mask instanceof Tensor))
    throw new ValueError(
      "maskedSelect",
      `mask ${kindOf(mask)}`,
      "a mask is a bool tensor",
      "compare, e.g. x.greater(0)",
    );
  if (mask.dtype === "bool") return mask;
  throw new DTypeError(
    "maskedSelect",
    `mask ${describe(mask)} ${mask.dtype}`,
    "a mask is bool",
    mask.dtype === "int32"
      ? "write take(x, index) for indices, notEqual(mask, 0) for a mask"
      : "compare, e.g. notEqual(mask, 0)",
  );
}

/** Where the elements are true. */
function* truths(mask: ArrayLike<number>): Generator<number> {
  for (let i = 0; i < mask.length; i++) if (mask[i] !== 0) yield i;
}
