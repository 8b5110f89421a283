import type { Tensor } from "@chainrule/core";
import { asOptions } from "@chainrule/core/engine";
import { type Optimizer, optimizer, penalised } from "./optimizer.ts";
import { positive, within } from "./option.ts";

export interface AdagradOptions {
  /** ε, beside which a slope counts as small; 1e-10 unless given. */
  readonly eps?: number;
  /** Factor λ of the penalty `λ‖p‖²/2`; 0 unless given. */
  readonly weightDecay?: number;
}

/**
 * Slopes divided by the size of all that came before: with `g` the slope and `λp`, `v ← v + g²`,
 * `p ← p − lr·g/(√v + ε)`.
 *
 * Source: Duchi et al. 2011, "Adaptive subgradient methods for online learning and stochastic optimization",
 * its diagonal form; defaults and details of `torch.optim.Adagrad`.
 *
 * @throws ValueError if an option is out of its range.
 */
export function adagrad(lr = 0.01, options: AdagradOptions = {}): Optimizer {
  const { eps = 1e-10, weightDecay = 0 } = asOptions("adagrad", options, "eps", "weightDecay");
  positive("adagrad", "learning rate", lr);
  positive("adagrad", "eps", eps);
  within("adagrad", "weightDecay", weightDecay, 0, Infinity);
  return optimizer("adagrad", 1, (p, slope, [total]) => {
    const g = penalised(slope, p, weightDecay);
    const v = (total as Tensor).add(g.square());
    return [p.sub(g.div(v.sqrt().add(eps)).mul(lr)), v];
  });
}
