/** The vector instructions, by the width of a lane. Opcodes: WebAssembly core specification, section 5.4.8. */

/** Lane-wise instructions that exist, or have a counterpart, at both widths. An `i` stands before those on integers. */
const compare = ["eq", "ne", "lt", "gt", "le", "ge"] as const;
const arithmetic = ["add", "sub", "mul", "div", "min", "max", "pmin", "pmax"] as const;
// oxfmt-ignore
const other = [
  "abs", "neg", "sqrt", "floor", "trunc", "nearest", "madd", "convert",
  "iadd", "isub", "imul", "iabs", "ineg", "imin", "imax", "ieq", "ilt", "ile",
  "shl", "shru", "shrs",
] as const;

/** What differs between the two widths of a lane: counts, sizes, instructions. */
export interface Lanes {
  readonly dtype: "float32" | "float64";
  /** Bytes of a lane. */
  readonly bytes: 4 | 8;
  /** Lanes of a vector. */
  readonly count: 4 | 2;
  /** Bits of the mantissa, hence the distance by which an integer moves into the exponent. */
  readonly mantissa: number;
  readonly bias: number;
  readonly loadSplat: number;
  readonly loadZero: number;
  readonly loadLane: number;
  readonly storeLane: number;
  readonly extractLane: number;
  readonly replaceLane: number;
  readonly op: Readonly<Record<string, number>>;
  /** Whether a product and a sum may be one instruction that rounds once, where the machine has one. */
  readonly relaxed: boolean;
}

/** Two rows of neighbours, and the rest one by one. */
function table(
  firstCompare: number,
  firstArithmetic: number,
  rest: readonly number[],
): Record<string, number> {
  return Object.fromEntries([
    ...compare.map((name, i) => [name, firstCompare + i] as const),
    ...arithmetic.map((name, i) => [name, firstArithmetic + i] as const),
    ...other.map((name, i) => [name, rest[i] ?? 0] as const),
  ]);
}

// oxfmt-ignore
export const f32: Lanes = {
  dtype: "float32", bytes: 4, count: 4, mantissa: 23, bias: 127,
  loadSplat: 0x09, loadZero: 0x5c, loadLane: 0x56, storeLane: 0x5a, extractLane: 0x1f, replaceLane: 0x20,
  relaxed: false,
  op: table(0x41, 0xe4, [
    0xe0, 0xe1, 0xe3, 0x68, 0x69, 0x6a, 0x105, 0xfa,
    0xae, 0xb1, 0xb5, 0xa0, 0xa1, 0xb6, 0xb8, 0x37, 0x39, 0x3d,
    0xab, 0xad, 0xac,
  ]),
};

// oxfmt-ignore
export const f64: Lanes = {
  dtype: "float64", bytes: 8, count: 2, mantissa: 52, bias: 1023,
  loadSplat: 0x0a, loadZero: 0x5d, loadLane: 0x57, storeLane: 0x5b, extractLane: 0x21, replaceLane: 0x22,
  relaxed: false,
  op: table(0x47, 0xf0, [
    0xec, 0xed, 0xef, 0x75, 0x7a, 0x94, 0x107, 0xfe,
    0xce, 0xd1, 0xd5, 0xc0, 0xc1, 0, 0, 0xd6, 0xd8, 0xda,
    0xcb, 0xcd, 0xcc,
  ]),
};

/** Instructions that know no lanes, or one kind of lane only. */
// oxfmt-ignore
export const V = {
  load: 0x00, store: 0x0b, const: 0x0c, shuffle: 0x0d,
  not: 0x4d, and: 0x4e, andnot: 0x4f, or: 0x50, xor: 0x51, bitselect: 0x52, anyTrue: 0x53,
  load8Lane: 0x54, load16Lane: 0x55, load32Lane: 0x56, load64Lane: 0x57,
  store8Lane: 0x58, store16Lane: 0x59, store32Lane: 0x5a, store64Lane: 0x5b,
  load32Zero: 0x5c, load64Zero: 0x5d,
  demote: 0x5e, promote: 0x5f,
  splat8: 0x0f,
  widen8: 0x89, widen16: 0xa9, widen32: 0xc9,
  extend32: 0xc7, narrow16: 0x65, narrow32: 0x85,
} as const;
