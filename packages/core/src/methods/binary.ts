/** Ops of two operands that broadcast, which are methods of the first. */
export { add, div, mul, sub } from "../ops/arithmetic.ts";
export {
  equal,
  greater,
  greaterOrEqual,
  less,
  lessOrEqual,
  logicalAnd,
  logicalOr,
  notEqual,
} from "../ops/comparison.ts";
export { hypot, pow, xlogy } from "../ops/power.ts";
export { fmod, remainder } from "../ops/remainder.ts";
export { maximum, minimum } from "../ops/selection.ts";
export { logAddExp } from "../ops/special.ts";
export { atan2 } from "../ops/trigonometric.ts";
