import type { DType, Value } from "./dtype.ts";
import type { Kernel } from "./kernel.ts";
import type { Scalar } from "./scalar.ts";
import { type Shape, size } from "./shape.ts";

/** What a caller may write wherever a tensor is expected. */
export type Operand = Tensor | number;

/** Attributes are plain data: two ops with the same name and equal attributes are the same op. */
export type Attributes = Readonly<Record<string, unknown>>;

/**
 * How an op is differentiated. An op states one natural fact, and both modes follow from it. Throughout,
 * `g` is the cotangent of the result `y`, `dx` a tangent, and `d` either of the two. A rule is called
 * only for inputs that a derivative is wanted for. Integer and boolean inputs are held fixed.
 */
export type Derivative =
  /** Flat almost everywhere: nothing flows. */
  | { readonly kind: "constant" }
  /** `y = A(x…)`. Forwards, the op of the tangents; backwards, `A*` for each input. */
  | {
      readonly kind: "linear";
      readonly adjoint: (g: Tensor, input: number, y: Tensor) => Tensor;
    }
  /** Linear in `a` and in `b`: the adjoint in each, the other held fixed. */
  | { readonly kind: "bilinear"; readonly adjoints: readonly [BilinearAdjoint, BilinearAdjoint] }
  /** Elementwise, by a factor: `∂y/∂xᵢ` at every element. */
  | { readonly kind: "pointwise"; readonly partials: readonly Partial[] }
  /** Elementwise, by a choice: what becomes of a tangent or cotangent at every element. Selects, so that no 0 · ∞ arises. */
  | { readonly kind: "gated"; readonly gates: readonly Gate[] }
  /** None of these: both modes spelled out; `null` is a zero. */
  | ({ readonly kind: "custom" } & Modes)
  /** `y` is its first input, differentiated by a rule in the place of that input's own history. */
  | ({ readonly kind: "replaced" } & Replacement);

export type BilinearAdjoint = (g: Tensor, a: Tensor, b: Tensor) => Tensor;
export type Partial = (y: Tensor, ...inputs: Tensor[]) => Operand;
export type Gate = (d: Tensor, y: Tensor, ...inputs: Tensor[]) => Tensor;
/** A tangent or cotangent; `null` is a zero. */
type Part = Tensor | null;

export interface Modes {
  readonly vjp: (g: Tensor, input: number, y: Tensor, inputs: readonly Tensor[]) => Part;
  readonly jvp: (dx: readonly Part[], y: Tensor, inputs: readonly Tensor[]) => Part;
}

/** A rule for the inputs after the first, all at once. */
export interface Replacement {
  /** The cotangents of all inputs, at least of those that are `wanted`; nothing flows to the first. */
  readonly vjp: (g: Tensor, y: Tensor, wanted: readonly boolean[]) => readonly Part[];
  /** Whether it says what the history of the first input says, by another way, and so holds over more axes as it stands. */
  readonly equivalent?: true;
  /** `dx[0]` is what the history of the first input says. */
  readonly jvp: (dx: readonly Part[], y: Tensor) => Part;
}

/** A primitive, complete: what it is called, what it yields, how it runs, how it differentiates. */
export interface Op {
  readonly name: string;
  readonly attrs: Attributes;
  /** Number of inputs, or null if any number will do. */
  readonly arity: number | null;
  readonly shape: (...inputs: Tensor[]) => Shape;
  /** The result's dtype; without it, the one dtype that all inputs have. */
  readonly dtype?: (...inputs: Tensor[]) => DType;
  readonly kernel: Kernel;
  readonly derivative: Derivative;
  /** For an op over one more axis: the op of which it is that. */
  readonly of?: Op;
  /** For an elementwise op of two operands: the number on the left, or on the right, that leaves the other one as it is. */
  readonly unit?: readonly [left: number | null, right: number | null];
  /** The sentence that a reader sees, where the kernel's own guards against special values. */
  readonly reads?: Scalar;
}

/** Remarks on a node for people: they never change what it means. */
export interface Note {
  readonly name?: string;
  /** Holds the stack of the call that made the node. */
  readonly site?: Error;
  readonly scope?: Scope;
  /** For what was computed as a value: the creation numbers of the tensors that it depends on without a trace. */
  readonly derivedFrom?: Pick<ReadonlySet<number>, "has">;
}

/** A composite operation remembered as one box: its result, what it was applied to, and the rule of the closed box. */
export interface Scope {
  readonly name: string;
  readonly attrs: Attributes;
  readonly inputs: readonly Tensor[];
  readonly output: Tensor;
  /** The first creation number inside the box. */
  readonly first: number;
  /** Its pullback in one line, `g` the cotangent of the result `y`; empty if the parts say it best. */
  readonly formula: string;
  /** A box of the same result inside this one. */
  readonly inner?: Scope;
}

let count = 0;

const NONE: readonly Tensor[] = [];

/**
 * A node of the graph: an op applied to inputs. What it means is immutable. It stores no gradient; `value`
 * is only a memory of what its op and inputs say, kept for those tensors that were asked for.
 *
 * One object a node: two inputs lie in fields, since most nodes have no more.
 */
export class Tensor<out S extends Shape = Shape> {
  readonly op: Op;
  /** @internal */
  readonly first: Tensor | undefined;
  /** @internal */
  readonly second: Tensor | undefined;
  /** @internal The inputs after the second. */
  declare readonly others: readonly Tensor[];
  readonly shape: S;
  readonly dtype: DType;
  /** Creation number: inputs have smaller ones than their users. */
  readonly id: number;
  /** @internal Its elements, once known. */
  value: Value | undefined;
  /** @internal Its place in the latest walk that met it; see `topological`. */
  slot: number;
  /** @internal Name, origin and scope: remarks for people, outside the mathematics. */
  declare note: Note | undefined;

  constructor(
    op: Op,
    shape: S,
    dtype: DType,
    value?: Value,
    first?: Tensor,
    second?: Tensor,
    others?: readonly Tensor[],
  ) {
    this.op = op;
    this.first = first;
    this.second = second;
    this.shape = shape;
    this.dtype = dtype;
    this.id = count++;
    this.value = value;
    this.slot = 0;
    if (others !== undefined) this.others = others;
  }

  /** What the op is applied to. */
  get inputs(): readonly Tensor[] {
    const { first, second, others } = this;
    if (first === undefined) return NONE;
    return second === undefined ? [first] : [first, second, ...others];
  }

  /** @internal Number of inputs. */
  get arity(): number {
    if (this.first === undefined) return 0;
    return this.second === undefined ? 1 : 2 + this.others.length;
  }

  /** @internal Input number `i`, if there is one. */
  input(i: number): Tensor | undefined {
    return i === 0 ? this.first : i === 1 ? this.second : this.others[i - 2];
  }

  /** What it is called in messages, prints and pictures. */
  get name(): string | undefined {
    return this.note?.name;
  }

  /** Number of axes. */
  get rank(): S["length"] {
    return this.shape.length;
  }

  /** Number of elements. */
  get size(): number {
    return size(this.shape);
  }
}

// What few nodes have costs the others no memory.
Object.assign(Tensor.prototype, { others: NONE, note: undefined });

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Make `node` a leaf: `op`, with its value if it has one, in place of its history. */
export function settle(node: Tensor, op: Op, value: Value | undefined): Tensor {
  const open: Mutable<Tensor> = node;
  open.op = op;
  open.first = undefined;
  open.second = undefined;
  if (open.others !== NONE) open.others = NONE;
  open.value = value;
  return node;
}

/** The creation number that the next node will get. */
export const nextId = (): number => count;
