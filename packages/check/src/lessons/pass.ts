import { type Tensor, evaluate } from "@chainrule/core";
import { evaluateRoots, fill, pullback, refuseSettled, sweep } from "@chainrule/core/engine";

/** An operand of a step, on the way back. */
export interface Edge {
  readonly user: Tensor;
  readonly operand: number;
  readonly x: Tensor;
}

/** What a backward pass goes over. */
export interface Pass {
  readonly y: Tensor;
  readonly seed: Tensor;
  readonly wanted: readonly Tensor[];
  /** The operands of each step, the steps in the right order: every user of a step before it. */
  readonly steps: ReadonlyMap<Tensor, readonly Edge[]>;
  /** How often each tensor is used. */
  readonly uses: ReadonlyMap<Tensor, number>;
}

/** What lies between `y` and `wanted`, all of it evaluated. */
export function passOf(y: Tensor, wanted: readonly Tensor[]): Pass {
  const seed = fill(1, y);
  const steps = new Map<Tensor, Edge[]>();
  const uses = new Map<Tensor, number>();
  sweep(y, wanted, seed, {
    onOrder: (order) => refuseSettled("brokenEngines", order, wanted),
    onPart(_, user, operand) {
      const x = user.inputs[operand] ?? user;
      steps.set(user, [...(steps.get(user) ?? []), { user, operand, x }]);
      uses.set(x, (uses.get(x) ?? 0) + 1);
    },
  });
  evaluateRoots([...steps.keys(), ...uses.keys()]);
  return { y, seed, wanted, steps, uses };
}

/** What the rule of a step gives for one of its operands, as a value. */
export type Pull = (edge: Edge, g: Tensor) => Tensor;

export const pull: Pull = ({ user, operand, x }, g) =>
  evaluate(pullback(user, g, operand) ?? fill(0, x));

/** Adjoints by tensor, as one engine has them. */
export type Adjoints = Map<Tensor, Tensor>;

/** How an engine puts a contribution to what it has. */
export type Put = (before: Tensor | undefined, part: Tensor, edge: Edge) => Tensor;

/** A pass in the right order. */
export function inOrder({ y, seed, steps }: Pass, put: Put, rule: Pull = pull): Adjoints {
  const adjoints: Adjoints = new Map([[y, seed]]);
  for (const [user, edges] of steps) {
    const g = adjoints.get(user);
    if (g === undefined) continue;
    for (const edge of edges) adjoints.set(edge.x, put(adjoints.get(edge.x), rule(edge, g), edge));
  }
  return adjoints;
}
