/** Expressions as stack code. */
import { type Code, I } from "./code.ts";
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
  readonly #lanes: Lanes;
  readonly #uses = new Map<Value, number>();
  readonly #kept = new Map<Value, number>();
  readonly #leaf: (v: Value) => void;

  /** `leaf` pushes a load or a register. Only `roots` and what they need may be pushed. */
  constructor(code: Code, lanes: Lanes, roots: readonly Value[], leaf: (v: Value) => void) {
    this.code = code;
    this.#lanes = lanes;
    this.#leaf = leaf;
    const stack = [...roots];
    for (let v = stack.pop(); v !== undefined; v = stack.pop()) {
      const n = this.#uses.get(v) ?? 0;
      this.#uses.set(v, n + 1);
      if (n === 0) stack.push(...v.args);
    }
  }

  /** Code that leaves `root` on the stack. Iterative: fused chains may be long. */
  push(root: Value): void {
    const path: { readonly v: Value; next: number }[] = [{ v: root, next: 0 }];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const { v } = top;
      const kept = top.next === 0 ? this.#kept.get(v) : undefined;
      const arg = kept === undefined ? v.args[top.next++] : undefined;
      if (arg !== undefined) {
        path.push({ v: arg, next: 0 });
        continue;
      }
      path.pop();
      if (kept === undefined) this.#finish(v);
      else this.code.get(kept);
    }
  }

  /** Push `leaf` into a local now, for all who have yet to push it: what it reads is about to be overwritten. */
  hold(leaf: Value): void {
    if (!this.#uses.has(leaf) || this.#kept.has(leaf)) return;
    this.#uses.set(leaf, 2);
    this.#finish(leaf);
    this.code.op(I.drop);
  }

  /** The instruction of `v`, whose operands are on the stack. */
  #finish(v: Value): void {
    const { code } = this;
    switch (v.op) {
      case "const":
      case "bits":
        return splat(code, this.#lanes, v.imm);
      case "register":
        return this.#leaf(v);
      case "load":
        this.#leaf(v);
        break;
      default: {
        if (v.op.startsWith("sh")) code.i32(Number(v.imm));
        const op = widthless[v.op] ?? this.#lanes.op[v.op];
        if (op === undefined) throw new Error(`there is no instruction ${v.op}`);
        code.simd(op);
      }
    }
    if ((this.#uses.get(v) ?? 0) > 1) {
      const local = code.local("v128");
      this.#kept.set(v, local);
      code.tee(local);
    }
  }
}
