import { ValueError } from "./errors.ts";

/** What an element is. Derivatives exist for the two floating types only. */
export type DType = "float64" | "float32" | "int32" | "bool";

export type Data = Float64Array | Float32Array | Int32Array | Uint8Array;

/** The elements of a tensor in row-major order, or one number that stands for every element. */
export type Value = number | Data;

const arrays = {
  float64: Float64Array,
  float32: Float32Array,
  int32: Int32Array,
  bool: Uint8Array,
} as const;

/** `n` zeros of `dtype`; booleans are stored as the bytes 0 and 1. Refused where memory does not hold them. */
export function allocate(dtype: DType, n: number): Data {
  try {
    return new arrays[dtype](n);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ValueError(
      "allocate",
      `${n} elements of ${dtype}`,
      "there is no memory for so many",
      "work on smaller parts",
    );
  }
}

export const isFloat = (dtype: DType): boolean => dtype === "float64" || dtype === "float32";

export const isDType = (name: unknown): name is DType =>
  typeof name === "string" && Object.hasOwn(arrays, name);

/** One number as an element of `dtype` holds it. */
export const rounded = (x: number, dtype: DType): number =>
  dtype === "float32" ? Math.fround(x) : dtype === "float64" ? x : x + 0;

/** A number for people: six significant digits, whole numbers as they are. */
export const digits = (x: number): string =>
  Object.is(x, -0) ? "-0" : Number.isInteger(x) ? String(x) : String(Number(x.toPrecision(6)));
