import { type Tensor, cast, maximum } from "@chainrule/core";
import { asOptions } from "@chainrule/core/engine";
import { type Optimizer, type Rule, optimizer, penalised } from "./optimizer.ts";
import { pair, positive, within } from "./option.ts";

export interface AdamOptions {
  /** Shares β₁ and β₂ of the averages that are kept at each step; [0.9, 0.999] unless given. */
  readonly betas?: readonly [number, number];
  /** ε, beside which a slope counts as small; 1e-8 unless given. */
  readonly eps?: number;
  /** Factor λ of the penalty; what it does differs between `adam` and `adamW`. */
  readonly weightDecay?: number;
  /** Divide by the largest average of the squares so far, not by the last. */
  readonly amsgrad?: boolean;
}

/**
 * Steps of about `lr` along every coordinate. With averages of the slopes and of their squares,
 * `m ← β₁m + (1 − β₁)g` and `v ← β₂v + (1 − β₂)g²`, freed of the zeros that they start from,
 * `p ← p − lr · m/(1 − β₁ᵗ) / (√(v/(1 − β₂ᵗ)) + ε)`. Weight decay adds `λp` to `g`.
 *
 * Source: Kingma and Ba 2015, "Adam: a method for stochastic optimization", algorithm 1; with amsgrad
 * Reddi et al. 2018, "On the convergence of Adam and beyond"; defaults and details of `torch.optim.Adam`.
 *
 * @throws ValueError if an option is out of its range.
 */
export function adam(lr = 0.001, options: AdamOptions = {}): Optimizer {
  const { rule, slots, weightDecay } = byMoments("adam", lr, options, 0);
  return optimizer("adam", slots, (p, g, own, t) => rule(p, penalised(g, p, weightDecay), own, t));
}

/** Adam's rule without weight decay, and what it needs. */
export function byMoments(
  op: string,
  lr: number,
  options: AdamOptions,
  usualDecay: number,
): { readonly rule: Rule; readonly slots: number; readonly weightDecay: number } {
  const {
    betas = [0.9, 0.999],
    eps = 1e-8,
    weightDecay = usualDecay,
    amsgrad = false,
  } = asOptions(op, options, "betas", "eps", "weightDecay", "amsgrad");
  positive(op, "learning rate", lr);
  const [b1, b2] = pair(op, "betas", betas).map((beta, i) =>
    within(op, `betas[${i}]`, beta, 0, 1),
  ) as [number, number];
  positive(op, "eps", eps);
  within(op, "weightDecay", weightDecay, 0, Infinity);
  const rule: Rule = (p, g, [m, v, top], t) => {
    const mean = average(b1, m as Tensor, g);
    const square = average(b2, v as Tensor, g.square());
    const largest = top === undefined ? square : maximum(top, square);
    const unbiased = largest.div(grown(b2, t, p));
    const step = mean.div(grown(b1, t, p)).div(unbiased.sqrt().add(eps));
    const moved = p.sub(step.mul(lr));
    return top === undefined ? [moved, mean, square] : [moved, mean, square, largest];
  };
  return { rule, slots: amsgrad ? 3 : 2, weightDecay };
}

/** `βa + (1 − β)x` */
export const average = (beta: number, a: Tensor, x: Tensor): Tensor =>
  a.mul(beta).add(x.mul(1 - beta));

/** `1 − βᵗ`, the weight that an average of t numbers gives them, without cancellation; in the dtype of `p`. */
const grown = (beta: number, t: Tensor, p: Tensor): Tensor =>
  cast(t.mul(Math.log(beta)).expm1().neg(), p.dtype);
