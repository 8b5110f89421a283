import { type DType, isDType, isFloat } from "../graph/dtype.ts";
import { ValueError } from "../graph/errors.ts";
import { describe } from "../graph/note.ts";
import { Tensor } from "../graph/tensor.ts";
import { mixed, notDefined } from "./accepts.ts";

/** What a value that is refused looks like, in a word or two. */
export function kindOf(x: unknown): string {
  if (Array.isArray(x)) return x.length === 0 ? "an empty array" : "an array";
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

/** `x`, refused unless it is a tensor of floating point. */
export function asFloating(op: string, x: unknown): Tensor {
  const input = asTensor(op, x);
  if (isFloat(input.dtype)) return input;
  throw notDefined(op, input, "floating point");
}

/** `x`, refused unless it is a tensor of numbers. */
export function asNumbers(op: string, x: unknown): Tensor {
  const input = asTensor(op, x);
  if (input.dtype !== "bool") return input;
  throw notDefined(op, input, "numbers");
}

/** The operands, refused unless they are tensors of numbers of one dtype. */
export function asSameNumbers(op: string, operands: readonly unknown[]): readonly Tensor[] {
  const xs = operands.map((x) => asNumbers(op, x));
  const [first] = xs;
  const odd = xs.find((x) => x.dtype !== first?.dtype);
  if (first !== undefined && odd !== undefined) throw mixed(op, first, odd);
  return xs;
}

/** `f`, refused unless it is a function. */
export function asFunction<F>(op: string, f: F): F {
  if (typeof f === "function") return f;
  throw new ValueError(
    op,
    f instanceof Tensor ? describe(f) : kindOf(f),
    "it takes a function of tensors",
    `write ${op}((x) => …)(x)`,
  );
}

/** `dtype`, refused unless there is one of that name. */
export function asDType(op: string, dtype: unknown): DType {
  if (isDType(dtype)) return dtype;
  throw new ValueError(
    op,
    `dtype ${kindOf(dtype)}`,
    "there is no such dtype",
    'write "float64", "float32", "int32" or "bool"',
  );
}

/** Options, refused unless they are an object with no other keys than these. */
export function asOptions<O extends object>(
  op: string,
  options: O,
  ...keys: (keyof O & string)[]
): O {
  const known: readonly string[] = keys;
  if (typeof options !== "object" || options === null || Symbol.iterator in options)
    throw new ValueError(
      op,
      kindOf(options),
      "options are an object",
      `write { ${keys[0]}: … }, and in xs.map(…) (x) => ${op}(x)`,
    );
  for (const key in options)
    if (!known.includes(key))
      throw new ValueError(
        op,
        `option ${key}`,
        "there is none of that name",
        `it takes ${keys.join(", ")}`,
      );
  return options;
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
export function asNumber(op: string, x: unknown, what: string): number {
  if (typeof x === "number" && Number.isFinite(x)) return x;
  throw new ValueError(
    op,
    `${what} ${kindOf(x)}`,
    "it is not a finite number",
    "write one such as 0.1",
  );
}

/** `n` if it is a size: a whole number, not negative. */
export function asSize(op: string, n: unknown, what = "size"): number {
  if (typeof n === "number" && Number.isSafeInteger(n) && n >= 0) return n;
  throw new ValueError(
    op,
    `${what} ${kindOf(n)}`,
    "it is not a whole number from 0 up",
    "write one such as 3",
  );
}

/** A copy of a shape: an array of sizes. */
export function asShape(op: string, shape: unknown): readonly number[] {
  if (!Array.isArray(shape))
    throw new ValueError(
      op,
      kindOf(shape),
      "a shape is an array of sizes",
      typeof shape === "number"
        ? `write [${shape}], or [2, 3] for two axes`
        : "write [2, 3], or [] for a scalar",
    );
  const sizes = Array.from(shape as readonly unknown[]);
  for (const d of sizes)
    if (!(typeof d === "number" && Number.isSafeInteger(d) && d >= 0))
      throw new ValueError(
        op,
        `shape [${sizes.map((size) => kindOf(size)).join(", ")}]`,
        `size ${kindOf(d)} is not a whole number from 0 up`,
        "round it, or leave it out",
      );
  return sizes as number[];
}

/** One element of a tensor of `dtype`. */
export function asElement(op: string, item: unknown, dtype: DType): number {
  if (typeof item !== "number" && typeof item !== "boolean")
    throw new ValueError(op, kindOf(item), "it is not a number", "write a number, or Number(…)");
  const x = Number(item);
  if (dtype === "int32" && (x | 0) !== x)
    throw new ValueError(op, String(x), "it is not a 32-bit integer", 'use dtype "float64"');
  if (dtype === "bool" && x !== 0 && x !== 1)
    throw new ValueError(op, String(x), "a bool is true, false, 0 or 1", "compare it with 0");
  return x;
}
