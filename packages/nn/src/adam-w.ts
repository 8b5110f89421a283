import { type AdamOptions, byMoments } from "./adam.ts";
import { type Optimizer, optimizer } from "./optimizer.ts";

/**
 * Adam with decay beside the step, not in the slope: `p ← (1 − lr·λ)p`, then the step of `adam`. λ is 0.01
 * unless given.
 *
 * Source: Loshchilov and Hutter 2019, "Decoupled weight decay regularization", algorithm 2; defaults and
 * details of `torch.optim.AdamW`.
 *
 * @throws ValueError if an option is out of its range.
 */
export function adamW(lr = 0.001, options: AdamOptions = {}): Optimizer {
  const { rule, slots, weightDecay } = byMoments("adamW", lr, options, 0.01);
  return optimizer("adamW", slots, (p, g, own, t) => rule(p.mul(1 - lr * weightDecay), g, own, t));
}
