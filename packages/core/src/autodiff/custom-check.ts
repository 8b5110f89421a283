import { allocate, isFloat } from "../graph/dtype.ts";
import { GradientError } from "../graph/errors.ts";
import { describe } from "../graph/note.ts";
import { type Shape, size } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { dataOf } from "../eval/compute.ts";
import { evaluateRoots } from "../eval/evaluate.ts";
import { fill, given, inputLike } from "../ops/leaf.ts";
import { type Rules, cotangentsOf, tangentOf, valueOf } from "./custom-rules.ts";
import { tangents } from "./forward.ts";
import { sweep } from "./reverse.ts";
import { transforming } from "./transform.ts";

declare const process: { readonly env: Readonly<Record<string, string | undefined>> };

/** Whether definitions are to be tried: unless `NODE_ENV` says "production", to a bundler or at run time. */
export function inDevelopment(): boolean {
  try {
    return process.env["NODE_ENV"] !== "production";
  } catch {
    return true;
  }
}

type Like = Pick<Tensor, "shape" | "dtype">;
/** What the first number of a sample is multiplied by, and the second, and so on in turn. */
type Signs = readonly [number, number];

/** Numbers of these signs between 0.2 and 0.8, no two alike, in which most functions are smooth. */
function sample({ shape, dtype }: Like, seed: number, signs: Signs): Tensor {
  const data = allocate(dtype, size(shape));
  for (let i = 0; i < data.length; i++)
    data[i] = (signs[i % 2] ?? 1) * (0.2 + 0.6 * (((i + seed) * 0.6180339887498949) % 1));
  return given(shape.length === 0 ? (data[0] ?? 0) : data, shape, dtype);
}

const SHAPES: readonly Shape[] = [[], [3], [2, 3], [2, 2]];

/** Small inputs for a function of so many tensors. */
export const examples = (arity: number): Tensor[][] =>
  SHAPES.flatMap((shape) =>
    samplesLike(Array.from({ length: arity }, () => ({ shape, dtype: "float64" }))),
  );

/** Inputs of these shapes and dtypes: positive, and of either sign. */
export const samplesLike = (xs: readonly Like[]): Tensor[][] =>
  [1, -1].map((sign) => xs.map((x, i) => sample(x, 1 + 7 * i, [sign, 1])));

/** What a rule gave, what `evaluate` has by its own graph, and its slope at an element by differences. */
interface Comparison {
  readonly what: string;
  readonly part: Tensor;
  readonly own: Tensor;
  readonly difference: (at: number) => number;
}

/**
 * Compare the rules with the derivative of `evaluate` at `xs`: with that of its own graph and, where the two
 * differ, with differences, which decide. The error of `evaluate` or of a rule if they do not take such inputs.
 */
export function refusalAt(rules: Rules, xs: readonly Tensor[]): unknown {
  let found: readonly Comparison[];
  try {
    evaluateRoots(xs);
    const signs: readonly Signs[] = [
      [1, -1],
      [-1, 1],
    ];
    found = transforming(() =>
      signs.flatMap((each) => comparisons(rules, xs.map(inputLike), each)),
    );
  } catch (error) {
    return error;
  }
  for (const each of found) compare(rules.name, each);
  return undefined;
}

/** A rule is linear in cotangents and tangents of any `signs`. */
function comparisons(rules: Rules, xs: readonly Tensor[], signs: Signs): Comparison[] {
  const y = valueOf(rules, xs);
  evaluateRoots([y]);
  if (!dataOf(y).every(Number.isFinite)) throw new RangeError("not finite here");
  const g = sample(y, 3, signs);
  const floats = xs.filter((x) => isFloat(x.dtype));
  const slopes = sweep(y, floats, g);
  const parts = cotangentsOf(rules, g, y, xs);
  const list = floats.map((x, k): Comparison => {
    const i = xs.indexOf(x);
    return {
      what: `its vjp for input ${i}, ${describe(x)}`,
      part: parts[i] ?? fill(0, x),
      own: slopes[k] ?? fill(0, x),
      difference: (at) =>
        slope((h) =>
          total(
            valueAt(rules, xs, (other) => (other === x ? unit(x, at, h) : null)),
            g,
          ),
        ),
    };
  });
  if (rules.jvp !== undefined) {
    const moves = new Map(floats.map((x, k) => [x, sample(x, 5 + k, signs)]));
    const dxs = xs.map((x) => moves.get(x) ?? fill(0, x));
    list.push({
      what: "its jvp",
      part: tangentOf(rules, dxs, y, xs),
      own: tangents([y], moves)[0] ?? fill(0, y),
      difference: (at) =>
        slope((h) => valueAt(rules, xs, (x) => scaled(moves.get(x) ?? x, h))[at] ?? NaN),
    });
  }
  evaluateRoots(list.flatMap(({ part, own }) => [part, own]));
  return list;
}

/** Refuses the first element of `part` that is neither `own` nor the slope by differences. */
function compare(name: string, { what, part, own, difference }: Comparison): void {
  const [found, wanted] = [dataOf(part), dataOf(own)];
  const tolerance = part.dtype === "float32" ? 1e-3 : 1e-7;
  const near = (a: number, b: number) =>
    a === b ||
    (Number.isFinite(a - b) &&
      Math.abs(a - b) <= tolerance * (1 + Math.max(Math.abs(a), Math.abs(b))));
  for (const [i, a] of found.entries()) {
    const b = wanted[i] ?? NaN;
    if (near(a, b)) continue;
    const d = part.dtype === "float32" ? NaN : difference(i);
    if (near(a, d) || !(Number.isFinite(b) || Number.isFinite(d))) continue;
    throw new GradientError(
      name,
      `${what}, element ${i}`,
      `it gives ${short(a)}, evaluate ${Number.isFinite(d) ? `${short(d)} by differences` : `${short(b)} by its own graph`}`,
      "correct the rule, or write check: false if it is meant to differ",
    );
  }
}

const short = (x: number): string => String(Number(x.toPrecision(8)));

/** Central differences at two steps, extrapolated, so that the error is of fourth order. */
function slope(f: (h: number) => number): number {
  const central = (h: number) => (f(h) - f(-h)) / (2 * h);
  const h = 1e-3;
  return (4 * central(h / 2) - central(h)) / 3;
}

/** The elements of `evaluate` where each input is moved. */
function valueAt(
  rules: Rules,
  xs: readonly Tensor[],
  move: (x: Tensor) => Float64Array | null,
): Float64Array {
  const moved = xs.map((x) => {
    const shift = isFloat(x.dtype) ? move(x) : null;
    if (shift === null) return x;
    const data = dataOf(x).map((value, i) => value + (shift[i] ?? 0));
    return given(x.shape.length === 0 ? (data[0] ?? 0) : data, x.shape, x.dtype);
  });
  const y = valueOf(rules, moved);
  evaluateRoots([y]);
  return Float64Array.from(dataOf(y));
}

const unit = (x: Tensor, at: number, h: number): Float64Array =>
  Float64Array.from({ length: size(x.shape) }, (_, i) => (i === at ? h : 0));
const scaled = (x: Tensor, h: number): Float64Array => Float64Array.from(dataOf(x), (v) => v * h);
const total = (y: Float64Array, g: Tensor): number =>
  Float64Array.from(dataOf(g)).reduce((sum, weight, i) => sum + weight * (y[i] ?? NaN), 0);
