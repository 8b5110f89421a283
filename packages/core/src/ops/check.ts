import { ValueError } from "../graph/errors.ts";
import { Tensor } from "../graph/tensor.ts";

const kindOf = (x: unknown): string =>
  Array.isArray(x)
    ? "an array"
    : x === null
      ? "null"
      : typeof x === "number"
        ? String(x)
        : typeof x;

/** `x`, refused with a remedy unless it is a tensor. */
export function asTensor(op: string, x: unknown): Tensor {
  if (x instanceof Tensor) return x;
  throw new ValueError(op, kindOf(x), "it takes a tensor", "write tensor(…)");
}

/** `n` if it is a size: a whole number, not negative. */
export function asSize(op: string, n: unknown, what = "size"): number {
  if (typeof n === "number" && Number.isSafeInteger(n) && n >= 0) return n;
  throw new ValueError(op, `${what} ${String(n)}`, "it is not a whole number of at least 0");
}

/** A shape: an array of sizes. */
export function asShape(op: string, shape: unknown): readonly number[] {
  if (!Array.isArray(shape))
    throw new ValueError(
      op,
      kindOf(shape),
      "a shape is an array of sizes",
      "write [2, 3], or [] for a scalar",
    );
  for (const d of shape as readonly unknown[])
    if (!(typeof d === "number" && Number.isSafeInteger(d) && d >= 0))
      throw new ValueError(
        op,
        `shape [${(shape as readonly unknown[]).map(String).join(", ")}]`,
        `size ${String(d)} is not a whole number of at least 0`,
      );
  return shape as readonly number[];
}
