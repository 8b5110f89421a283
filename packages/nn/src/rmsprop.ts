import { type Tensor, maximum } from "@chainrule/core";
import { asOptions } from "@chainrule/core/engine";
import { average } from "./adam.ts";
import { type Optimizer, optimizer, penalised } from "./optimizer.ts";
import { positive, within } from "./option.ts";

export interface RmspropOptions {
  /** Share α of the averages that is kept at each step; 0.99 unless given. */
  readonly alpha?: number;
  /** ε, beside which a slope counts as small; 1e-8 unless given. */
  readonly eps?: number;
  /** Share μ of the last velocity that is kept, from 0 up to but without 1; 0 unless given. */
  readonly momentum?: number;
  /** Divide by the spread of the slopes, not by their size. */
  readonly centered?: boolean;
  /** Factor λ of the penalty `λ‖p‖²/2`; 0 unless given. */
  readonly weightDecay?: number;
}

/**
 * Slopes divided by their own size: with `g` the slope and `λp`, `v ← αv + (1 − α)g²` and `u = g/(√v + ε)`,
 * `p ← p − lr·u`. Centred, `v` is made smaller by the square of the average slope; with momentum,
 * `b ← μb + u` and `p ← p − lr·b`.
 *
 * Source: Tieleman and Hinton 2012, "Neural networks for machine learning", lecture 6.5; centred, Graves 2013,
 * "Generating sequences with recurrent neural networks"; defaults and details of `torch.optim.RMSprop`.
 *
 * @throws ValueError if an option is out of its range.
 */
export function rmsprop(lr = 0.01, options: RmspropOptions = {}): Optimizer {
  const {
    alpha = 0.99,
    eps = 1e-8,
    momentum = 0,
    centered = false,
    weightDecay = 0,
  } = asOptions("rmsprop", options, "alpha", "eps", "momentum", "centered", "weightDecay");
  positive("rmsprop", "learning rate", lr);
  within("rmsprop", "alpha", alpha, 0, 1);
  positive("rmsprop", "eps", eps);
  within("rmsprop", "momentum", momentum, 0, 1);
  within("rmsprop", "weightDecay", weightDecay, 0, Infinity);
  const slots = 1 + Number(centered) + Number(momentum > 0);
  return optimizer("rmsprop", slots, (p, slope, own) => {
    const g = penalised(slope, p, weightDecay);
    const square = average(alpha, own[0] as Tensor, g.square());
    const kept = [square];
    let spread = square;
    if (centered) {
      const mean = average(alpha, own[1] as Tensor, g);
      kept.push(mean);
      // Never negative but by rounding, which would leave the root without a value.
      spread = maximum(square.sub(mean.square()), 0);
    }
    let velocity = g.div(spread.sqrt().add(eps));
    if (momentum > 0) {
      velocity = (own.at(-1) as Tensor).mul(momentum).add(velocity);
      kept.push(velocity);
    }
    return [p.sub(velocity.mul(lr)), ...kept];
  });
}
