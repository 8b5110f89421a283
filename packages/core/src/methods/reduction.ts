/** Reductions over axes, which are methods of what they reduce. */
export { max, min } from "../ops/extrema.ts";
export { logSumExp } from "../ops/normalise.ts";
export { all, any } from "../ops/quantifiers.ts";
export { mean, sum } from "../ops/reductions.ts";
export { prod } from "../ops/spread.ts";
