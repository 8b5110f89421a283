/**
 * Many single elements as a short program over a long tape of 32-bit words: rows of steps of one kind. The operands of
 * a step lie anywhere and are gathered by address; results are written one after the other, so that the next row reads
 * what lies together. The module grows with the kinds, not with the nodes.
 */
import type { Tensor } from "@chainrule/core";
import { align } from "../plan/arena.ts";
import type { Kind } from "../plan/kinds.ts";
import type { Steps } from "../plan/steps.ts";
import { Code, I } from "../wasm/code.ts";
import { type Lanes, V } from "../wasm/lanes.ts";
import type { Value } from "../wasm/values.ts";
import { Writer, bytesOfVector } from "../wasm/write.ts";
import type { Addresses } from "./scope.ts";

export interface Tape {
  /** The last one runs the tape, by calling the others. */
  readonly functions: readonly Code[];
  /** Where results lie. */
  readonly addresses: Addresses;
  /** What memory must hold, and where. */
  readonly data: readonly (readonly [at: number, bytes: Uint8Array])[];
  /** Where its memory ends. */
  readonly end: number;
}

const VECTOR = 16;

/**
 * The tape of `steps`, in memory from `base` on. What has a place in `given` lies there: leaves, and results that take
 * over the place of one, to which they are moved when all has been computed.
 */
export function tapeOf(steps: Steps, given: Addresses, base: number, firstIndex: number): Tape {
  const { lanes, order, kinds } = steps;
  const address = new Uint32Array(order.length);
  for (const i of steps.leaves) address[i] = given.get(order[i] as Tensor) ?? 0;
  const constants = constantsOf(steps, address, base);
  const start = align(base + constants.length);
  const words = align(laidOut(steps, address, start));
  const moved: number[] = [];
  const addresses = new Map<Tensor, number>();
  for (const [root, i] of steps.roots) {
    const place = given.get(root);
    const own = address[i] as number;
    if (place === undefined) addresses.set(root, own);
    else if (place !== own && own !== 0) moved.push(own, place);
  }
  const tape = written(steps, address, moved);
  const functions = [...kinds.list.map((kind) => rowOf(kind, lanes)), moves(lanes)];
  return {
    functions: [...functions, runner(functions.length, firstIndex, words, start)],
    addresses,
    data: [
      [base, constants],
      [words, new Uint8Array(tape.buffer)],
    ],
    end: words + tape.byteLength,
  };
}

/** Every number once, in a lane of its own. */
function constantsOf(
  { lanes, order, fills, kinds }: Steps,
  address: Uint32Array,
  base: number,
): Uint8Array {
  const places = new Map<Value, number>();
  for (const i of fills) {
    const { value, dtype } = order[i] as Tensor;
    const constant = kinds.sentences.constant(value as number, dtype);
    const place = places.get(constant) ?? base + places.size * lanes.bytes;
    places.set(constant, place);
    address[i] = place;
  }
  const out = new Uint8Array(places.size * lanes.bytes);
  for (const [{ imm }, place] of places)
    out.set(bytesOfVector(lanes, imm).subarray(0, lanes.bytes), place - base);
  return out;
}

/** Gives every step the address of its result; where the last one ends. */
function laidOut({ lanes, runs, sorted }: Steps, address: Uint32Array, start: number): number {
  let out = start;
  for (const { from, to } of runs) {
    for (let i = from; i < to; i++) address[sorted[i] as number] = out + (i - from) * lanes.bytes;
    out += vectors(lanes, to - from) * VECTOR;
  }
  return out;
}

const vectors = ({ count }: Lanes, steps: number): number => Math.ceil(steps / count);

/** In front of a row: its kind, its turns, and the bytes of its operands. */
const HEAD = 3;

