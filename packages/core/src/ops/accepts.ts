import { type DType, isFloat } from "../graph/dtype.ts";
import { DTypeError } from "../graph/errors.ts";
import { describe } from "../graph/note.ts";
import type { Tensor } from "../graph/tensor.ts";

/** Which dtypes an op is defined for. */
export type Accepts = "float" | "number" | "bool" | "any";

const wanted: Record<Accepts, { readonly words: string; readonly has: (dtype: DType) => boolean }> =
  {
    float: { words: "floating point", has: isFloat },
    number: { words: "numbers", has: (dtype) => dtype !== "bool" },
    bool: { words: "bool", has: (dtype) => dtype === "bool" },
    any: { words: "anything", has: () => true },
  };

/** The dtype rule of an op whose inputs all have the same dtype, one of those it `accepts`. */
export function oneDType(op: string, accepts: Accepts): (...inputs: Tensor[]) => DType {
  const { words, has } = wanted[accepts];
  return (a: Tensor, b: Tensor = a, c: Tensor = b): DType => {
    if (a.dtype === b.dtype && a.dtype === c.dtype && has(a.dtype)) return a.dtype;
    const odd = [a, b, c].find((x) => !has(x.dtype));
    throw odd === undefined
      ? mixed(op, a, a.dtype === b.dtype ? c : b)
      : notDefined(op, odd, words, accepts === "bool");
  };
}

/** The error of a tensor whose dtype an op has no meaning for. */
export const notDefined = (op: string, x: Tensor, words: string, claims = false): DTypeError =>
  new DTypeError(
    op,
    `${describe(x)} ${x.dtype}`,
    `it is defined for ${words}`,
    claims ? `write notEqual(${x.name ?? "x"}, 0)` : `write cast(${x.name ?? "x"}, "float64")`,
  );

/** The error of two tensors whose dtypes do not mix. */
export function mixed(op: string, a: Tensor, b: Tensor): DTypeError {
  const [from, to] = isFloat(a.dtype) || !isFloat(b.dtype) ? [b, a] : [a, b];
  return new DTypeError(
    op,
    `${describe(a)} ${a.dtype} and ${describe(b)} ${b.dtype}`,
    "dtypes do not mix",
    `write cast(${from.name ?? "…"}, "${to.dtype}")`,
  );
}
