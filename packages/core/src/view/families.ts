/** Every op by its name, for those who find ops written down. */
import type { Op } from "../graph/tensor.ts";
import { After, Checkpoint } from "../autodiff/checkpoint.ts";
import * as activations from "../ops/activations.ts";
import * as arithmetic from "../ops/arithmetic.ts";
import * as cholesky from "../ops/cholesky.ts";
import * as comparison from "../ops/comparison.ts";
import { Product } from "../ops/contraction.ts";
import * as determinant from "../ops/determinant.ts";
import { Diagonal } from "../ops/diagonal.ts";
import * as exponential from "../ops/exponential.ts";
import { Arg, Extremum } from "../ops/extrema.ts";
import * as hyperbolic from "../ops/hyperbolic.ts";
import { Concat } from "../ops/joining.ts";
import * as leaves from "../ops/leaf.ts";
import { Gather, Scatter } from "../ops/lookup.ts";
import { opOf } from "../ops/pointwise.ts";
import * as power from "../ops/power.ts";
import { Connect } from "../ops/quantifiers.ts";
import * as rectifiers from "../ops/rectifiers.ts";
import * as remainder from "../ops/remainder.ts";
import { Cumsum } from "../ops/running.ts";
import * as selection from "../ops/selection.ts";
import * as sigmoid from "../ops/sigmoid.ts";
import { Embed, Slice } from "../ops/slicing.ts";
import * as solve from "../ops/solve.ts";
import { Argsort } from "../ops/sorting.ts";
import * as special from "../ops/special.ts";
import { BroadcastTo, Identity, Permute, Reshape, StopGradient, Sum } from "../ops/structural.ts";
import { Substitute } from "../ops/substitution.ts";
import * as trigonometric from "../ops/trigonometric.ts";
import { type Family, type Reader, familyOf } from "./family.ts";

/** Ops without attributes, by themselves or behind the functions that apply them. */
const single = (...modules: readonly object[]): readonly Op[] =>
  modules
    .flatMap((module): unknown[] => Object.values(module))
    .map((x) => (typeof x === "function" ? opOf(x) : (x as Op)))
    .filter((op) => op !== undefined);

const grid = ({ numbers }: Reader): Parameters<typeof Slice>[0] => ({
  starts: numbers("starts"),
  steps: numbers("steps"),
  sizes: numbers("sizes"),
});

const product = ({ text }: Reader, name: string): Op =>
  Product(name, text("a"), text("b"), text("out"));

const exponentialOf = ({ number }: Reader, name: string): Op =>
  rectifiers.exponential(name, number("alpha"), number("factor"));

/** The families of ops with attributes. */
const several: Record<string, (attrs: Reader, name: string) => Op> = {
  reshape: ({ numbers }) => Reshape(numbers("to")),
  permute: ({ numbers }) => Permute(numbers("order")),
  broadcastTo: ({ numbers }) => BroadcastTo(numbers("to")),
  sum: ({ numbers }) => Sum(numbers("axes")),
  slice: (attrs) => Slice(grid(attrs)),
  embed: (attrs) => Embed(grid(attrs)),
  diagonal: ({ text }) => Diagonal(text("labels")),
  concat: ({ whole }) => Concat(whole("axis")),
  take: ({ whole, flag }) => Gather(whole("axis"), flag("along")),
  takeAlongAxis: ({ whole, flag }) => Gather(whole("axis"), flag("along")),
  scatter: ({ whole, flag }) => Scatter(whole("axis"), flag("along"), whole("n")),
  max: ({ numbers }) => Extremum("max", numbers("axes")),
  min: ({ numbers }) => Extremum("min", numbers("axes")),
  argmax: ({ whole }) => Arg("argmax", whole("axis")),
  argmin: ({ whole }) => Arg("argmin", whole("axis")),
  all: ({ numbers }) => Connect("all", numbers("axes")),
  any: ({ numbers }) => Connect("any", numbers("axes")),
  cumsum: ({ whole, flag }) => Cumsum(whole("axis"), flag("reverse")),
  argsort: ({ flag }) => Argsort(flag("descending")),
  matmul: product,
  dot: product,
  outer: product,
  einsum: product,
  tensordot: product,
  conv2d: product,
  product,
  clip: ({ number }) => selection.Clip(number("low"), number("high")),
  cast: ({ dtype }) => selection.Cast(dtype("from"), dtype("to")),
  leakyRelu: ({ number }) => rectifiers.Leaky(number("slope")),
  elu: exponentialOf,
  selu: exponentialOf,
  triangularSolve: ({ flag }) =>
    Substitute({
      upper: flag("upper"),
      transpose: flag("transpose"),
      unitDiagonal: flag("unitDiagonal"),
    }),
};

export const families = (): ReadonlyMap<string, Family> =>
  new Map<string, Family>([
    ...single(
      leaves,
      { After, Checkpoint, Identity, StopGradient },
      activations,
      arithmetic,
      cholesky,
      comparison,
      determinant,
      exponential,
      hyperbolic,
      power,
      rectifiers,
      remainder,
      selection,
      sigmoid,
      solve,
      special,
      trigonometric,
    ).map((op) => [op.name, op] as const),
    ...Object.entries(several).map(([name, make]) => [name, familyOf(name, make)] as const),
  ]);
