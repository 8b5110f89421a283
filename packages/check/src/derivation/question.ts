import type { Shape, Tensor } from "@chainrule/core";
import type { Changes, Flow } from "../pass/flow.ts";
import { type Numbers, dot, near } from "../pass/numbers.ts";
import type { Edit } from "./edit.ts";
import type { FactorName } from "./factors.ts";

/** A claim, brought into shape, beside the node that computes what it should be. */
export interface Known {
  readonly target: Tensor;
  readonly want: Numbers;
  readonly tolerance: Numbers;
}

/** Which change to the pass makes `target` what the learner has? */
export interface Question extends Known {
  readonly flow: Flow;
  readonly shape: Shape;
  readonly names: readonly FactorName[];
  /** The other claims: what explains them too is the better explanation. */
  readonly others: readonly Known[];
  readonly budget: number;
  /** The gradient of a parameter, for "already updated". */
  readonly slope: (parameter: Tensor) => Tensor | undefined;
}

/** A change that reproduces the learner's numbers. */
export interface Match {
  readonly edit: Edit;
  /** A second finding: all was also multiplied by this. 1 where it was not. */
  readonly factor: number;
  /** What the factor (of this edit, or beside it) may be equal to, simplest first. */
  readonly names: readonly FactorName[];
  readonly cost: number;
  /** The second edit, or the same one at other steps. */
  readonly more?: readonly Edit[];
  /** For a factor: it is on one contribution only, not on all of the claim. */
  readonly partial?: boolean;
}

/** An edit with the numbers that it gives. */
export interface Tried {
  readonly edit: Edit;
  readonly got: Numbers;
}

/** The k with rest + k · part = want, if there is one. */
export function solve(q: Question, rest: Numbers, part: Numbers): number | undefined {
  const square = dot(part, part);
  if (!(square > 1e-24)) return undefined;
  let k = 0;
  part.forEach((v, i) => (k += (v * ((q.want[i] ?? 0) - (rest[i] ?? 0))) / square));
  const loose = q.tolerance.map((t, i) => t + Math.abs(k * (part[i] ?? 0)) * 1e-12);
  return near(combined(rest, k, part), q.want, loose) ? k : undefined;
}

export const combined = (rest: Numbers, k: number, part: Numbers): Numbers =>
  part.map((v, i) => (rest[i] ?? 0) + k * v);

/** How far `k` may be from its name, given how well the numbers are known. */
export function slack(q: Question, part: Numbers, k: number): number {
  const noise = Math.sqrt(dot(q.tolerance, q.tolerance) / q.tolerance.length);
  const size = Math.abs(k) || 1;
  const room = (3 * noise) / (Math.sqrt(dot(part, part)) || 1);
  return Math.max(1e-9 * size, Math.min(0.06 * size, room));
}

/** Digits of evidence in a claim: how many its elements tell beyond the tolerance. */
export const evidence = ({ want, tolerance }: Known): number =>
  want.reduce((s, v, i) => s + Math.max(0, Math.log10(Math.abs(v) / (tolerance[i] ?? 1))), 0);

export const merged = (edits: readonly Edit[]): Changes =>
  new Map(edits.flatMap((e) => [...e.changes]));
