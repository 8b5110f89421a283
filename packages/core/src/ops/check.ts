import { ValueError } from "../graph/errors.ts";
import { Tensor } from "../graph/tensor.ts";

/** What a value that is refused looks like, in a word or two. */
export function kindOf(x: unknown): string {
  if (Array.isArray(x)) return "an array";
  if (typeof x === "string") return JSON.stringify(x.length > 20 ? `${x.slice(0, 20)}…` : x);
  if (typeof x === "function") return "a function";
  if (typeof x !== "object" || x === null) return String(x);
  const { name } = (Object.getPrototypeOf(x) as { constructor?: { name?: unknown } } | null)
    ?.constructor ?? { name: "Object" };
  return typeof name !== "string" || name === "Object" || name === "" ? "an object" : `a ${name}`;
}

/** `x`, refused with a remedy unless it is a tensor. */
export function asTensor(op: string, x: unknown): Tensor {
  if (x instanceof Tensor) return x;
  throw new ValueError(op, kindOf(x), "it takes a tensor", "write tensor(…)");
}

/** Refuses arguments beyond the last: what `xs.map(f)` passes besides the element would be taken for its options. */
export function noMore(op: string, rest: readonly unknown[]): void {
  if (rest.length > 0)
    throw new ValueError(
      op,
      `${rest.length} more argument${rest.length > 1 ? "s" : ""}`,
      "it does not take so many",
      `in xs.map(…) write (x) => ${op}(x)`,
    );
}

/** `x` if it is a finite number. */
export function asNumber(op: string, x: unknown, what = ""): number {
  if (typeof x === "number" && Number.isFinite(x)) return x;
  throw new ValueError(op, `${what}${kindOf(x)}`, "it is not a finite number");
}

/** `n` if it is a size: a whole number, not negative. */
export function asSize(op: string, n: unknown, what = "size"): number {
  if (typeof n === "number" && Number.isSafeInteger(n) && n >= 0) return n;
  throw new ValueError(op, `${what} ${kindOf(n)}`, "it is not a whole number of at least 0");
}

/** A copy of a shape: an array of sizes. */
export function asShape(op: string, shape: unknown): readonly number[] {
  if (!Array.isArray(shape))
    throw new ValueError(
      op,
      kindOf(shape),
      "a shape is an array of sizes",
      typeof shape === "number" ? `write [${shape}]` : "write [2, 3], or [] for a scalar",
    );
  const sizes = Array.from(shape as readonly unknown[]);
  for (const d of sizes)
    if (!(typeof d === "number" && Number.isSafeInteger(d) && d >= 0))
      throw new ValueError(
        op,
        `shape [${sizes.map((size) => kindOf(size)).join(", ")}]`,
        `size ${kindOf(d)} is not a whole number of at least 0`,
      );
  return sizes as number[];
}
