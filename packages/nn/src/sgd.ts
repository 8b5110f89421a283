import { type Tensor, ValueError } from "@chainrule/core";
import { asOptions } from "@chainrule/core/engine";
import { type Optimizer, optimizer, penalised } from "./optimizer.ts";
import { positive, within } from "./option.ts";

export interface SgdOptions {
  /** Share μ of the last velocity that is kept, from 0 up to but without 1; 0 unless given. */
  readonly momentum?: number;
  /** Use the slope at the place where the momentum leads. */
  readonly nesterov?: boolean;
  /** Factor λ of the penalty `λ‖p‖²/2`; 0 unless given. */
  readonly weightDecay?: number;
}

/**
 * Gradient descent with learning rate `lr`: `v ← μv + (g + λp)`, `p ← p − lr·v`; with Nesterov's momentum
 * `p ← p − lr·(g + λp + μv)`.
 *
 * Source: `torch.optim.SGD`, without dampening. Nesterov's form is that of Sutskever et al. 2013, "On the
 * importance of initialization and momentum in deep learning", equations 3 and 4, up to a shift of `p`.
 *
 * @throws ValueError if an option is out of its range.
 */
export function sgd(lr: number, options: SgdOptions = {}): Optimizer {
  const {
    momentum = 0,
    nesterov = false,
    weightDecay = 0,
  } = asOptions("sgd", options, "momentum", "nesterov", "weightDecay");
  positive("sgd", "learning rate", lr);
  within("sgd", "momentum", momentum, 0, 1);
  within("sgd", "weightDecay", weightDecay, 0, Infinity);
  if (nesterov && momentum === 0)
    throw new ValueError(
      "sgd",
      "nesterov",
      "there is no momentum",
      "write { momentum: 0.9, nesterov: true }",
    );
  const descend = (p: Tensor, v: Tensor) => p.sub(v.mul(lr));
  return optimizer("sgd", momentum === 0 ? 0 : 1, (p, slope, [velocity]) => {
    const g = penalised(slope, p, weightDecay);
    if (velocity === undefined) return [descend(p, g)];
    const v = velocity.mul(momentum).add(g);
    return [descend(p, nesterov ? g.add(v.mul(momentum)) : v), v];
  });
}
