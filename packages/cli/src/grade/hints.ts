/** As much of a diagnosis as a learner is to be told. */
import type { Finding } from "@chainrule/check";

/** What is read of a report. */
export interface Diagnosis {
  readonly entries?: readonly Diagnosed[];
  readonly first?: Diagnosed;
}

interface Diagnosed {
  readonly name: string;
  readonly text: string;
  readonly candidates: readonly Finding[];
}

/** 1: which gradient is the first wrong one; 2: the kind of mistake as well; 3: the whole sentence. */
export function hint({ first }: Diagnosis, hints: number): string | undefined {
  if (hints === 0 || first === undefined) return undefined;
  if (hints === 3) return `${first.name}: ${first.text}`;
  const where = `${first.name} is the first that is wrong`;
  const kind = first.candidates[0]?.kind;
  return hints === 1 || kind === undefined ? `${where}.` : `${where}: ${kinds[kind]}.`;
}

const kinds: Readonly<Record<Finding["kind"], string>> = {
  sign: "look at the sign",
  scale: "it is off by a constant factor",
  path: "a contribution is missing",
  overwritten: "what is used more than once gets a share from each use",
  "left-out": "a factor of the chain rule is missing",
  twice: "a factor of the chain rule is there twice",
  inverse: "something is divided by that has to be multiplied",
  "wrong-place": "a derivative is taken at the wrong place",
  "wrong-operand": "one value is used where another belongs",
  formula: "the formula of a derivative is wrong",
  "other-function": "it is the derivative of another function",
  "not-derived": "a function stands where its derivative belongs",
  "other-loss": "it is the gradient of another loss",
  mask: "the gradient passes where it is stopped, and the other way round",
  "not-transposed": "look at the transpositions",
  reordered: "the elements are in the wrong order",
  swapped: "look at the kind of product, and at its order",
  "one-slice": "only one term of a sum is there",
  "wrong-axis": "the sum runs over the wrong axis",
  skipped: "a whole step was left out",
  added: "there is a term that the loss does not have",
  updated: "a value was changed before it was used",
  transposed: "look at its shape",
  "missing-sum": "look at its shape",
  slip: "only a few numbers are wrong",
  unknown: "no single step explains it",
};
