/** Loops over axes, and the addresses that move with them. */
import { type Code, I } from "../wasm/code.ts";
import type { Access } from "../plan/access.ts";
import type { Part } from "./part.ts";

/** An address: a local that moves with the loops, or none, plus a constant. */
export interface Address {
  readonly local: number | null;
  readonly offset: number;
  /** Whether the local may be below 0: a memory instruction would not add its constant to it in 32 bits. */
  readonly mayFall: boolean;
}

/** Loops of at most so many turns are written out. */
const UNROLLED = 4;

interface Turns {
  readonly roll?: boolean;
  readonly tail?: () => void;
  readonly part?: Part | undefined;
}

interface Cursor {
  readonly steps: readonly number[];
  readonly bytes: number;
  local: number | null;
}

/**
 * One moving offset for each way of stepping. Buffers lie at constant addresses, so that they share offsets: the
 * address of an element is its buffer, plus what written-out loops add, plus that local.
 */
export class Nest {
  readonly code: Code;
  readonly #cursors = new Map<string, Cursor>();
  readonly #shift: number[];

  constructor(code: Code, rank: number) {
    this.code = code;
    this.#shift = new Array<number>(rank).fill(0);
  }

  /** Elements of so many bytes will be read or written with these steps. To be said before the first loop starts. */
  moves(steps: readonly number[], bytes: number): void {
    const key = keyOf(steps, bytes);
    if (!this.#cursors.has(key)) this.#cursors.set(key, { steps, bytes, local: null });
  }

  /** Where the element lies that the loops stand at. */
  at({ offset, steps }: Access, bytes: number, buffer: number): Address {
    const cursor = this.#cursors.get(keyOf(steps, bytes));
    if (cursor === undefined) throw new Error(`nothing moves by [${steps.join()}]`);
    const shift = steps.reduce((sum, s, i) => sum + s * (this.#shift[i] ?? 0), offset);
    const mayFall = cursor.local !== null && steps.some((step) => step < 0);
    return { local: cursor.local, offset: buffer + shift * bytes, mayFall };
  }

  /** Push an address `beyond` so many bytes; what is still to be added, as the constant of a memory instruction. */
  push({ local, offset, mayFall }: Address, beyond = 0): number {
    const constant = offset + beyond;
    if (local === null) this.code.i32(0);
    else this.code.get(local);
    if (!mayFall) return constant;
    this.code.i32(constant).op(I.add);
    return 0;
  }

  /**
   * Run `body` at `count` places of `axis`, `by` apart, then `tail` behind the last; afterwards stand where it began.
   * Few turns are written out unless they must `roll`. With a `part`, run its turns only, and the tail in the last one.
   */
  along(
    axis: number,
    count: number,
    by: number,
    body: () => void,
    { roll = false, tail, part }: Turns = {},
  ): void {
    if (part !== undefined) return this.#along(axis, by, body, part, tail);
    if (!roll && count <= UNROLLED) {
      for (let i = 0; i < count; i++) this.offset(axis, i * by, body);
      if (tail !== undefined) this.offset(axis, count * by, tail);
      return;
    }
    this.#prepare(axis);
    if (count > 0)
      this.code.repeat(count, () => {
        body();
        this.#move(axis, by);
      });
    tail?.();
    this.#move(axis, -count * by);
  }

  /** The turns of one part. */
  #along(axis: number, by: number, body: () => void, part: Part, tail?: () => void): void {
    const { first, count, last } = part;
    this.#prepare(axis);
    this.#jump(axis, by, first);
    this.code.get(count).times(() => {
      body();
      this.#move(axis, by);
    });
    if (tail !== undefined) {
      this.code.get(last).enter("if");
      tail();
      this.code.end();
    }
    for (const turns of [first, count]) this.#jump(axis, -by, turns);
  }

  /** Stand `by` further along `axis` while `body` is written. */
  offset(axis: number, by: number, body: () => void): void {
    if (by === 0) return body();
    this.#shift[axis] = (this.#shift[axis] ?? 0) + by;
    body();
    this.#shift[axis] = (this.#shift[axis] ?? 0) - by;
  }

  /** Offsets that `axis` moves need a local before a loop starts. */
  #prepare(axis: number): void {
    for (const c of this.#cursors.values())
      if ((c.steps[axis] ?? 0) !== 0) c.local ??= this.code.local("i32");
  }

  /** Move on by as many times `by` as the local `turns` says. */
  #jump(axis: number, by: number, turns: number): void {
    for (const { steps, bytes, local } of this.#cursors.values())
      if ((steps[axis] ?? 0) !== 0 && local !== null)
        this.code
          .get(turns)
          .i32((steps[axis] ?? 0) * by * bytes)
          .op(I.mul)
          .get(local)
          .op(I.add)
          .set(local);
  }

  #move(axis: number, by: number): void {
    if (by === 0) return;
    for (const c of this.#cursors.values()) {
      const step = c.steps[axis] ?? 0;
      if (step === 0) continue;
      c.local ??= this.code.local("i32");
      this.code.advance(c.local, step * by * c.bytes);
    }
  }
}

const keyOf = (steps: readonly number[], bytes: number): string => `${bytes}:${steps.join()}`;
