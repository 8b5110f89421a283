// What a bundle with mutants in it runs on: which mutant is awake, and the wrong functions that mutants call.

import { reshapeTo } from "../../packages/core/src/engine.ts";
import * as ops from "../../packages/core/src/methods/index.ts";

export { ops };

let awake = 0;
let reached = new Set();

/** Wake one mutant, or none (0), and forget which places were reached. */
export function wake(id) {
  awake = id;
  reached = new Set();
}

/** The mutants whose places were run since the last `wake`. */
export const visited = () => reached;

/** Whether mutant `id` is awake. */
export function on(id) {
  reached.add(id);
  return awake === id;
}

/** The opposite of a tensor or number; what is neither stays. */
export const flip = (x) =>
  x === null || x === undefined ? x : typeof x === "number" ? -x : ops.neg(x);

const isTensor = (x) => typeof x === "object" && x !== null;

/** `x`, a hair too large. */
export const nearly = (x) => {
  const factor = 1 + 1e-8;
  return isTensor(x) ? ops.mul(x, factor) : typeof x === "number" ? x * factor : x;
};

/**
 * `x`, and while mutant `id` is awake, as if it were a constant: right as it stands, wrong when it is
 * differentiated. What is no floating tensor has no derivative to lose.
 */
export const freeze = (id, x) =>
  isTensor(x) && (x.dtype === "float64" || x.dtype === "float32") && on(id)
    ? ops.stopGradient(x)
    : x;

/** An attribute that is not quite right. */
export const off = (value) =>
  typeof value === "number"
    ? value + 1
    : typeof value === "boolean"
      ? !value
      : typeof value === "string"
        ? [...value].toReversed().join("")
        : Array.isArray(value) && value.every((n) => typeof n === "number")
          ? value.map((n) => n + 1)
          : Array.isArray(value) && value.every((is) => typeof is === "boolean")
            ? value.map((is) => !is)
            : value;

/** The first element along each axis in place of the sum over it. */
export const firstOver = (x, axes) =>
  ops.slice(
    x,
    x.shape.map((_, axis) => (axes.includes(axis) ? [0, 1] : [null, null])),
  );

/** The mean over the axes in place of the sum. */
export const meanOver = (x, axes) => ops.mean(x, axes, { keepDims: true });

/** Like `firstOver`, for a sum to a shape. */
export const firstTo = (x, to) => reshapeTo(firstOver(x, stretched(x, to)), to);

export const meanTo = (x, to) => reshapeTo(meanOver(x, stretched(x, to)), to);

const stretched = (x, to) => {
  const added = x.shape.length - to.length;
  return [...x.shape.keys()].filter((axis) => axis < added || to[axis - added] !== x.shape[axis]);
};

/** `x` once and zeros for every further copy. */
export function onceTo(x, to) {
  const aligned = reshapeTo(x, [...to.map(() => 1), ...x.shape].slice(-to.length));
  return to.length === 0
    ? x
    : ops.pad(
        aligned,
        to.map((d, axis) => [0, d - aligned.shape[axis]]),
      );
}

/** The elements in their old order under the new shape. */
export const reshapedTo = (x, order) =>
  reshapeTo(
    x,
    order.map((axis) => x.shape[axis]),
  );

/** A choice by multiplication with a mask of zeros and ones. */
export function masked(condition, a, b) {
  const dtype = [a, b].find((x) => typeof x !== "number")?.dtype ?? "float64";
  const mask = ops.cast(condition, dtype);
  return ops.add(ops.mul(mask, a), ops.mul(ops.sub(1, mask), b));
}

/**
 * The derivative of an op that is flat until mutant `id` wakes, and then passes everything on. A declaration,
 * so that it exists while modules that depend on each other are being loaded.
 */
export function leaky(id) {
  return {
    get kind() {
      return on(id) ? "gated" : "constant";
    },
    gates: [(d) => d, (d) => d],
  };
}
