/** The inner loop of a product: the sums of one tile, in registers. */
import type { Code } from "../wasm/code.ts";
import { type Lanes, V } from "../wasm/lanes.ts";
import { splat } from "../wasm/write.ts";
import { summing } from "./summing.ts";

/** Products of at most so many summands are written out. */
const SHORT = 8;

/** One side of a tile: where its first element lies, and how far apart its elements are along each summed axis, in bytes. */
interface TileSide {
  /** Push the part of the address that moves. */
  readonly push: () => void;
  readonly offset: number;
  readonly inner: readonly number[];
}

export interface Tile {
  readonly height: number;
  readonly vectors: number;
  /** The summed axes. */
  readonly inner: readonly number[];
  /** Bytes between rows of A. */
  readonly row: number;
  readonly a: TileSide;
  readonly b: TileSide;
}

/** Code for the sums of a tile; the locals that they are in, row by row. */
export function tileSums(
  code: Code,
  lanes: Lanes,
  { height, vectors, inner, row, a, b }: Tile,
): number[] {
  const sums = Array.from({ length: height * vectors }, () => code.local("v128"));
  const cols = Array.from({ length: vectors }, () => code.local("v128"));
  const element = code.local("v128");
  for (const sum of sums) {
    splat(code, lanes, 0);
    code.set(sum);
  }
  const step = (pushA: () => void, pushB: () => void, turn: number): void => {
    for (const [v, c] of cols.entries()) {
      pushB();
      code.memory(V.load, b.offset + turn * (b.inner.at(-1) ?? 0) + v * 16).set(c);
    }
    for (let r = 0; r < height; r++) {
      pushA();
      code.memory(lanes.loadSplat, a.offset + turn * (a.inner.at(-1) ?? 0) + r * row).set(element);
      for (const [v, c] of cols.entries()) {
        const sum = sums[r * vectors + v] ?? -1;
        addProduct(code, lanes, element, c, sum);
      }
    }
  };
  // The last axis is written out if it is short.
  const last = inner.at(-1) ?? 1;
  const turns = last <= SHORT ? last : 1;
  const loops = last <= SHORT ? inner.slice(0, -1) : inner;
  const steps = (pushA: () => void, pushB: () => void): void => {
    for (let i = 0; i < turns; i++) step(pushA, pushB, i);
  };
  if (loops.length === 0) steps(a.push, b.push);
  else {
    const [pa, pb] = [code.local("i32"), code.local("i32")];
    a.push();
    code.set(pa);
    b.push();
    code.set(pb);
    const pointers = [
      { local: pa, steps: a.inner.slice(0, loops.length) },
      { local: pb, steps: b.inner.slice(0, loops.length) },
    ];
    summing(code, loops, pointers, () =>
      steps(
        () => code.get(pa),
        () => code.get(pb),
      ),
    );
  }
  return sums;
}

/** `sum += x·y`, rounded once if the lanes may, else after each of the two. */
function addProduct(code: Code, lanes: Lanes, x: number, y: number, sum: number): void {
  const op = (name: string): number => lanes.op[name] ?? 0;
  code.get(x).get(y);
  if (lanes.relaxed) code.get(sum).simd(op("madd"));
  else code.simd(op("mul")).get(sum).simd(op("add"));
  code.set(sum);
}
