/** Expressions as stack code. */
import { type Code, I } from "./code.ts";
import { hostArity, hostNames } from "./host.ts";
import { type Lanes, V } from "./lanes.ts";
import type { Value } from "./values.ts";

const widthless = V as Readonly<Record<string, number>>;

/** The 16 bytes of `value` in every lane; a pattern of bits, if it is a bigint. */
export function bytesOfVector({ bytes }: Lanes, value: number | bigint): Uint8Array {
  if (typeof value === "bigint")
    return new Uint8Array(
      bytes === 4
        ? new Uint32Array(4).fill(Number(value)).buffer
        : new BigUint64Array(2).fill(value).buffer,
    );
  return new Uint8Array(
    bytes === 4 ? new Float32Array(4).fill(value).buffer : new Float64Array(2).fill(value).buffer,
  );
}

/** `value` in every lane. */
export function splat(code: Code, lanes: Lanes, value: number | bigint): void {
  code.simd16(V.const, bytesOfVector(lanes, value));
}

/** Writes the values of one place of a program; one with several users is kept in a local. */
export class Writer {
  readonly code: Code;
  /** By the ids of values: number of uses, and the local that holds one with several, plus 1. */
  readonly #uses: Uint32Array;
  readonly #kept: Uint32Array;
  readonly #leaf: (v: Value) => void;

  /** `leaf` pushes a load or a register. Only `roots` and what they need may be pushed. */
  constructor(code: Code, roots: readonly Value[], leaf: (v: Value) => void) {
    this.code = code;
    this.#leaf = leaf;
    const ids = 1 + roots.reduce((most, { id }) => Math.max(most, id), 0);
    this.#uses = new Uint32Array(ids);
    this.#kept = new Uint32Array(ids);
    const stack = [...roots];
    for (let v = stack.pop(); v !== undefined; v = stack.pop()) {
      const n = this.#uses[v.id] ?? 0;
      this.#uses[v.id] = n + 1;
      if (n === 0) for (const x of v.args) stack.push(x);
    }
  }

  /** Code that leaves `root` on the stack. Iterative: fused chains may be long. */
  push(root: Value): void {
    const path = [root];
    const next = [0];
    for (let v = path.at(-1); v !== undefined; v = path.at(-1)) {
      const at = next.pop() ?? 0;
      const kept = this.#kept[v.id] ?? 0;
      const arg = kept > 0 ? undefined : v.args[at];
      if (arg !== undefined) {
        path.push(arg);
        next.push(at + 1, 0);
        continue;
      }
      path.pop();
      if (kept > 0) this.code.get(kept - 1);
      else this.#finish(v);
    }
  }

  /** Push `leaf` into a local now, for all who have yet to push it: what it reads is about to be overwritten. */
  hold(leaf: Value): void {
    if ((this.#uses[leaf.id] ?? 0) === 0 || this.#kept[leaf.id] !== 0) return;
    this.#uses[leaf.id] = 2;
    this.#finish(leaf);
    this.code.op(I.drop);
  }

  /** The instruction of `v`, whose operands are on the stack. */
  #finish(v: Value): void {
    const { code } = this;
    switch (v.op) {
      case "const":
      case "bits":
        splat(code, v.lanes, v.imm);
        break;
      case "register":
        return this.#leaf(v);
      case "load":
        this.#leaf(v);
        break;
      case "high":
        code.simd16(V.shuffle, upper);
        break;
      case "join":
        code.simd16(V.shuffle, lowers);
        break;
      case "host":
        host(code, v);
        break;
      default: {
        if (v.op.startsWith("sh")) code.i32(Number(v.imm));
        const op = widthless[v.op] ?? v.lanes.op[v.op];
        if (op === undefined) throw new Error(`there is no instruction ${v.op}`);
        code.simd(op);
      }
    }
    if ((this.#uses[v.id] ?? 0) > 1) {
      const local = code.local("v128");
      this.#kept[v.id] = local + 1;
      code.tee(local);
    }
  }
}

/** Of two vectors of 16 bytes: the upper half of the first, twice; the lower halves of both. */
const upper = Array.from({ length: 16 }, (_, i) => 8 + (i % 8));
const lowers = Array.from({ length: 16 }, (_, i) => (i < 8 ? i : i + 8));

/** On the stack: operands, what stands without the host, and the mask of the lanes that need it. */
function host(code: Code, { imm, lanes }: Value): void {
  const index = Number(imm);
  const operands = Array.from({ length: hostArity(hostNames[index]) }, () => code.local("v128"));
  const [mask, fast, called] = [code.local("v128"), code.local("v128"), code.local("v128")];
  code.set(mask).set(fast);
  for (const x of operands.toReversed()) code.set(x);
  code.get(mask).simd(V.anyTrue).enter("if");
  for (let lane = 0; lane < lanes.count; lane++) {
    code.get(called);
    for (const x of operands) {
      code.get(x).lane(lanes.extractLane, lane);
      if (lanes.bytes === 4) code.op(I.promote);
    }
    code.callHost(index);
    if (lanes.bytes === 4) code.op(I.demote);
    code.lane(lanes.replaceLane, lane).set(called);
  }
  code.get(called).get(fast).get(mask).simd(V.bitselect).set(fast).end().get(fast);
}
