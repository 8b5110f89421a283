import { type Data, type DType, type Value, allocate, isFloat } from "../graph/dtype.ts";
import { ValueError } from "../graph/errors.ts";
import type { Scalar } from "../graph/scalar.ts";
import { type Numbers, numbersOf } from "./numbers.ts";

type Element = (m: Numbers, ...operands: number[]) => number | boolean;

/** An elementwise kernel. Where every operand is one number for all elements, so is the result. */
export function map(
  scalar: Scalar,
  operands: readonly Value[],
  from: DType,
  to: DType,
  n: number,
): Value {
  const f = scalar as Element;
  const m = numbersOf(from);
  const toInteger = to === "int32" && isFloat(from);
  if (operands.every((x) => typeof x === "number")) {
    const y = Number(f(m, ...(operands as number[])));
    return toInteger ? integer(y) : to === "float32" ? Math.fround(y) : y;
  }
  const out = allocate(toInteger ? from : to, n);
  fillMap(f, m, operands, out);
  return toInteger ? Int32Array.from(out, integer) : out;
}

const at = (x: Value, i: number): number => (typeof x === "number" ? x : (x[i] as number));

function integer(x: number): number {
  if (Math.trunc(x) === x && Math.abs(x) <= 2 ** 31 && (x | 0) === x) return x | 0;
  throw new ValueError(
    "cast",
    String(x),
    "no int32 holds it",
    Number.isNaN(x)
      ? "replace it first, e.g. where(isNaN(x), 0, x)"
      : "clip the values to ±2147483647 first",
  );
}

/** One loop per number of operands, with constant operands kept out of memory. */
function fillMap(f: Element, m: Numbers, operands: readonly Value[], out: Data): void {
  const [a, b, c] = operands as readonly [Value, Value, Value];
  const n = out.length;
  if (operands.length === 1) {
    const x = a as Data;
    for (let i = 0; i < n; i++) out[i] = f(m, x[i] as number) as number;
  } else if (operands.length === 2) {
    if (typeof a === "number") {
      const y = b as Data;
      for (let i = 0; i < n; i++) out[i] = f(m, a, y[i] as number) as number;
    } else if (typeof b === "number") {
      for (let i = 0; i < n; i++) out[i] = f(m, a[i] as number, b) as number;
    } else {
      for (let i = 0; i < n; i++) out[i] = f(m, a[i] as number, b[i] as number) as number;
    }
  } else {
    for (let i = 0; i < n; i++) out[i] = f(m, at(a, i), at(b, i), at(c, i)) as number;
  }
}
