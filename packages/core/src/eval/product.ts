/** Products of row-major matrices, `a` [rows, inner] and `b` [inner, columns], into `c`; the inner index ascends. */
export type Product = (
  a: Float64Array,
  b: Float64Array,
  c: Float64Array,
  inner: number,
  columns: number,
) => void;

/** Without a sum, so that −0 stays −0. */
export const products: Product = (a, b, c, _, columns) => {
  for (let at = 0; at < c.length; at++)
    c[at] = (a[Math.floor(at / columns)] as number) * (b[at % columns] as number);
};

/** In tiles of 2 rows by 4 columns, whose eight sums stay in registers; the rest one by one. */
export const product: Product = (a, b, c, inner, columns) => {
  const rows = columns === 0 ? 0 : c.length / columns;
  const tiledRows = rows - (rows % 2);
  const tiledColumns = columns - (columns % 4);
  for (let i = 0; i < tiledRows; i += 2) {
    for (let j = 0; j < tiledColumns; j += 4) tile(a, b, c, inner, columns, i, j);
    for (let j = tiledColumns; j < columns; j++) {
      c[i * columns + j] = dot(a, b, inner, columns, i, j);
      c[(i + 1) * columns + j] = dot(a, b, inner, columns, i + 1, j);
    }
  }
  if (tiledRows < rows)
    for (let j = 0; j < columns; j++)
      c[tiledRows * columns + j] = dot(a, b, inner, columns, tiledRows, j);
};

function dot(
  a: Float64Array,
  b: Float64Array,
  inner: number,
  columns: number,
  i: number,
  j: number,
): number {
  let sum = 0;
  for (let k = 0; k < inner; k++)
    sum += (a[i * inner + k] as number) * (b[k * columns + j] as number);
  return sum;
}

function tile(
  a: Float64Array,
  b: Float64Array,
  c: Float64Array,
  inner: number,
  columns: number,
  i: number,
  j: number,
): void {
  let s00 = 0;
  let s01 = 0;
  let s02 = 0;
  let s03 = 0;
  let s10 = 0;
  let s11 = 0;
  let s12 = 0;
  let s13 = 0;
  const p = i * inner;
  const q = p + inner;
  for (let k = 0, at = j; k < inner; k++, at += columns) {
    const x = a[p + k] as number;
    const y = a[q + k] as number;
    const b0 = b[at] as number;
    const b1 = b[at + 1] as number;
    const b2 = b[at + 2] as number;
    const b3 = b[at + 3] as number;
    s00 += x * b0;
    s01 += x * b1;
    s02 += x * b2;
    s03 += x * b3;
    s10 += y * b0;
    s11 += y * b1;
    s12 += y * b2;
    s13 += y * b3;
  }
  const r = i * columns + j;
  const t = r + columns;
  c[r] = s00;
  c[r + 1] = s01;
  c[r + 2] = s02;
  c[r + 3] = s03;
  c[t] = s10;
  c[t + 1] = s11;
  c[t + 2] = s12;
  c[t + 3] = s13;
}

/** The same modulo 2³². */
export const integerProduct: Product = (a, b, c, inner, columns) => {
  for (let at = 0; at < c.length; at++) {
    const i = Math.floor(at / columns);
    const j = at % columns;
    let sum = 0;
    for (let k = 0; k < inner; k++)
      sum = (sum + Math.imul(a[i * inner + k] as number, b[k * columns + j] as number)) | 0;
    c[at] = sum;
  }
};
