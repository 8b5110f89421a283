import { opKey } from "../graph/op-key.ts";
import type { Op, Tensor } from "../graph/tensor.ts";
import { constantOf } from "./constants.ts";

/** Nodes by what they compute: equal ops of the same operands are one. */
export class Known {
  /** By hash, and behind it while places are taken: the number of a node; 0 where there is none. */
  readonly #table: Int32Array;
  /** By number, from 1: the number of the op, its operands, what that has become. */
  readonly #of: number[] = [-1];
  readonly #operands: (readonly Tensor[])[] = [[]];
  readonly #nodes: (Tensor | undefined)[] = [undefined];
  readonly #ops = new Map<Op, number>();
  readonly #keys = new Map<string, number>();
  readonly #constants = new Map<string, Tensor>();

  /** Room for `count` nodes. */
  constructor(count: number) {
    this.#table = new Int32Array(2 << (32 - Math.clz32(count)));
  }

  /** What `op` of `operands` has become, or else becomes by `make`. */
  node(op: Op, operands: readonly Tensor[], make: () => Tensor): Tensor {
    const number = this.#number(op);
    const place = this.#place(number, operands);
    const known = this.#nodes[this.#table[place] as number];
    if (known !== undefined) return known;
    const made = make();
    this.#table[place] = this.#nodes.push(made) - 1;
    this.#of.push(number);
    this.#operands.push(operands);
    return made;
  }

  /** One node for equal constants; any other is itself. */
  once(x: Tensor): Tensor {
    const c = constantOf(x);
    if (c === undefined) return x;
    const key = `${Object.is(c, -0) ? "-0" : c} ${x.dtype} ${x.shape.join(",")}`;
    const equal = this.#constants.get(key) ?? x;
    this.#constants.set(key, equal);
    return equal;
  }

  /** Equal ops have equal numbers. */
  #number(op: Op): number {
    let number = this.#ops.get(op);
    if (number === undefined) {
      const key = opKey(op);
      number = this.#keys.get(key) ?? this.#keys.size;
      this.#keys.set(key, number);
      this.#ops.set(op, number);
    }
    return number;
  }

  /** Where the number stands of a node that computes this, or would stand. */
  #place(op: number, operands: readonly Tensor[]): number {
    const last = this.#table.length - 1;
    let place = op;
    for (let i = 0; i < operands.length; i++)
      place = Math.imul(place ^ (place >>> 15) ^ (operands[i] as Tensor).id, 0x9e3779b1);
    place = (place ^ (place >>> 15)) & last;
    while (this.#differs(this.#table[place] as number, op, operands)) place = (place + 1) & last;
    return place;
  }

  #differs(number: number, op: number, operands: readonly Tensor[]): boolean {
    if (number === 0) return false;
    const known = this.#operands[number] as readonly Tensor[];
    if (this.#of[number] !== op || known.length !== operands.length) return true;
    for (let i = 0; i < operands.length; i++) if (known[i] !== operands[i]) return true;
    return false;
  }
}
