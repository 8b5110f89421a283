/** The inner loop of a product: the sums of one tile, in registers. */
import { type Code, I } from "../wasm/code.ts";
import { type Lanes, V } from "../wasm/lanes.ts";
import { splat } from "../wasm/write.ts";
import { runs, summing } from "./summing.ts";

/** Products of at most so many summands are written out. */
const SHORT = 8;

/** Summands that a loop over many of them adds in one turn. */
const CHUNK = 16;

/** Rows of A that are loaded before their products are added. */
const ROWS = 4;

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

/**
 * Code for the sums of a tile; the locals that they are in, row by row. Longer ones are fenced: between summands stands a
 * branch that is never taken, since no address is odd. Where it goes the sums are asked for, so that no compiler moves
 * loads far ahead of their use until it runs out of registers.
 */
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
  /** The products of one summand, so many bytes behind where the addresses stand. */
  const add = (
    pushA: () => void,
    aBy: number,
    pushB: () => void,
    bBy: number,
    fence = none,
  ): void => {
    for (const [v, c] of cols.entries()) {
      pushB();
      code.memory(V.load, b.offset + bBy + v * 16).set(c);
    }
    for (let r = 0; r < height; r++) {
      if (r > 0 && r % ROWS === 0) fence();
      pushA();
      code.memory(lanes.loadSplat, a.offset + aBy + r * row).set(element);
      for (const [v, c] of cols.entries())
        addProduct(code, lanes, element, c, sums[r * vectors + v] ?? -1);
    }
  };
  const [last, aStep, bStep] = [inner.at(-1) ?? 1, a.inner.at(-1) ?? 0, b.inner.at(-1) ?? 0];
  const short = (pushA: () => void, pushB: () => void): void => {
    for (let i = 0; i < last; i++) add(pushA, i * aStep, pushB, i * bStep);
  };
  if (last <= SHORT && inner.length <= 1) {
    short(a.push, b.push);
    return sums;
  }
  const [pa, pb] = [code.local("i32"), code.local("i32")];
  const [getA, getB] = [() => code.get(pa), () => code.get(pb)];
  a.push();
  code.set(pa);
  b.push();
  code.set(pb);
  const pointers = [
    { local: pa, steps: a.inner },
    { local: pb, steps: b.inner },
  ];
  if (last <= SHORT) {
    summing(code, inner.slice(0, -1), pointers, () => short(getA, getB));
    return sums;
  }
  /** `count` summands; fences leave the block `depth` levels out. */
  const turns = (count: number, depth: number): void => {
    let odd = -1;
    const fence = (): void => {
      code
        .get(pb)
        .i32((odd += 2))
        .op(I.equal)
        .branchIf(depth);
    };
    for (let i = 0; i < count; i++) {
      if (i > 0) fence();
      add(getA, 0, getB, i * bStep, fence);
      code.advance(pa, aStep);
    }
    code.advance(pb, count * bStep);
  };
  // Half a tile has registers to spare.
  const each = height * vectors >= 8 && last >= 3 * CHUNK ? CHUNK : 1;
  runs(code, inner, pointers, () => {
    code.enter("block").repeat(Math.floor(last / each), () => turns(each, 1));
    turns(last % each, 0);
    code.end();
  });
  return sums;
}

const none = (): void => {};

/** `sum += x·y`, rounded once if the lanes may, else after each of the two. */
function addProduct(code: Code, lanes: Lanes, x: number, y: number, sum: number): void {
  const op = (name: string): number => lanes.op[name] ?? 0;
  code.get(x).get(y);
  if (lanes.relaxed) code.get(sum).simd(op("madd"));
  else code.simd(op("mul")).get(sum).simd(op("add"));
  code.set(sum);
}