/** The tape: rows, each with the addresses of its operands, then the moves, then a kind that there is none of. */
function written(
  { lanes, runs, sorted, kinds, begin, operands }: Steps,
  address: Uint32Array,
  moved: readonly number[],
): Uint32Array {
  let length = 3 * HEAD + moved.length;
  for (const { kind, from, to } of runs)
    length += HEAD + vectors(lanes, to - from) * lanes.count * (kinds.list[kind] as Kind).arity;
  const tape = new Uint32Array(length);
  let at = 0;
  const head = (kind: number, turns: number, count: number): void => {
    tape[at++] = kind;
    tape[at++] = turns;
    tape[at++] = 4 * count;
  };
  for (const { kind, from, to } of runs) {
    const { arity } = kinds.list[kind] as Kind;
    const turns = vectors(lanes, to - from);
    head(kind, turns, turns * lanes.count * arity);
    // The last step fills up the last vector.
    for (let i = from; i < from + turns * lanes.count; i++) {
      const first = begin[sorted[Math.min(i, to - 1)] as number] as number;
      for (let j = 0; j < arity; j++) tape[at++] = address[operands[first + j] as number] as number;
    }
  }
  if (moved.length > 0) {
    head(kinds.list.length, moved.length / 2, moved.length);
    tape.set(moved, at);
    at += moved.length;
  }
  head(kinds.list.length + 1, 0, 0);
  return tape.subarray(0, at);
}

/** `(table, out, turns)`: a vector of steps a turn. */
function rowOf({ arity, value }: Kind, lanes: Lanes): Code {
  const code = new Code(3);
  const [table, out, turns] = [0, 1, 2];
  const operands = Array.from({ length: arity }, () => code.local("v128"));
  code.enter("loop");
  for (const [j, operand] of operands.entries())
    for (let lane = 0; lane < lanes.count; lane++) {
      code.get(table).word(I.load, 4 * (j + lane * arity));
      if (lane === 0) code.memory(lanes.loadZero, 0);
      else code.get(operand).memory(lanes.loadLane, 0, lane);
      code.set(operand);
    }
  code.get(out);
  new Writer(code, [value], (v) => code.get(operands[Number(v.imm)] ?? -1)).push(value);
  code
    .memory(V.store, 0)
    .advance(table, 4 * arity * lanes.count)
    .advance(out, VECTOR);
  code.get(turns).i32(1).op(I.sub).tee(turns).branchIf(0).end();
  return code;
}

/** `(table, _, turns)`: elements from one address to another. */
function moves(lanes: Lanes): Code {
  const code = new Code(3);
  const [table, turns] = [0, 2];
  code.enter("loop");
  code.get(table).word(I.load, 4).get(table).word(I.load, 0).memory(lanes.loadZero, 0);
  code.memory(lanes.storeLane, 0, 0).advance(table, 8);
  code.get(turns).i32(1).op(I.sub).tee(turns).branchIf(0).end();
  return code;
}

/** Reads row after row at `words` and calls the function of its kind, results beginning at `start`. */
function runner(kinds: number, firstIndex: number, words: number, start: number): Code {
  const code = new Code();
  const [row, out, turns] = [code.local("i32"), code.local("i32"), code.local("i32")];
  code.i32(words).set(row).i32(start).set(out);
  code.enter("block").enter("loop").enter("block");
  for (let k = 0; k < kinds; k++) code.enter("block");
  code.get(row).word(I.load, 4).set(turns).get(row).word(I.load, 0);
  code.branchTable([...Array(kinds).keys()], kinds + 2);
  for (let k = 0; k < kinds; k++) {
    code
      .end()
      .get(row)
      .i32(4 * HEAD)
      .op(I.add)
      .get(out)
      .get(turns);
    code.call(firstIndex + k).branch(kinds - 1 - k);
  }
  code.end();
  code
    .get(row)
    .get(row)
    .word(I.load, 8)
    .op(I.add)
    .i32(4 * HEAD)
    .op(I.add)
    .set(row);
  code.get(out).get(turns).i32(VECTOR).op(I.mul).op(I.add).set(out);
  return code.branch(0).end().end();
}
