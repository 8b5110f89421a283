/** A multilayer perceptron, derived by hand. */
import { functions } from "./functions.ts";
import type { Handed, Has, Values } from "./learner.ts";
import { type Network, depth, forward, layerOf, layers } from "./mlp-forward.ts";
import { atTheEnd, back, biasGradient, slopeOf, spoilt, weightGradient } from "./mlp-steps.ts";
import { type Matrix, type Write, each, mul, plus, times, transposed } from "./paper.ts";

export function derive(p: Network, write: Write, has: Has): Handed {
  const pass = forward(p, write, has);
  const { Z, A, P } = pass;
  const last = depth(p);
  const backward = atTheEnd(p, pass, write, has);
  let dZ = (backward.at(-1)?.[`dZ${last}`] ?? []) as Matrix;
  for (let l = last; l >= 1; l--) {
    const dW = weightGradient(p, l, A, Z, dZ, write, has);
    const dB = p.bias ? { [`db${l}`]: biasGradient(p, l, dZ, write, has) } : {};
    const shown = has("dW is transposed", l) ? transposed(dW) : dW;
    const convention = l === 1 && has("1/batch is left to the parameters");
    const through = write(times(dZ, write(back(p, l, dW, has))));
    const above = backward.findLast((group) => `dA${l}` in group)?.[`dA${l}`] as Matrix;
    const skips = l === p.skip && !has("the share through the skip is forgotten");
    const dA = skips ? write(plus(through, above)) : through;
    const name = l === 1 ? "dX" : `dA${l - 1}`;
    backward.push({
      [`dW${l}`]: spoilt(l, shown, has),
      ...dB,
      ...(convention ? {} : { [name]: dA }),
    });
    if (l === 1) break;
    const H = write(each(functions[p.activation].value, layerOf(Z, l - 1)));
    dZ = write(mul(dA, write(slopeOf(p, l - 1, layerOf(Z, l - 1), H, write, has))));
    backward.push({ [`dZ${l - 1}`]: dZ });
  }
  const steps = layers(p).map((l): Values => {
    const named = { [`Z${l}`]: layerOf(Z, l) };
    return l === last ? named : { ...named, [`A${l}`]: layerOf(A, l) };
  });
  const probabilities = p.loss === "probabilities" ? { P } : {};
  return { forward: Object.assign({}, ...steps, probabilities) as Values, backward };
}
