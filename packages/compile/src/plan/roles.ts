/** What a node is to the compiler. Read off its kernel and its dtype; nothing here knows the name of an op. */
import type { DType, Tensor } from "@chainrule/core";
import type { Scalar, ScalarMath } from "@chainrule/core/engine";
import { instructions } from "../maths/cost.ts";
import { NO_INTEGERS, floatWords, integerWords } from "../maths/words.ts";
import { f32, f64 } from "../wasm/lanes.ts";
import { type Value, Values } from "../wasm/values.ts";
import { type Strided, same, strided } from "./access.ts";
import { arithmeticOf, sentenceOf } from "./sentence.ts";
import { size, strides } from "./shape.ts";

export type Role =
  /** The same elements in the same order as its input: not there. */
  | "alias"
  /** One number for every element, written into the code; or no element at all. */
  | "fill"
  /** Memory that is given. */
  | "leaf"
  /** Fused into whatever reads it. */
  | "map"
  | "view"
  /** Loops of their own. */
  | "fold"
  | "product"
  /** Run by the reference evaluator. */
  | "reference";

/** What the nodes of one graph are, worked out once each. */
export class Roles {
  readonly #roles = new Map<Tensor, Role>();
  readonly #costs = new Map<Tensor, number>();
  readonly #widths = new Map<Tensor, number>();
  readonly #views = new Map<Tensor, Strided>();

  of(node: Tensor): Role {
    let role = this.#roles.get(node);
    if (role === undefined) {
      role = roleOf(node);
      this.#roles.set(node, role);
    }
    return role;
  }

  /** What stands for `node`: behind reshapes and their like. */
  source(node: Tensor): Tensor {
    let x = node;
    while (this.of(x) === "alias") x = x.first as Tensor;
    return x;
  }

  /** A view as strides. */
  view(node: Tensor): Strided {
    let view = this.#views.get(node);
    if (view === undefined) {
      view = strided(node) as Strided;
      this.#views.set(node, view);
    }
    return view;
  }

  /** Instructions that one element of a map takes, roughly. */
  cost(node: Tensor): number {
    let cost = this.#costs.get(node);
    if (cost === undefined) {
      cost = costOf(node);
      this.#costs.set(node, cost);
    }
    return cost;
  }

  /** Bytes of the lane that an element is computed in. A mask is as wide as what it was compared from. */
  width(node: Tensor): number {
    let width = this.#widths.get(node);
    if (width === undefined) {
      width = this.#width(this.source(node));
      this.#widths.set(node, width);
    }
    return width;
  }

  #width(node: Tensor): number {
    if (node.dtype === "float64") return 8;
    const role = this.of(node);
    const behind =
      node.dtype === "bool" && (role === "map" || role === "view" || role === "fold")
        ? node.first
        : undefined;
    return behind === undefined ? 4 : this.width(behind);
  }

  /** Whether `node` is read from memory, and not computed where it is used. */
  isAnchor(node: Tensor): boolean {
    const role = this.of(node);
    return role === "fold" || role === "product" || role === "reference";
  }
}

/** What a node is by itself. */
export function roleOf(node: Tensor): Role {
  const { kernel } = node.op;
  // No loop ever reads an element of it.
  if (size(node.shape) === 0) return "fill";
  const sentence = sentenceOf(node);
  if (sentence !== undefined) return isFusible(node, sentence) ? "map" : "reference";
  switch (kernel.kind) {
    case "leaf":
      return !kernel.input && typeof node.value === "number" ? "fill" : "leaf";
    case "fold":
      return node.first?.dtype === node.dtype && node.dtype !== "bool" ? "fold" : "reference";
    case "reshape":
    case "first":
      return "alias";
    case "gather":
    case "view": {
      const view = strided(node);
      if (view === null) return "reference";
      const straight = size((node.first as Tensor).shape) === size(node.shape);
      return straight && view.offset === 0 && same(view.steps, strides(view.dims))
        ? "alias"
        : "view";
    }
    case "contract":
      // What is summed over nothing is zeros.
      return isFloating(node.dtype) && node.inputs.every((x) => size(x.shape) > 0)
        ? "product"
        : "reference";
    case "arg":
    case "join":
    case "map":
    case "routine":
    case "scan":
    case "scatter":
      return "reference";
  }
}

const isFloating = (dtype: DType): boolean => dtype === "float32" || dtype === "float64";

/** Whether a map can be an expression: no float is cut to an integer, which may be refused, and integers have its words. */
function isFusible(node: Tensor, scalar: Scalar): boolean {
  const from = node.inputs.at(-1)?.dtype ?? node.dtype;
  if (node.dtype === "int32" && isFloating(from)) return false;
  return from !== "int32" || lackingIn(scalar).length === 0;
}

/** The words of a map that there are none of for integers. */
export function lackingWords(node: Tensor): readonly string[] {
  const scalar = node.inputs.at(-1)?.dtype === "int32" ? sentenceOf(node) : undefined;
  return scalar === undefined ? [] : lackingIn(scalar);
}

const lackingIn = (scalar: Scalar): readonly string[] =>
  [...wordsOf(scalar)].filter((word) => lacking.has(word));

const lacking: ReadonlySet<string> = new Set(NO_INTEGERS);

/** The words of a sentence. */
function wordsOf(scalar: Scalar): ReadonlySet<string> {
  const words = new Set<string>();
  const listening = new Proxy({}, { get: (_, word: string) => () => (words.add(word), 0) });
  scalar(listening as ScalarMath<number, number>, 0, 0, 0);
  return words;
}

const costs = new WeakMap<Scalar, Partial<Record<DType, number>>>();

/** Instructions that one element of a node takes; 1 for what is no sentence. */
export function costOf(node: Tensor): number {
  const scalar = sentenceOf(node);
  if (scalar === undefined) return 1;
  const dtype = arithmeticOf(node);
  const known = costs.get(scalar) ?? {};
  costs.set(scalar, known);
  known[dtype] ??= measured(scalar, dtype);
  return known[dtype];
}

function measured(scalar: Scalar, dtype: DType): number {
  const m = new Values(dtype === "float64" ? f64 : f32);
  const words = dtype === "int32" ? integerWords(m) : floatWords(m);
  const operands = [0, 1, 2].map((i) => m.make("load", [], i));
  return instructions([scalar<Value, Value>(words, ...operands)]);
}
