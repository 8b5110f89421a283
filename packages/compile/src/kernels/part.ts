/** Kernels cut into parts that threads compute in any order. */
import { type Code, I } from "../wasm/code.ts";

/** How the turns of one loop are dealt out: so many to each part; what is left behind the last turn is the last part's. */
export interface Cut {
  readonly turns: number;
  readonly each: number;
  readonly parts: number;
}

/** About `wanted` parts, each of a multiple of `step` turns. */
export function cut(turns: number, wanted: number, step = 1): Cut {
  const each = Math.max(1, Math.ceil(turns / Math.max(1, wanted) / step)) * step;
  return { turns, each, parts: Math.max(1, Math.ceil(turns / each)) };
}

/** Locals that say what the part that runs is: its first turn, the number of its turns, whether it is the last. */
export interface Part {
  readonly first: number;
  readonly count: number;
  readonly last: number;
}

/** The parameters of a function that computes parts: the number of the part, and where its thread's scratch memory is. */
export const PARAMS = 2;
const PART = 0;

/** Code that works out the part from the parameter. */
export function part(code: Code, { turns, each, parts }: Cut): Part {
  const [first, count, last] = [code.local("i32"), code.local("i32"), code.local("i32")];
  code.get(PART).i32(each).op(I.mul).set(first);
  code.i32(each).set(count);
  code
    .get(PART)
    .i32(parts - 1)
    .op(I.equal)
    .tee(last)
    .enter("if");
  code.i32(turns).get(first).op(I.sub).set(count).end();
  return { first, count, last };
}

/** Push where in the results of all parts this part has its place, `bytes` each. */
export const ownPlace = (code: Code, bytes: number): Code => code.get(PART).i32(bytes).op(I.mul);

/** Push by how much the scratch memory of this thread lies behind that of the first. */
export const ownScratch = (code: Code): Code => (code.params > 0 ? code.get(1) : code.i32(0));
