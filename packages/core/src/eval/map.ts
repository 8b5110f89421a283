import { type Data, type DType, type Value, allocate, isFloat } from "../graph/dtype.ts";
import { ValueError } from "../graph/errors.ts";
import type { Scalar } from "../graph/scalar.ts";
import { wordOf } from "./loops.ts";
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
  const arrays = operands.map((x) => (typeof x === "number" ? allocate(from, n).fill(x) : x));
  const word = isFloat(from) && !toInteger ? wordOf(scalar) : null;
  if (word === null) fillMap(f, m, arrays, out);
  else word.loop(out, ...word.places.map((place) => arrays[place] as Data));
  return toInteger ? Int32Array.from(out, integer) : out;
}

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

/** One loop per number of operands. */
function fillMap(f: Element, m: Numbers, [a, b, c]: readonly Data[], out: Data): void {
  const n = out.length;
  if (a === undefined) return;
  if (b === undefined) for (let i = 0; i < n; i++) out[i] = f(m, a[i] as number) as number;
  else if (c === undefined)
    for (let i = 0; i < n; i++) out[i] = f(m, a[i] as number, b[i] as number) as number;
  else
    for (let i = 0; i < n; i++)
      out[i] = f(m, a[i] as number, b[i] as number, c[i] as number) as number;
}
