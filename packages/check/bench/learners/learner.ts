import type { Tensor } from "@chainrule/core";
import type { Draw } from "./draw.ts";
import type { Matrix, Nested, Vector, Write } from "./paper.ts";

export type Tensors = Readonly<Record<string, Tensor>>;
export type Values = Readonly<Record<string, Nested>>;

/** What somebody is to derive: the numbers of the inputs by name, and whatever else belongs to it. */
export interface Problem {
  readonly at: Values;
  /** Where a mistake is made that is made once, if there are several places. */
  readonly layer?: number;
}

/** What a diagnosis should say of a mistake. */
export interface Mistake<P extends Problem> {
  /** The kinds of edit that are right: several where they are the same numbers in other words. */
  readonly kinds: readonly [string, ...string[]];
  /** For a sign or a factor, or a factor besides another edit: which one. */
  readonly factor?: (problem: P) => number;
  /** A second mistake in the same place, of one of these kinds. */
  readonly besides?: readonly string[];
  /** A second mistake elsewhere: the claim that is to be blamed for it, and its kind. */
  readonly also?: (problem: P) => readonly [claim: string, kind: string];
  /** Problems in which the mistake can be made, and can be told from any other. */
  readonly needs?: (problem: P) => boolean;
  /** Claims that must be handed in: without them the mistake does not show, or not as what it is. */
  readonly hands?: (problem: P) => readonly string[];
  /** Claims that must not be. */
  readonly lacks?: (problem: P) => readonly string[];
  /** Made in more than one place: more than one claim may be blamed. */
  readonly often?: boolean;
}

/** What is handed in: values on the way forward, and gradients in backward order, those of one place together. */
export interface Handed {
  readonly forward: Values;
  readonly backward: readonly Values[];
}

/** Whether this mistake is made, here if a layer is named. */
export type Has = (mistake: string, layer?: number) => boolean;

/** All is right. */
export const nothing: Has = () => false;

/** Somebody who derives gradients by hand, and the same program in Chainrule. */
export interface Learner<P extends Problem> {
  readonly name: string;
  /** Each by a sentence that says what is wrong. */
  readonly mistakes: Readonly<Record<string, Mistake<P>>>;
  /** Whether ways branch, so that not every two gradients have an order. */
  readonly branches?: boolean;
  readonly draw: (draw: Draw) => P;
  readonly loss: (problem: P) => (at: Tensors) => Tensor;
  /** Names of the inputs that are trained. */
  readonly parameters: (problem: P) => readonly string[];
  readonly derive: (problem: P, write: Write, has: Has) => Handed;
}

/** The tensor of this name. */
export function take(at: Tensors, name: string): Tensor {
  const x = at[name];
  if (x === undefined) throw new Error(`no ${name} among ${Object.keys(at).join(", ")}`);
  return x;
}

const sheet = (at: Values, name: string): Nested => {
  const x = at[name];
  if (x === undefined) throw new Error(`no ${name} among ${Object.keys(at).join(", ")}`);
  return x;
};

export const scalarOf = (at: Values, name: string): number => Number(sheet(at, name));
export const vectorOf = (at: Values, name: string): Vector => sheet(at, name) as Vector;
export const matrixOf = (at: Values, name: string): Matrix => sheet(at, name) as Matrix;
