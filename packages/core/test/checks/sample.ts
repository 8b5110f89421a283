import {
  type DType,
  type Shape,
  type Tensor,
  data,
  gradients,
  jvp,
  mul,
  square,
  sum,
} from "../../src/index.ts";
import { given, size } from "../../src/engine.ts";
import { type Domain, drawFor, within } from "../table/domain.ts";
import type { Row } from "../table/row.ts";

type Floating = Extract<DType, "float64" | "float32">;

/** Plain numbers as a tensor that leads back to nothing. */
export function leaf(values: readonly number[], shape: Shape, dtype: Floating = "float64"): Tensor {
  const held = dtype === "float32" ? Float32Array.from(values) : Float64Array.from(values);
  return given(shape.length === 0 ? (held[0] as number) : held, shape, dtype);
}

const drawn = (shape: Shape, domain: Domain, seed: string, dtype: Floating = "float64"): Tensor =>
  leaf(domain(size(shape), drawFor(seed)), shape, dtype);

/** The inputs of a row, the same at every call. */
export const inputsOf = (
  row: Row,
  dtype: Floating = "float64",
  shapes: readonly Shape[] = row.shapes,
): Tensor[] =>
  shapes.map((shape, i) =>
    drawn(shape, row.domains[i] as Domain, `${row.title}: input ${i}`, dtype),
  );

const uneven: Domain = within([-1.5, -0.5], [0.5, 1.5]);

/** A cotangent or tangent for `x`: random and nowhere 0, so that no term hides another. */
export const directionFor = (x: Tensor, seed: string): Tensor =>
  drawn(x.shape, uneven, seed, x.dtype as Floating);

/** `Jᵀu` for each input: the cotangent `u` of `f(xs)` pulled back, as part of the graph. */
export function pullBack(row: Row, xs: readonly Tensor[], u: (y: Tensor) => Tensor): Tensor[] {
  const y = row.f(...xs);
  return [...gradients(y, xs, u(y))];
}

/** `J·v` for tangents of some inputs; the others are constants. */
export function pushForward(
  row: Row,
  xs: readonly Tensor[],
  moves: readonly (Tensor | null)[],
): Tensor {
  const moving = [...xs.keys()].filter((i) => moves[i] !== null);
  const f = (...some: Tensor[]): Tensor => row.f(...xs.map((x, i) => some[moving.indexOf(i)] ?? x));
  const [, dy] = jvp(
    f,
    moving.map((i) => xs[i] as Tensor),
    moving.map((i) => moves[i] as Tensor),
  );
  return dy;
}

/**
 * A scalar of the result that bends, so that linear ops have second derivatives too: `Σ u·(y + y²/2)`.
 */
export function score(row: Row, u: (y: Tensor) => Tensor): (xs: readonly Tensor[]) => Tensor {
  return (xs) => {
    const y = row.f(...xs);
    return sum(mul(u(y), mul(square(y), 0.5).add(y)));
  };
}

/** All elements of all tensors, one after the other. */
export const flat = (xs: readonly Tensor[]): number[] => xs.flatMap((x) => [...data(x)]);

/** The same numbers with 0 for −0, which a sweep that stops at exact zeros does not tell apart. */
export const unsigned = (xs: readonly number[]): number[] => xs.map((x) => x + 0);

export const inner = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, x, i) => sum + x * (b[i] as number), 0);

/** What the terms of an inner product are worth without cancellation. */
export const weight = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, x, i) => sum + Math.abs(x * (b[i] as number)), 0);
