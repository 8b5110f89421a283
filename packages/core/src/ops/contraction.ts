/** Products that sum over shared axes. */
import { apply } from "../graph/apply.ts";
import { bilinear } from "../graph/derivative.ts";
import { ShapeError } from "../graph/errors.ts";
import { describe } from "../graph/note.ts";
import { type Shape, broadcastShapes } from "../graph/shape.ts";
import type { Op, Tensor } from "../graph/tensor.ts";
import type { Contract, Contracts, Dots, Outers, SizeOf } from "../graph/typed-product.ts";
import { mixed } from "./accepts.ts";
import { asNumbers } from "./check.ts";
import { reshapeTo } from "./structural.ts";

/**
 * `Σ a·b` over the labels that `out` lacks; a letter names an axis. Every label of an operand stands in the
 * other operand or in `out`, so that ā is the same kind of product, of c̄ and b: no transpose is ever made.
 */
export const Product = (name: string, a: string, b: string, out: string): Op => ({
  name,
  attrs: { a, b, out },
  arity: 2,
  shape: (x, y) => productShape(name, [x, y], a, b, out),
  kernel: { kind: "contract", a, b, out },
  derivative: bilinear(
    (g, _, y) => apply(Product(name, out, b, a), g, y),
    (g, x) => apply(Product(name, a, out, b), x, g),
  ),
});

/** A product with its labels, as other families of products use it. */
export const product = (
  name: string,
  x: Tensor,
  y: Tensor,
  a: string,
  b: string,
  out: string,
): Tensor => apply(Product(name, a, b, out), x, y);

function productShape(
  name: string,
  [x, y]: readonly [Tensor, Tensor],
  a: string,
  b: string,
  out: string,
): Shape {
  const sizes = new Map<string, number>();
  [...a].forEach((label, axis) => sizes.set(label, x.shape[axis] ?? 1));
  for (const [axis, label] of [...b].entries()) {
    const d = y.shape[axis] ?? 1;
    const other = sizes.get(label);
    if (other !== undefined && other !== d) throw inner(name, x, y, other, d);
    sizes.set(label, d);
  }
  asNumbers(name, x);
  return [...out].map((label) => sizes.get(label) ?? 1);
}

const inner = (op: string, x: Tensor, y: Tensor, k: unknown, l: unknown): ShapeError =>
  new ShapeError(
    op,
    `${describe(x)} · ${describe(y)}`,
    `inner sizes ${String(k)} and ${String(l)} differ`,
    suggestion(x.shape, y.shape),
  );

function suggestion(a: Shape, b: Shape): string {
  if (a.length === 1 && b.length === 1) return "make them equally long";
  const [k, m] = a.toReversed();
  const [n, l] = b.length === 1 ? [undefined, b[0]] : b.toReversed();
  if (a.length <= 2 && b.length <= 2) {
    if (k === n) return "transpose the second";
    if (m === l) return "transpose the first";
    if (m !== undefined && m === n) return "exchange the two";
  }
  return "the last axis of the first must be as long as the last but one of the second";
}

/**
 * Matrix product `c[i,j] = Σₖ a[i,k]·b[k,j]`. Leading axes are a batch and broadcast; a vector is a row on
 * the left and a column on the right, and its axis goes.
 */
export function matmul<A extends Shape, B extends Shape>(
  a: Tensor<A>,
  b: Tensor<B> & Contracts<A, B>,
): Tensor<Contract<A, B>>;
export function matmul(a: unknown, b: unknown): Tensor {
  const [x, y] = [asNumbers("matmul", a), asNumbers("matmul", b)];
  if (x.shape.length === 0 || y.shape.length === 0)
    throw new ShapeError(
      "matmul",
      `${describe(x)} · ${describe(y)}`,
      "a scalar has no axis to sum over",
      "use mul",
    );
  if (x.dtype !== y.dtype) throw mixed("matmul", x, y);
  const [k, l] = [x.shape.at(-1), y.shape.at(-2) ?? y.shape.at(-1)];
  if (k !== l) throw inner("matmul", x, y, k, l);
  const [xb, yb] = [x.shape.slice(0, -2), y.shape.slice(0, -2)];
  const batch = broadcastShapes(xb, yb);
  if (batch === undefined)
    throw new ShapeError(
      "matmul",
      `${describe(x)} · ${describe(y)}`,
      `batch axes [${xb.join(", ")}] and [${yb.join(", ")}] do not broadcast`,
      "make them agree or be 1",
    );
  const left = batched(x, batch, x.shape.length === 1 ? "k" : "ik");
  const right = batched(y, batch, y.shape.length === 1 ? "k" : "kj");
  const names = [...batch.keys()].map(batchLabel).join("");
  const out = `${names}${x.shape.length === 1 ? "" : "i"}${y.shape.length === 1 ? "" : "j"}`;
  return restored(
    product("matmul", left.x, right.x, left.labels, right.labels, missing(out, left, right)),
    batch,
    out,
  );
}

/** Batch axes are called A, B, C, … */
const batchLabel = (axis: number): string => String.fromCharCode(65 + axis);

interface Labelled {
  readonly x: Tensor;
  readonly labels: string;
}

/** `x` with its batch axes labelled; those of size 1 that stretch are dropped, since a product without them is the same. */
function batched(x: Tensor, batch: Shape, matrix: string): Labelled {
  const own = x.shape.slice(0, -matrix.length);
  const shift = batch.length - own.length;
  const kept = [...own.keys()].filter(
    (axis) => own[axis] === batch[axis + shift] && own[axis] !== 1,
  );
  const shape = [...kept.map((axis) => own[axis] ?? 1), ...x.shape.slice(-matrix.length)];
  return {
    x: reshapeTo(x, shape),
    labels: kept.map((axis) => batchLabel(axis + shift)).join("") + matrix,
  };
}

/** `out` without the batch labels that neither side has: those of size 1. */
const missing = (out: string, ...sides: readonly Labelled[]): string =>
  [...out].filter((label) => sides.some(({ labels }) => labels.includes(label))).join("");

/** The product with its batch axes of size 1 put back. */
const restored = (y: Tensor, batch: Shape, out: string): Tensor =>
  reshapeTo(y, [...batch, ...y.shape.slice(y.shape.length - (out.length - batch.length))]);

/** `Σ aᵢbᵢ` of two vectors. */
export function dot<A extends Shape, B extends Shape>(
  a: Tensor<A>,
  b: Tensor<B> & Dots<A, B>,
): Tensor<readonly []> {
  const [x, y] = vectors("dot", a, b);
  return product("dot", x, y, "k", "k", "") as Tensor<readonly []>;
}

/** `c[i,j] = a[i]·b[j]` of two vectors. */
export function outer<A extends Shape, B extends Shape>(
  a: Tensor<A>,
  b: Tensor<B> & Outers<A, B>,
): Tensor<readonly [SizeOf<A>, SizeOf<B>]> {
  const [x, y] = vectors("outer", a, b);
  return product("outer", x, y, "i", "j", "ij") as Tensor<readonly [SizeOf<A>, SizeOf<B>]>;
}

function vectors(op: string, a: unknown, b: unknown): readonly [Tensor, Tensor] {
  const pair = [asNumbers(op, a), asNumbers(op, b)] as const;
  const odd = pair.find((x) => x.shape.length !== 1);
  if (odd !== undefined)
    throw new ShapeError(op, describe(odd), "it takes two vectors", "flatten it, or use matmul");
  return pair;
}
