/** The sentences that the steps of a tape consist of: those of nodes, and such into which others are put as operands. */
import type { DType, Tensor } from "@chainrule/core";
import type { Scalar } from "@chainrule/core/engine";
import type { Lanes } from "../wasm/lanes.ts";
import { type Value, Values } from "../wasm/values.ts";
import { costOf, roleOf } from "./roles.ts";
import { Sentences, sentenceOf } from "./sentence.ts";

export interface Kind {
  /** Number of operands. */
  readonly arity: number;
  /** Instructions that it takes, roughly. */
  readonly cost: number;
  /** The expression over operands. */
  readonly over: (operands: readonly Value[]) => Value;
  /** The expression over registers, numbered as the operands are. */
  readonly value: Value;
}

/** The most operands, and instructions, of a step into which another is put. */
export const OPERANDS = 7;
const COST = 24;
/** The most kinds that arise by putting one into another: each is a function of the module. */
const JOINED = 200;
/** More than any op has operands. */
const ARITY = 16;

const codes: Readonly<Record<DType, number>> = { float64: 0, float32: 1, int32: 2, bool: 3 };

/** Kinds, each once: they are equal if their expressions are. */
export class Kinds {
  readonly list: Kind[] = [];
  readonly sentences: Sentences;
  /** By sentence, then by the dtypes of result and last operand. */
  readonly #ofSentence = new Map<Scalar, number[]>();
  readonly #ofValue = new Map<number, number>();
  /** By user and operand, then by part. */
  readonly #joined: (number[] | undefined)[] = [];
  #room = JOINED;

  constructor(lanes: Lanes) {
    this.sentences = new Sentences(new Values(lanes));
  }

  /** The kind of a node; −1 if it is no expression of its inputs' elements. */
  of(node: Tensor): number {
    const sentence = sentenceOf(node);
    if (sentence === undefined) return -1;
    let known = this.#ofSentence.get(sentence);
    if (known === undefined) {
      known = [];
      this.#ofSentence.set(sentence, known);
    }
    const { arity } = node;
    const key = 4 * codes[node.dtype] + codes[node.input(arity - 1)?.dtype ?? node.dtype];
    return (known[key] ??=
      roleOf(node) === "map" && arity < ARITY
        ? this.#intern(arity, costOf(node), (xs) => this.sentences.of(node, sentence, xs))
        : -1);
  }

  /** `user` with `part` in place of its operand number `at`; −1 if that is too much for one step. */
  join(user: number, at: number, part: number): number {
    const known = (this.#joined[user * ARITY + at] ??= []);
    return (known[part] ??= this.#join(this.list[user] as Kind, at, this.list[part] as Kind));
  }

  #join(user: Kind, at: number, part: Kind): number {
    const arity = user.arity - 1 + part.arity;
    const cost = user.cost + part.cost;
    if (arity > OPERANDS || cost > COST || this.#room === 0) return -1;
    this.#room--;
    const end = at + part.arity;
    return this.#intern(arity, cost, (xs) =>
      user.over([...xs.slice(0, at), part.over(xs.slice(at, end)), ...xs.slice(end)]),
    );
  }

  #intern(arity: number, cost: number, over: Kind["over"]): number {
    const { m } = this.sentences;
    const value = over(Array.from({ length: arity }, (_, i) => m.make("register", [], i)));
    const key = value.id * ARITY + arity;
    let kind = this.#ofValue.get(key);
    if (kind === undefined) {
      kind = this.list.push({ arity, cost, over, value }) - 1;
      this.#ofValue.set(key, kind);
    }
    return kind;
  }
}
