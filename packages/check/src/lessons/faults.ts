import { showShape } from "@chainrule/core/engine";
import type { Maths, Words } from "../report/block.ts";
import {
  type Place,
  type Run,
  depthFirst,
  overwriting,
  unsummed,
  unzeroed,
  updating,
} from "./engines.ts";
import type { Pass } from "./pass.ts";
import type { Tensor } from "@chainrule/core";

/** A way to break an engine. */
export interface Fault {
  readonly name: string;
  readonly run: (pass: Pass) => Run;
  /** Why it differs. */
  readonly why: (place: Place, pass: Pass, said: (x: Tensor) => Maths) => Words;
  /** Why it does not. */
  readonly whyNot: (pass: Pass) => string;
}

const usesOf = ({ uses }: Pass, x: Tensor): number => uses.get(x) ?? 0;
const isShared = ({ uses }: Pass): boolean => [...uses.values()].some((n) => n > 1);
const times = (n: number): string => (n === 2 ? "twice" : `${n} times`);

export const faults: readonly Fault[] = [
  {
    name: "no topological order",
    run: depthFirst,
    why: ({ at, by, had }, pass, said) => [
      said(at),
      ` is used ${times(usesOf(pass, at))} and passed its adjoint on when ${had} ${had === 1 ? "contribution" : "contributions"} had arrived: that through `,
      said(by),
      " came too late.",
    ],
    whyNot: (pass) =>
      isShared(pass)
        ? "What is used more than once passes nothing on, or has all that matters by then."
        : "Nothing is used more than once: every order is right.",
  },
  {
    name: "= for +=",
    run: overwriting,
    why: ({ at }, pass, said) => [
      said(at),
      ` is used ${times(usesOf(pass, at))}: only the last contribution to its adjoint is left.`,
    ],
    whyNot: (pass) =>
      isShared(pass)
        ? "What is overwritten is 0 here."
        : "Nothing is used more than once: there is nothing to add.",
  },
  {
    name: "no sum over stretched axes",
    run: unsummed,
    why: ({ at, by }, _, said) => [
      said(at),
      ` ${showShape(at.shape)} was stretched to ${showShape(by.shape)}: its gradient is the sum over all copies. An engine that compares shapes stops here, one that does not takes the first.`,
    ],
    whyNot: () => "Nothing was stretched, or only the first copy matters.",
  },
  {
    name: "not zeroed between two passes",
    run: unzeroed,
    why: () => "The second pass adds to the gradients of the first: they are twice as large.",
    whyNot: () => "All gradients are 0.",
  },
  {
    name: "updated during the pass",
    run: updating,
    why: ({ at, by }, _, said) => [
      said(at),
      " was updated before the rule of ",
      said(by),
      " read it again.",
    ],
    whyNot: () => "No rule reads what was updated before.",
  },
];
