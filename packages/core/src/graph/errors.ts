/** What every message says, in this order: *op: what was given: what is wrong: what to write instead*. */
type Parts = [op: string, given: string, wrong: string, remedy?: string];

const message = (parts: Parts): string => parts.filter((part) => part !== undefined).join(": ");

/** The operands of an op do not fit together. Thrown while the graph is being built. */
export class ShapeError extends Error {
  override name = "ShapeError";
  constructor(...parts: Parts) {
    super(message(parts));
  }
}

/** An axis that does not exist, is named twice, or is not a whole number. */
export class AxisError extends Error {
  override name = "AxisError";
  constructor(...parts: Parts) {
    super(message(parts));
  }
}

/** A dtype an op is not defined for, or two that do not mix. */
export class DTypeError extends TypeError {
  override name = "DTypeError";
  constructor(...parts: Parts) {
    super(message(parts));
  }
}

/** An argument that is neither a tensor nor a number that can stand for one, or data that cannot be stored. */
export class ValueError extends TypeError {
  override name = "ValueError";
  constructor(...parts: Parts) {
    super(message(parts));
  }
}

/** What is found step by step was not found. */
export class ConvergenceError extends Error {
  override name = "ConvergenceError";
  constructor(...parts: Parts) {
    super(message(parts));
  }
}

/** A derivative was asked for that does not exist or cannot be found. */
export class GradientError extends Error {
  override name = "GradientError";
  constructor(...parts: Parts) {
    super(message(parts));
  }
}
