/** Lane-wise expressions, each once: equal expressions are the same object. */
import { type HostFunction, hostNames } from "./host.ts";
import { type Lanes, f64 } from "./lanes.ts";

/** One lane-wise value. */
export interface Value {
  /** Larger than those of its operands. */
  readonly id: number;
  readonly lanes: Lanes;
  readonly op: string;
  readonly args: readonly Value[];
  /**
   * const: the number; bits: the pattern; load, register: an index; shl, shru, shrs: the distance; host: which function.
   */
  readonly imm: number | bigint;
}

const NONE: readonly Value[] = [];

/** What an arithmetic instruction does to constants, correctly rounded at both widths by rounding the result once more. */
const folds: Readonly<Record<string, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  neg: (a) => -a,
  abs: Math.abs,
  sqrt: Math.sqrt,
};

/**
 * The values of one kernel. To make a value is to look it up: that is common-subexpression elimination. Constants fold
 * on the way, and what IEEE arithmetic says of 1 and −0.
 */
export class Values {
  readonly lanes: Lanes;
  readonly #known = new Map<string, Map<number | bigint, Value>>();
  readonly #counter: { next: number };
  #wide: Values | undefined;

  constructor(lanes: Lanes, counter: { next: number } = { next: 0 }) {
    this.lanes = lanes;
    this.#counter = counter;
  }

  /** The values of the same kernel whose lanes are of float64: of one half of the elements each. */
  get wide(): Values {
    if (this.lanes.bytes === 8) return this;
    const { relaxed } = this.lanes;
    this.#wide ??= new Values({ ...f64, relaxed }, this.#counter);
    return this.#wide;
  }

  /** `x` in float64: the lower half of its lanes, then the upper. */
  widened(x: Value): readonly [Value, Value] {
    return [this.wide.make("promote", [x]), this.wide.make("promote", [this.make("high", [x, x])])];
  }

  /** Two halves in float64, rounded, as one vector again. */
  narrowed(low: Value, high: Value): Value {
    return this.make("join", [this.make("demote", [low]), this.make("demote", [high])]);
  }

  /** An instruction applied to values. */
  make(op: string, args: readonly Value[] = NONE, imm: number | bigint = 0): Value {
    const [a, b, ...others] = args;
    if (others.length === 0) return this.#intern(op, keyOf(a, b, imm), args, imm);
    const last = others.pop();
    const pair = (p: Value | undefined, q: Value | undefined): Value =>
      this.#intern("pair", keyOf(p, q, 0), NONE, 0);
    return this.#intern(op, keyOf(others.reduce(pair, pair(a, b)), last, imm), args, imm);
  }

  #intern(op: string, key: number | bigint, args: readonly Value[], imm: number | bigint): Value {
    let table = this.#known.get(op);
    if (table === undefined) {
      table = new Map();
      this.#known.set(op, table);
    }
    let value = table.get(key);
    if (value === undefined) {
      value = { id: this.#counter.next++, lanes: this.lanes, op, args, imm };
      table.set(key, value);
    }
    return value;
  }

  const(value: number): Value {
    const held = this.lanes.bytes === 4 ? Math.fround(value) : value;
    return Object.is(held, -0)
      ? this.#intern("const", -1n, NONE, held)
      : this.#intern("const", held, NONE, held);
  }

  /** The same pattern of bits in every lane. */
  bits(pattern: bigint): Value {
    return this.#intern("bits", pattern, NONE, pattern);
  }

  /** An arithmetic instruction, computed now if all operands are constants. */
  arithmetic(op: string, a: Value, b: Value = a): Value {
    const fold = folds[op];
    if (fold !== undefined && a.op === "const" && b.op === "const")
      return this.const(fold(Number(a.imm), Number(b.imm)));
    return this.make(op, op === "neg" || op === "abs" || op === "sqrt" ? [a] : [a, b]);
  }

  add(a: Value, b: Value): Value {
    if (isNumber(b, -0)) return a;
    return isNumber(a, -0) ? b : this.arithmetic("add", a, b);
  }

  sub(a: Value, b: Value): Value {
    return isNumber(b, 0) ? a : this.arithmetic("sub", a, b);
  }

  mul(a: Value, b: Value): Value {
    if (isNumber(a, 1)) return b;
    return isNumber(b, 1) ? a : this.arithmetic("mul", a, b);
  }

  /** `a·b + c`, rounded once if the lanes may. */
  madd(a: Value, b: Value, c: Value): Value {
    const known = a.op === "const" && b.op === "const";
    if (!this.lanes.relaxed || known) return this.add(this.mul(a, b), c);
    return this.make("madd", [a, b, c]);
  }

  div(a: Value, b: Value): Value {
    return isNumber(b, 1) ? a : this.arithmetic("div", a, b);
  }

  neg(x: Value): Value {
    return x.op === "neg" ? (x.args[0] as Value) : this.arithmetic("neg", x);
  }

  abs(x: Value): Value {
    return x.op === "abs" ? x : this.arithmetic("abs", x);
  }

  /** `a` under the mask, else `b`; choosing +0 is one cheap instruction. */
  choose(mask: Value, a: Value, b: Value): Value {
    if (a === b) return a;
    if (mask.op === "bits") return mask.imm === 0n ? b : a;
    if (isNumber(a, 0)) return this.make("andnot", [b, mask]);
    if (isNumber(b, 0)) return this.make("and", [a, mask]);
    return this.make("bitselect", [a, b, mask]);
  }

  /**
   * `fast`, but in the lanes of `mask` what the host says of the operands: one lane at a time, and only if there is such
   * a lane. For arguments that are rare and whose expression would be long.
   */
  rarely(mask: Value, fast: Value, f: HostFunction, ...operands: readonly Value[]): Value {
    return this.make("host", [...operands, fast, mask], hostNames.indexOf(f));
  }

  /** Where no lane, or every lane, holds. */
  mask(all: boolean): Value {
    return this.bits(all ? (1n << BigInt(8 * this.lanes.bytes)) - 1n : 0n);
  }
}

/** Whether `v` is this very constant, the sign of 0 included. */
export const isNumber = (v: Value, n: number): boolean => v.op === "const" && Object.is(v.imm, n);

/** Two ids of up to 2²⁵ in one number; an immediate stands for itself. */
function keyOf(a: Value | undefined, b: Value | undefined, imm: number | bigint): number | bigint {
  if (a === undefined) return imm;
  const first = a.id * 2 ** 25 + (b === undefined ? 2 ** 25 - 1 : b.id);
  return imm === 0 ? first : BigInt(first) * 128n + BigInt(imm) + (1n << 60n);
}
