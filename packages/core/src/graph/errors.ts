/** Every message reads *op: what was given: what is wrong: what to write instead*. */
const message = (...parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined).join(": ");

/** The operands of an op do not fit together. Thrown while the graph is being built. */
export class ShapeError extends Error {
  override name = "ShapeError";
  constructor(op: string, given: string, wrong: string, remedy?: string) {
    super(message(op, given, wrong, remedy));
  }
}

/** An axis that does not exist, is named twice, or is not a whole number. */
export class AxisError extends Error {
  override name = "AxisError";
  constructor(op: string, given: string, wrong: string, remedy?: string) {
    super(message(op, given, wrong, remedy));
  }
}

/** A dtype an op is not defined for, or two that do not mix. */
export class DTypeError extends TypeError {
  override name = "DTypeError";
  constructor(op: string, given: string, wrong: string, remedy?: string) {
    super(message(op, given, wrong, remedy));
  }
}

/** An argument that is neither a tensor nor a number that can stand for one, or data that cannot be stored. */
export class ValueError extends TypeError {
  override name = "ValueError";
  constructor(op: string, given: string, wrong: string, remedy?: string) {
    super(message(op, given, wrong, remedy));
  }
}

/** A derivative was asked for that does not exist or cannot be found. */
export class GradientError extends Error {
  override name = "GradientError";
  constructor(op: string, given: string, wrong: string, remedy?: string) {
    super(message(op, given, wrong, remedy));
  }
}
