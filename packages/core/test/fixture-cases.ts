/** The reference cases, as they lie in `fixtures/`, and how a tensor is compared with them. */
import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { type Tensor, tensor } from "../src/index.ts";

/** Flat, row-major, float64 unless said otherwise. */
export interface Stored {
  readonly shape: readonly number[];
  readonly data: readonly number[];
  readonly dtype?: "int32" | "bool";
  readonly grad?: false;
}

type Flat = readonly number[];

/** What a case says about derivatives, one entry per input: null where no gradient is wanted. */
interface Derivatives {
  readonly cotangent?: Flat;
  readonly cotangents?: readonly Flat[];
  readonly output?: Stored;
  readonly outputs?: readonly Stored[];
  readonly grads?: readonly (Flat | null)[];
  readonly v?: readonly (Flat | null)[];
  readonly jvp?: Flat;
  readonly jvps?: readonly Flat[];
  readonly hvp?: readonly (Flat | null)[];
}

/** Every attribute that some fixture op has. */
export interface Attrs {
  readonly axis?: number | readonly number[] | null;
  readonly axis1?: number;
  readonly axis2?: number;
  readonly axes?: readonly number[] | null;
  readonly equation?: string;
  readonly keepdims?: boolean;
  readonly ddof?: number;
  readonly p?: number | "inf";
  readonly alpha?: number;
  readonly approximate?: "none" | "tanh";
  readonly min?: number;
  readonly max?: number;
  readonly exponent?: number;
  readonly base?: number;
  readonly value?: number;
  readonly shape?: readonly number[];
  readonly sizes?: readonly number[];
  readonly slices?: readonly (readonly [number | null, number | null, number | null])[];
  readonly paddings?: readonly (readonly [number, number])[];
  readonly indices?: readonly number[];
  readonly index?: number;
  readonly repeats?: number;
  readonly reps?: readonly number[];
  readonly shift?: number;
  readonly descending?: boolean;
  readonly k?: number;
  readonly kernel?: readonly [number, number];
  readonly stride?: readonly [number, number];
  readonly padding?: readonly [number, number];
  readonly dilation?: readonly [number, number];
  readonly reduction?: "mean" | "sum" | "none";
  readonly delta?: number;
  readonly beta?: number;
  readonly weight?: readonly number[];
  readonly pos_weight?: readonly number[];
  readonly ignore_index?: number;
  readonly label_smoothing?: number;
  readonly normalized_shape?: readonly number[];
  readonly eps?: number;
  readonly training?: boolean;
  readonly causal?: boolean;
}

export interface OpCase extends Derivatives {
  readonly id: string;
  readonly op: string;
  readonly attrs: Attrs;
  readonly inputs: readonly Stored[];
}

export interface Program extends Derivatives {
  readonly id: string;
  readonly inputs: readonly Stored[];
  readonly nodes: readonly { op: string; args: readonly number[]; attrs?: Attrs }[];
  readonly out: number;
}

export interface Article {
  readonly id: string;
  readonly activation: "relu" | "tanh" | "sigmoid";
  readonly batch: number;
  readonly params: readonly Stored[];
  readonly X: Stored;
  readonly Y: Stored;
  readonly output: Stored;
  readonly loss: number;
  readonly true_grads: readonly Flat[];
  readonly article_grads: readonly Flat[];
}

const casesIn = (file: string): unknown => {
  const text = readFileSync(new URL(`fixtures/${file}.json`, import.meta.url), "utf8");
  return (JSON.parse(text) as { readonly cases: unknown }).cases;
};

export const opCases = casesIn("ops") as readonly OpCase[];
export const scalarPrograms = casesIn("programs_scalar") as readonly Program[];
export const tensorPrograms = casesIn("programs_tensor") as readonly Program[];
export const articleCases = casesIn("article") as readonly Article[];

export const tensorOf = ({ data, shape, dtype }: Stored): Tensor =>
  tensor(data, { shape, dtype: dtype ?? "float64" });

/** `data` in the shape of `like`. */
export const shapedLike = (data: Flat, like: { readonly shape: readonly number[] }): Tensor =>
  tensor(data, { shape: like.shape });

/** |a − b| over max(1, |a|, |b|). NaN agrees with NaN only, an infinity with the same infinity only. */
export function distance(a: number, b: number): number {
  if (Object.is(a, b)) return 0;
  const gap = Math.abs(a - b) / Math.max(1, Math.abs(a), Math.abs(b));
  return Number.isFinite(a) && Number.isFinite(b) ? gap : Infinity;
}

/** Shapes first; then every element within `tolerance`. */
export function expectClose(
  actual: Tensor,
  wanted: { readonly data: Flat; readonly shape: readonly number[] },
  what: string,
  tolerance = 1e-9,
): void {
  expect(actual.shape, `${what}: shape`).toEqual(wanted.shape);
  const elements = actual.data();
  expect(elements.length, `${what}: number of elements`).toBe(wanted.data.length);
  wanted.data.forEach((b, i) => {
    const a = elements[i] ?? NaN;
    if (!(distance(a, b) <= tolerance)) expect(a, `${what}, element ${i}`).toBe(b);
  });
}
