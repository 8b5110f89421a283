import type * as C from "../../src/index.ts";

/** What an op answers at a point where differences cannot tell. */
export interface Point {
  readonly claim: string;
  readonly f: (...xs: C.Tensor[]) => C.Tensor;
  /** One vector per input. */
  readonly at: readonly (readonly number[])[];
  /** The gradient of the sum of the result, one vector per input. */
  readonly slopes: readonly (readonly number[])[];
  /** The second derivatives: how the gradient changes when all elements of all inputs move by 1. */
  readonly bends?: readonly (readonly number[])[];
  /** The cotangent of every element, 1 unless given. */
  readonly cotangent?: number;
}

type Vectors = readonly (readonly number[])[];

export const point = (
  claim: string,
  f: Point["f"],
  at: Vectors,
  slopes: Vectors,
  options: Pick<Point, "bends" | "cotangent"> = {},
): Point => ({ claim, f, at, slopes, ...options });
