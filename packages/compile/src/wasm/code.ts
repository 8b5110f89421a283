/** One WebAssembly function under construction: a stack program and its locals. Nothing here knows about graphs. */

import { Bytes } from "./bytes.ts";
import { hostNames } from "./host.ts";

const types = { i32: 0x7f, f64: 0x7c, v128: 0x7b } as const;
export type LocalType = keyof typeof types;

/** The opcodes of scalar instructions in use. */
export const I = {
  loop: 0x03,
  block: 0x02,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  br: 0x0c,
  brIf: 0x0d,
  brTable: 0x0e,
  drop: 0x1a,
  eqz: 0x45,
  equal: 0x46,
  load: 0x28,
  load8: 0x2d,
  store: 0x36,
  lessSigned: 0x48,
  greaterSigned: 0x4a,
  add: 0x6a,
  sub: 0x6b,
  mul: 0x6c,
  and: 0x71,
  shiftRight: 0x76,
  demote: 0xb6,
  promote: 0xbb,
} as const;

/** The type of a block without a result. */
const EMPTY = 0x40;

/** One function. Methods write an instruction and return the function. */
export class Code {
  readonly #code = new Bytes();
  readonly #locals: number[] = [];
  /** Number of parameters, all i32. */
  readonly params: number;

  constructor(params = 0) {
    this.params = params;
  }

  /** Bytes of instructions so far. */
  get length(): number {
    return this.#code.length;
  }

  local(type: LocalType): number {
    return this.params + this.#locals.push(types[type]) - 1;
  }

  op(code: number): this {
    this.#code.byte(code);
    return this;
  }

  get(local: number): this {
    this.#code.byte(0x20).unsigned(local);
    return this;
  }

  set(local: number): this {
    this.#code.byte(0x21).unsigned(local);
    return this;
  }

  tee(local: number): this {
    this.#code.byte(0x22).unsigned(local);
    return this;
  }

  i32(value: number): this {
    this.#code.byte(0x41).signed(value);
    return this;
  }

  /** A function of the module, by its place among them. */
  call(index: number): this {
    return this.callHost(hostNames.length + index);
  }

  /** A function of the host. */
  callHost(index: number): this {
    this.#code.byte(0x10).unsigned(index);
    return this;
  }

  /** A vector instruction. */
  simd(op: number): this {
    this.#code.byte(0xfd).unsigned(op);
    return this;
  }

  /** A vector instruction that takes a lane number. */
  lane(op: number, lane: number): this {
    this.simd(op);
    this.#code.byte(lane);
    return this;
  }

  /** A vector instruction followed by 16 bytes: a constant, or where a shuffle takes each byte from. */
  simd16(op: number, bytes: ArrayLike<number>): this {
    this.simd(op);
    this.#code.bytes(bytes);
    return this;
  }

  /** A vector load or store at the address on the stack plus `offset`; `lane` for those of one lane. */
  memory(op: number, offset: number, lane?: number): this {
    this.simd(op);
    this.#code.byte(0).unsigned(offset);
    if (lane !== undefined) this.#code.byte(lane);
    return this;
  }

  /** A scalar load or store at the address on the stack plus `offset`, with its alignment as a power of 2. */
  word(op: number, offset: number, align = 2): this {
    this.#code.byte(op).byte(align).unsigned(offset);
    return this;
  }

  /** `local += bytes` */
  advance(local: number, bytes: number): this {
    return bytes === 0 ? this : this.get(local).i32(bytes).op(I.add).set(local);
  }

  /** A block that `branch` may leave, or a loop that it may repeat. */
  enter(kind: "block" | "loop" | "if"): this {
    this.#code.byte(I[kind]).byte(EMPTY);
    return this;
  }

  /** Leave or repeat the block `depth` levels out if the number on the stack is not 0. */
  branchIf(depth: number): this {
    this.#code.byte(I.brIf).unsigned(depth);
    return this;
  }

  /** Leave or repeat the block `depth` levels out. */
  branch(depth: number): this {
    this.#code.byte(I.br).unsigned(depth);
    return this;
  }

  /** Branch by the number on the stack: for `i` by `depths[i]`, for any that is too large by `otherwise`. */
  branchTable(depths: readonly number[], otherwise: number): this {
    this.#code.byte(I.brTable).unsigned(depths.length);
    for (const depth of [...depths, otherwise]) this.#code.unsigned(depth);
    return this;
  }

  end(): this {
    return this.op(I.end);
  }

  /** Run `body` `count` times, at least once. */
  repeat(count: number, body: () => void): this {
    return this.i32(count).times(body);
  }

  /** Run `body` as many times as the number on the stack says, at least once. */
  times(body: () => void): this {
    const counter = this.local("i32");
    this.set(counter).enter("loop");
    body();
    return this.get(counter).i32(1).op(I.sub).tee(counter).branchIf(0).end();
  }

  /** The whole function as it stands in a module: its length, its locals, its code. */
  encoded(): Uint8Array {
    const groups: [count: number, type: number][] = [];
    for (const type of this.#locals) {
      const last = groups.at(-1);
      if (last?.[1] === type) last[0]++;
      else groups.push([1, type]);
    }
    const head = new Bytes().unsigned(groups.length);
    for (const [count, type] of groups) head.unsigned(count).byte(type);
    return new Bytes()
      .unsigned(head.length + this.#code.length + 1)
      .bytes(head.view)
      .bytes(this.#code.view)
      .byte(I.end).view;
  }
}
