/** Descent, one step at a time, on trees of parameters. */
import { ShapeError, type Tensor, ValueError, evaluate, tensor } from "@chainrule/core";
import {
  type Leaf,
  asTensor,
  describe,
  fill,
  fillTree,
  isTransforming,
  leavesOf,
  mapTree,
  namedLike,
  sameShape,
} from "@chainrule/core/engine";

/** What an optimiser remembers between steps: plain data, a tree of tensors itself. */
export interface OptimizerState<P> {
  /** Steps taken so far: a tensor, since a compiled step takes tensors as they come and is made anew for other numbers. */
  readonly step: Tensor<readonly []>;
  /** Moving averages and their like, each in the structure of the parameters. */
  readonly slots: readonly P[];
}

/** Pure functions: neither parameters nor state are changed, new ones are returned. */
export interface Optimizer {
  /** The state before the first step. */
  init<P>(params: P): OptimizerState<P>;
  /**
   * Parameters and state after one step against `gradient`. They are values without a history; inside a
   * transform they extend the graph, so that a step can be differentiated.
   *
   * @throws ShapeError if the gradient does not pair up with the parameters.
   */
  update<P>(
    params: P,
    gradient: P,
    state: OptimizerState<P>,
  ): [params: P, state: OptimizerState<P>];
}

/** What happens to one parameter `p` with gradient `g`: the new parameter, then its new slots. `step`, a float64 scalar, counts from 1. */
export type Rule = (
  p: Tensor,
  g: Tensor,
  slots: readonly Tensor[],
  step: Tensor,
) => readonly Tensor[];

/** The optimiser that applies a rule to every parameter, with so many slots of zeros at the start. */
export const optimizer = (name: string, slots: number, rule: Rule): Optimizer => ({
  init(params) {
    refuseTied(name, leavesOf(params));
    return {
      step: tensor(0, { name: "step" }),
      slots: Array.from({ length: slots }, () => mapTree(params, (p) => fill(0, p))),
    };
  },
  update(params, gradient, state) {
    const leaves = leavesOf(params);
    const slopes = paired(name, "gradient", gradient, leaves);
    const kept = state.slots.map((slot) => paired(name, "state", slot, leaves));
    const step = namedLike(asTensor(name, state.step).add(1), state.step) as typeof state.step;
    const after = leaves.map(({ tensor: p }, i) => {
      const own = kept.map((slot) => slot[i] as Tensor);
      const [moved, ...rest] = rule(p, slopes[i] as Tensor, own, step) as [Tensor, ...Tensor[]];
      return [namedLike(moved, p), ...rest];
    });
    const tree = <P>(like: P, place: number) =>
      fillTree(
        like,
        after.map((tensors) => tensors[place] as Tensor),
      );
    const next: [typeof params, OptimizerState<typeof params>] = [
      tree(params, 0),
      { step, slots: kept.map((_, k) => tree(params, k + 1)) },
    ];
    return isTransforming() ? next : evaluate(next);
  },
});

/** The slope with that of the penalty `λ‖p‖²/2`. */
export const penalised = (g: Tensor, p: Tensor, weightDecay: number): Tensor =>
  weightDecay === 0 ? g : g.add(p.mul(weightDecay));

/** One tensor in two places would become two at the first step. */
function refuseTied(op: string, params: readonly Leaf[]): void {
  const places = new Map<Tensor, string>();
  for (const { path, tensor } of params) {
    const other = places.get(tensor);
    if (other !== undefined)
      throw new ValueError(
        op,
        `parameters ${other} and ${path}`,
        "they are the same tensor, and each would be moved by itself",
        "hold it in one place, and use it twice in forward",
      );
    places.set(tensor, path);
  }
}

/** The tensors of a tree, one for each parameter. */
function paired(op: string, what: string, tree: unknown, params: readonly Leaf[]): Tensor[] {
  const leaves = leavesOf(tree);
  for (const [i, { path, tensor }] of params.entries()) {
    const other = leaves[i];
    if (other === undefined || other.path !== path || !sameShape(other.tensor.shape, tensor.shape))
      throw new ShapeError(
        op,
        `parameter ${path} ${describe(tensor)}`,
        other === undefined
          ? `the ${what} has no ${path}`
          : `the ${what} has ${other.path} ${describe(other.tensor)} in its place`,
        "use grad of a function of these parameters, and init of this optimiser",
      );
  }
  const extra = leaves[params.length];
  if (extra === undefined) return leaves.map(({ tensor }) => tensor);
  throw new ShapeError(
    op,
    "the parameters",
    `the ${what} also has ${extra.path} ${describe(extra.tensor)}`,
    "use grad of a function of these parameters, and init of this optimiser",
  );
}
