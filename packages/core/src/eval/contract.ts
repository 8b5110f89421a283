import { type Data, type DType, type Value, rounded } from "../graph/dtype.ts";
import type { Kernel } from "../graph/kernel.ts";
import { type Shape, size, strides } from "../graph/shape.ts";
import { offsets } from "./offsets.ts";
import { pick } from "./pick.ts";
import { integerProduct, product, products } from "./product.ts";

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
  const a = packed(x, kernel.a, [...batch, ...rows, ...inner], sizes);
  const b = packed(y, kernel.b, [...batch, ...inner, ...columns], sizes);
  const sums = new Float64Array(nb * n * m);
  const multiply = dtype === "int32" ? integerProduct : inner.length === 0 ? products : product;
  for (let i = 0; i < nb; i++)
    multiply(
      a.subarray(i * n * k, (i + 1) * n * k),
      b.subarray(i * k * m, (i + 1) * k * m),
      sums.subarray(i * n * m, (i + 1) * n * m),
      k,
      m,
    );
  const natural = [...batch, ...rows, ...columns].join("");
  const out = packed(sums, natural, [...kernel.out], sizes);
  if (to.length === 0) return rounded(out[0] as number, dtype);
  return dtype === "float64"
    ? out
    : dtype === "float32"
      ? new Float32Array(out)
      : new Int32Array(out);
}

/** `x`, whose axes are labelled `labels`, in float64 with its axes in the order `wanted`. */
function packed(
  x: Data,
  labels: string,
  wanted: readonly string[],
  sizes: ReadonlyMap<string, number>,
): Float64Array {
  if (labels === wanted.join("")) return x instanceof Float64Array ? x : new Float64Array(x);
  const shape = wanted.map((l) => sizes.get(l) ?? 1);
  const step = strides([...labels].map((l) => sizes.get(l) ?? 1));
  const out = new Float64Array(size(shape));
  const steps = wanted.map((l) => step[labels.indexOf(l)] ?? 0);
  pick(x, offsets(shape, steps), out);
  return out;
}
