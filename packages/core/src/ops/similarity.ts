/** How far two vectors point the same way. */
import type { Tensor } from "../graph/tensor.ts";
import { mixed } from "./accepts.ts";
import { div, mul } from "./arithmetic.ts";
import { axisOf, unlessLast } from "./axes.ts";
import { commonShape } from "./broadcast.ts";
import { asFloating, noMore } from "./check.ts";
import { equal, where } from "./comparison.ts";
import { composite } from "./composite.ts";
import { sum } from "./reductions.ts";
import { norm } from "./spread.ts";
import { broadcastTo } from "./structural.ts";

/**
 * `Σ ab / (‖a‖‖b‖)` along `axis` of the common shape, the last unless given. The norms are scaled, so that
 * neither over- nor underflows. Beside a vector of zeros it is 0, with derivative 0.
 */
export function cosineSimilarity(a: Tensor, b: Tensor, axis = -1, ...none: never[]): Tensor {
  const [x, y] = [asFloating("cosineSimilarity", a), asFloating("cosineSimilarity", b)];
  noMore("cosineSimilarity", none);
  if (x.dtype !== y.dtype) throw mixed("cosineSimilarity", x, y);
  const to = commonShape("cosineSimilarity", [x, y]);
  const left = broadcastTo(x, to);
  const along = axisOf("cosineSimilarity", left, axis);
  return composite(
    "cosineSimilarity",
    [x, y],
    () => sum(mul(unit(left, along), unit(broadcastTo(y, to), along)), along),
    { attrs: { axis: unlessLast(left, along) } },
  );
}

/** `x/‖x‖`, and 0 where x is. */
function unit(x: Tensor, axis: number): Tensor {
  const length: Tensor = norm(x, axis, { keepDims: true });
  const zero = equal(length, 0);
  return where(zero, 0, div(x, where(zero, 1, length)));
}
