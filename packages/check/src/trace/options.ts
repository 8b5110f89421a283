import { type NestedArray, Tensor, ValueError, tensor } from "@chainrule/core";
import { asOptions, fill, isFloat, kindOf, sameShape, topological } from "@chainrule/core/engine";
import type { Open } from "@chainrule/core/engine";

export interface ExplainOptions {
  /** What to differentiate by, as tensors or by their names; all leaves that have a name unless given. */
  readonly of?: readonly (Tensor | string)[];
  /** The boxes (softmax, …) whose parts are steps of their own: all, or those of these names. */
  readonly open?: Open;
  /** Significant digits; of a number all there are, of several numbers six, unless given. */
  readonly digits?: number;
  /** A tensor with more elements than these, 6 unless given, is summed up. */
  readonly elements?: number;
  /** Forward mode: how tensors move, by name; a number stands for every element. */
  readonly tangents?: Readonly<Record<string, NestedArray | Tensor>>;
}

/** Elements that are shown one by one unless somebody asks for more. */
export const ELEMENTS = 6;

const KEYS = ["of", "open", "digits", "elements", "tangents"] as const;

/** `options`, refused unless its numbers are such. */
export function asExplainOptions(options: ExplainOptions): ExplainOptions {
  const { digits, elements } = asOptions("explain", options, ...KEYS);
  if (digits !== undefined && !(Number.isInteger(digits) && digits >= 1 && digits <= 17))
    throw new ValueError(
      "explain",
      `digits ${kindOf(digits)}`,
      "they are not a whole number from 1 to 17",
      "write digits: 6",
    );
  if (elements !== undefined && !(typeof elements === "number" && elements >= 0))
    throw new ValueError(
      "explain",
      `elements ${kindOf(elements)}`,
      "they are not a number",
      "write elements: 6",
    );
  return options;
}

/** The tensors under `y` that `of` names, or all leaves with a name. */
export function wantedOf(y: Tensor, of: unknown, op = "explain"): readonly Tensor[] {
  const known = topological([y]).filter(({ dtype }) => isFloat(dtype));
  if (of === undefined) {
    const leaves = known.filter(({ name = "", inputs }) => name !== "" && inputs.length === 0);
    if (leaves.length > 0) return leaves;
    throw new ValueError(
      op,
      y.name ?? "y",
      "it has no leaf with a name",
      'name what you differentiate by, tensor(2, { name: "x" }), or give of: [x]',
    );
  }
  if (!Array.isArray(of))
    throw new ValueError(op, `of ${kindOf(of)}`, "it is a list", 'write of: [x] or of: ["x"]');
  return of.flatMap((x: unknown) => find(op, x, known));
}

function find(op: string, x: unknown, known: readonly Tensor[]): readonly Tensor[] {
  const found = known.filter((node) => (x instanceof Tensor ? node === x : node.name === x));
  if (found.length > 0) return found;
  const names = [...new Set(known.map(({ name }) => name))].filter(Boolean).join(", ");
  throw new ValueError(
    op,
    x instanceof Tensor ? `of ${x.name ?? "a tensor"}` : kindOf(x),
    "the result does not depend on a floating tensor of that name",
    names === "" ? "name what you ask for" : `there are ${names}`,
  );
}

/** The tangents by tensor. */
export function movesOf(y: Tensor, tangents: unknown): ReadonlyMap<Tensor, Tensor> {
  if (typeof tangents !== "object" || tangents === null || Array.isArray(tangents))
    throw new ValueError(
      "explain",
      `tangents ${kindOf(tangents)}`,
      "they are an object",
      "write tangents: { x: 1 }",
    );
  const known = topological([y]).filter(({ dtype }) => isFloat(dtype));
  return new Map(
    Object.entries(tangents).flatMap(([name, move]: [string, unknown]) =>
      find("explain", name, known).map((x) => [x, asTangent(name, x, move)] as const),
    ),
  );
}

function asTangent(name: string, x: Tensor, move: unknown): Tensor {
  if (typeof move === "number") return fill(move, x);
  const dx = move instanceof Tensor ? move : tensor(move as NestedArray[], { dtype: x.dtype });
  if (sameShape(dx.shape, x.shape) && dx.dtype === x.dtype) return dx;
  throw new ValueError(
    "explain",
    `tangent ${dx.dtype} [${dx.shape.join(", ")}] of ${name} ${x.dtype} [${x.shape.join(", ")}]`,
    "a tangent has the shape and the dtype of its tensor",
    "give one like it, or a number for every element",
  );
}
