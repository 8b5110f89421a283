/** What one element of a node is, in words. */
import type { DType, Tensor } from "@chainrule/core";
import {
  type Kernel as CoreKernel,
  type Scalar,
  type ScalarMath,
  isFloat,
  size,
} from "@chainrule/core/engine";
import { type Words, boolWords, floatWords, integerWords } from "../maths/words.ts";
import type { Value, Values } from "../wasm/values.ts";

type Fold = Extract<CoreKernel, { kind: "fold" }>;

/** A fold in which nothing meets anything still starts from its identity: 0 + −0 is 0. */
const folded =
  ({ combine, identity }: Fold): Scalar =>
  <V, M>(m: ScalarMath<V, M>, ...[x]: readonly (V | M)[]) =>
    combine(m, m.const(identity), x as V);

const product: Scalar = <V, M>(m: ScalarMath<V, M>, ...[a, b]: readonly (V | M)[]) =>
  m.add(m.const(0), m.mul(a as V, b as V));

const foldsAlone = new WeakMap<Fold, Scalar>();

/** The element of `node` from the elements of its inputs at the same place; undefined if it takes more than these. */
export function sentenceOf(node: Tensor): Scalar | undefined {
  const { kernel } = node.op;
  if (kernel.kind === "map") return kernel.scalar;
  if ((kernel.kind !== "fold" && kernel.kind !== "contract") || !isFloat(node.dtype))
    return undefined;
  const n = size(node.shape);
  if (kernel.kind === "contract" && n !== 1) return undefined;
  if (node.inputs.some((x) => size(x.shape) !== n || x.dtype !== node.dtype)) return undefined;
  if (kernel.kind === "contract") return product;
  let sentence = foldsAlone.get(kernel);
  if (sentence === undefined) {
    sentence = folded(kernel);
    foldsAlone.set(kernel, sentence);
  }
  return sentence;
}

/** The dtype that a node computes in: that of its operands, where they are numbers. */
export function arithmeticOf(node: Tensor): DType {
  const last = node.inputs.at(-1)?.dtype ?? node.dtype;
  return last === "bool" ? node.dtype : last;
}

/** Nodes as expressions over one set of values. */
export class Sentences {
  readonly m: Values;
  readonly #floats: Words;
  readonly #integers: Words;
  readonly #claims: Words;

  constructor(m: Values) {
    this.m = m;
    this.#floats = floatWords(m);
    this.#integers = integerWords(m);
    this.#claims = boolWords(m, this.#floats);
  }

  /** The words for nodes that compute in this dtype. */
  words(dtype: DType): Words {
    if (dtype === "bool") return this.#claims;
    return dtype === "int32" ? this.#integers : this.#floats;
  }

  /** A number that is every element of a node. */
  constant(value: number, dtype: DType): Value {
    return this.words(dtype).const(value);
  }

  /** `sentence`, which is that of `node`, over operands. */
  of(node: Tensor, sentence: Scalar, operands: readonly Value[]): Value {
    const from = arithmeticOf(node);
    const value = sentence(this.words(from), ...operands);
    const crosses = from === "int32" && node.dtype === "float32";
    return crosses ? this.m.make("convert", [value]) : value;
  }
}
