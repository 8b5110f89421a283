import { type Data, type DType, type Value, allocate } from "../graph/dtype.ts";
import type { Kernel } from "../graph/kernel.ts";
import { type Shape, size, strides } from "../graph/shape.ts";
import { walk } from "./walk.ts";

type Contract = Extract<Kernel, { kind: "contract" }>;

/** The labels of a product by the part they play: batch (everywhere), rows (a and out), columns (b and out), inner (a and b). */
function parts({ a, b, out }: Contract) {
  return {
    batch: [...out].filter((l) => a.includes(l) && b.includes(l)),
    rows: [...a].filter((l) => out.includes(l) && !b.includes(l)),
    columns: [...b].filter((l) => out.includes(l) && !a.includes(l)),
    inner: [...a].filter((l) => b.includes(l) && !out.includes(l)),
  };
}

/** `Σ a·b`: batches of matrix products on operands packed as [batch, rows, inner] and [batch, inner, columns]. */
export function contract(
  kernel: Contract,
  [x, y]: readonly [Data, Data],
  [sx, sy]: readonly [Shape, Shape],
  to: Shape,
  dtype: DType,
): Value {
  const { batch, rows, columns, inner } = parts(kernel);
  const sizes = new Map<string, number>();
  [...kernel.a].forEach((l, i) => sizes.set(l, sx[i] ?? 1));
  [...kernel.b].forEach((l, i) => sizes.set(l, sy[i] ?? 1));
  const many = (labels: readonly string[]) => size(labels.map((l) => sizes.get(l) ?? 1));
  const [nb, n, k, m] = [many(batch), many(rows), many(inner), many(columns)];
  const a = arranged(x, kernel.a, [...batch, ...rows, ...inner], sizes);
  const b = arranged(y, kernel.b, [...batch, ...inner, ...columns], sizes);
  const sums = dtype === "int32" ? new Int32Array(nb * n * m) : new Float64Array(nb * n * m);
  for (let i = 0; i < nb; i++)
    product(
      a.subarray(i * n * k, (i + 1) * n * k),
      b.subarray(i * k * m, (i + 1) * k * m),
      sums.subarray(i * n * m, (i + 1) * n * m),
      k,
      m,
    );
  const result = dtype === "float32" ? Float32Array.from(sums) : sums;
  const natural = [...batch, ...rows, ...columns].join("");
  const out = arranged(result, natural, [...kernel.out], sizes);
  return to.length === 0 ? (out[0] as number) : out;
}

/** `x`, whose axes are labelled `labels`, with its axes in the order `wanted`. */
function arranged(
  x: Data,
  labels: string,
  wanted: readonly string[],
  sizes: ReadonlyMap<string, number>,
): Data {
  if (labels === wanted.join("")) return x;
  const shape = wanted.map((l) => sizes.get(l) ?? 1);
  const step = strides([...labels].map((l) => sizes.get(l) ?? 1));
  const out = sameKind(x, size(shape));
  const steps = wanted.map((l) => step[labels.indexOf(l)] ?? 0);
  walk(shape, steps, 0, (i, offset) => {
    out[i] = x[offset] as number;
  });
  return out;
}

const sameKind = (x: Data, n: number): Data =>
  allocate(
    x instanceof Float64Array ? "float64" : x instanceof Float32Array ? "float32" : "int32",
    n,
  );

/** `c += a·b`, the inner index ascending, four terms to a pass over a row of `c`. */
function product(a: Data, b: Data, c: Data, inner: number, columns: number): void {
  if (columns === 1) return matrixVector(a, b, c, inner);
  const rows = columns === 0 ? 0 : c.length / columns;
  for (let i = 0; i < rows; i++) {
    const row = i * columns;
    let k = 0;
    for (; k + 3 < inner; k += 4) {
      const p = i * inner + k;
      const a0 = a[p] as number;
      const a1 = a[p + 1] as number;
      const a2 = a[p + 2] as number;
      const a3 = a[p + 3] as number;
      const b0 = k * columns;
      const b1 = b0 + columns;
      const b2 = b1 + columns;
      const b3 = b2 + columns;
      for (let j = 0; j < columns; j++)
        c[row + j] =
          (c[row + j] as number) +
          a0 * (b[b0 + j] as number) +
          a1 * (b[b1 + j] as number) +
          a2 * (b[b2 + j] as number) +
          a3 * (b[b3 + j] as number);
    }
    for (; k < inner; k++) {
      const aik = a[i * inner + k] as number;
      for (let j = 0; j < columns; j++)
        c[row + j] = (c[row + j] as number) + aik * (b[k * columns + j] as number);
    }
  }
}

function matrixVector(a: Data, b: Data, c: Data, inner: number): void {
  for (let i = 0; i < c.length; i++) {
    let sum = 0;
    for (let k = 0; k < inner; k++) sum += (a[i * inner + k] as number) * (b[k] as number);
    c[i] = sum;
  }
}
