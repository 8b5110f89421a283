/** Vectors in and out of memory, whatever the dtype of the buffer and the width of the lanes. */
import type { DType } from "@chainrule/core";
import type { Code } from "../wasm/code.ts";
import { type Lanes, V } from "../wasm/lanes.ts";
import type { Address, Nest } from "./nest.ts";

/** How elements of a dtype become lanes. */
interface Format {
  readonly bytes: number;
  /** Loads one element into lane 0 with zeros in the others, or one element into a given lane. */
  readonly zero: number;
  readonly lane: number;
}

// oxfmt-ignore
const formats: Readonly<Record<DType, Format>> = {
  float64: { bytes: 8, zero: V.load64Zero, lane: V.load64Lane },
  float32: { bytes: 4, zero: V.load32Zero, lane: V.load32Lane },
  int32: { bytes: 4, zero: V.load32Zero, lane: V.load32Lane },
  bool: { bytes: 1, zero: V.load32Zero, lane: V.load8Lane },
};

/** Where a vector is read: consecutive elements, the same one for all lanes, or elements a stride apart. */
export interface Place {
  readonly nest: Nest;
  readonly at: Address;
  readonly dtype: DType;
  /** Elements between neighbouring lanes. */
  readonly stride: number;
  /** Lanes that are of use. */
  readonly width: number;
}

/**
 * Push a vector. A full one may read past the end of a row: the memory ends with a margin, and lanes beyond `width`
 * are never stored.
 */
export function load(code: Code, lanes: Lanes, place: Place): void {
  const { nest, at, dtype, stride, width } = place;
  const native = dtype !== "bool" && formats[dtype].bytes === lanes.bytes;
  if (native && stride === 1 && width > 1) {
    code.memory(V.load, nest.push(at));
    return;
  }
  if (native && (stride === 0 || width === 1)) {
    code.memory(lanes.loadSplat, nest.push(at));
    return;
  }
  gathered(code, lanes, { ...place, width: stride === 0 ? 1 : width });
  if (stride === 0 || width === 1) spread(code, lanes, dtype);
  convert(code, lanes, dtype);
}

/** Elements one by one into the lanes of their own size. */
function gathered(code: Code, lanes: Lanes, place: Place): void {
  const { nest, at, dtype, stride, width } = place;
  const { bytes, zero, lane } = formats[dtype];
  const consecutive = stride === 1 && width > 1;
  // float64 into lanes of 4 bytes: two vectors, converted and joined.
  if (dtype === "float64" && lanes.bytes === 4) return narrowed(code, place);
  const vector = code.local("v128");
  const byte = dtype === "bool" && !consecutive;
  if (byte) code.simd16(V.const, new Uint8Array(16));
  else {
    code.memory(consecutive && dtype !== "bool" ? V.load64Zero : zero, nest.push(at));
    if (consecutive && bytes * width <= 8) return;
  }
  code.set(vector);
  for (let i = byte ? 0 : 1; i < width; i++) {
    const rest = nest.push(at, i * stride * bytes);
    code.get(vector).memory(lane, rest, i).set(vector);
  }
  code.get(vector);
}

/** Up to four float64 as float32. */
function narrowed(code: Code, { nest, at, stride, width }: Place): void {
  const pair = (first: number): number => {
    const vector = code.local("v128");
    code.memory(V.load64Zero, nest.push(at, first * stride * 8)).set(vector);
    if (first + 1 < width) {
      const rest = nest.push(at, (first + 1) * stride * 8);
      code.get(vector).memory(V.load64Lane, rest, 1).set(vector);
    }
    code.get(vector).simd(V.demote).set(vector);
    return vector;
  };
  const low = pair(0);
  if (width <= 2) {
    code.get(low);
    return;
  }
  const high = pair(2);
  code
    .get(low)
    .get(high)
    .simd16(V.shuffle, [...range(0, 8), ...range(16, 8)]);
}

const range = (from: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => from + i);

/** Lane 0, as the element has it, into all lanes. */
function spread(code: Code, lanes: Lanes, dtype: DType): void {
  const bytes = dtype === "float64" && lanes.bytes === 4 ? 4 : formats[dtype].bytes;
  const vector = code.local("v128");
  const from = Array.from({ length: 16 }, (_, i) => i % bytes);
  code.set(vector).get(vector).get(vector).simd16(V.shuffle, from);
}

/** From the elements of `dtype` in the low lanes to lanes of the kernel's width. A bool becomes a mask. */
function convert(code: Code, lanes: Lanes, dtype: DType): void {
  if (dtype === "bool") {
    code.simd(V.widen8).simd(V.widen16);
    if (lanes.bytes === 8) code.simd(V.widen32);
    // 0 or 1 becomes 0 or −1.
    code.simd(lanes.op["ineg"] ?? 0);
  } else if (lanes.bytes === 8 && dtype === "float32") code.simd(V.promote);
  else if (lanes.bytes === 8 && dtype === "int32") code.simd(lanes.op["convert"] ?? 0);
}

/** Write the first `width` lanes of what `push` pushes to consecutive elements of `dtype`; masks as 0 or 1. */
export function store(
  code: Code,
  lanes: Lanes,
  { nest, at, dtype, width }: Omit<Place, "stride">,
  push: () => void,
): void {
  if (dtype !== "bool" && width === lanes.count) {
    const rest = nest.push(at);
    push();
    code.memory(V.store, rest);
    return;
  }
  push();
  if (dtype === "bool") narrow(code, lanes);
  const vector = code.local("v128");
  code.set(vector);
  const part = (op: number, bytes: number, first: number): void => {
    const beyond = first * (dtype === "bool" ? 1 : lanes.bytes);
    const rest = nest.push(at, beyond);
    code.get(vector).memory(op, rest, beyond / bytes);
  };
  if (dtype === "bool") {
    if (width === 4) part(V.store32Lane, 4, 0);
    else {
      if (width >= 2) part(V.store16Lane, 2, 0);
      if (width % 2 === 1) part(V.store8Lane, 1, width - 1);
    }
    return;
  }
  const pair = lanes.bytes === 4 && width >= 2;
  if (pair) part(V.store64Lane, 8, 0);
  for (let lane = pair ? 2 : 0; lane < width; lane++) part(lanes.storeLane, lanes.bytes, lane);
}

/** Masks of the kernel's width as bytes of 0 or 1 in the low lanes. */
function narrow(code: Code, lanes: Lanes): void {
  const vector = code.local("v128");
  if (lanes.bytes === 8) {
    code.set(vector).get(vector).get(vector);
    code.simd16(V.shuffle, [...range(0, 4), ...range(8, 4), ...range(0, 8)]);
  }
  code.set(vector).get(vector).get(vector).simd(V.narrow32);
  code.set(vector).get(vector).get(vector).simd(V.narrow16);
  code.simd16(V.const, new Uint8Array(16).fill(1)).simd(V.and);
}
