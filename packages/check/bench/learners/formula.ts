/** A damped oscillation, derived by hand: u = a·e^(−k·t), v = cos(ω·t + φ), x = u·v, L = (x − s)²; one number each. */
import type { Tensor } from "@chainrule/core";
import type { Draw } from "./draw.ts";
import { type Handed, type Has, type Learner, type Problem, scalarOf, take } from "./learner.ts";
import type { Write } from "./paper.ts";

const draw = (r: Draw): Problem => ({
  at: {
    a: r.uniform(1.2, 2.6),
    k: r.uniform(0.2, 0.8),
    w: r.uniform(2.2, 4.4),
    phi: r.uniform(0.3, 0.9),
    t: r.uniform(0.6, 1.7),
    s: r.uniform(-3.4, -2.7),
  },
});

function derive({ at }: Problem, write: Write, has: Has): Handed {
  const [a, k, w] = [scalarOf(at, "a"), scalarOf(at, "k"), scalarOf(at, "w")];
  const [phi, t, s] = [scalarOf(at, "phi"), scalarOf(at, "t"), scalarOf(at, "s")];
  const e = write(Math.exp((has("the damping grows on the way forward") ? k : -k) * t));
  const u = write(a * e);
  const angle = write(w * t + phi);
  const v = write(Math.cos(angle));
  const x = write(u * v);
  const two = has("the 2 of the square is missing") ? 1 : 2;
  const dx = write(two * (x - s));
  const du = write(dx * (has("u stands in du where v belongs") ? u : v));
  const dv = write(dx * u);
  const sign = has("the derivative of cos has the wrong sign") ? 1 : -1;
  const slope = has("the derivative of cos is left out") ? 1 : sign * Math.sin(angle);
  const dangle = write(dv * slope);
  const exponent = write(has("the derivative of e^x is left out") ? du * a : du * u);
  const dk = write(has("the minus of −k·t is forgotten") ? exponent * t : -exponent * t);
  const through = write(dangle * w);
  const damping = write(-exponent * k);
  const dt = has("t acts through the angle only") ? through : write(through + damping);
  return {
    forward: { u, v, x },
    backward: [
      { dx },
      { du, dv },
      { dangle, da: write(du * e) },
      { dk, dw: write(dangle * t), dphi: dangle, dt },
    ],
  };
}

const loss =
  () =>
  (at: Record<string, Tensor>): Tensor => {
    const t = take(at, "t");
    const u = take(at, "a").mul(take(at, "k").mul(t).neg().exp()).named("u");
    const v = take(at, "w").mul(t).add(take(at, "phi")).named("angle").cos().named("v");
    return u.mul(v).named("x").sub(take(at, "s")).square();
  };

export const formula: Learner<Problem> = {
  name: "physics formula",
  branches: true,
  draw,
  derive,
  loss,
  parameters: () => ["a", "k", "w", "phi", "t"],
  mistakes: {
    "the 2 of the square is missing": { kinds: ["scale"], factor: () => 1 / 2 },
    "the derivative of cos has the wrong sign": { kinds: ["sign"], factor: () => -1 },
    "the derivative of cos is left out": { kinds: ["left-out"] },
    "the derivative of e^x is left out": { kinds: ["left-out"] },
    "the minus of −k·t is forgotten": { kinds: ["sign"], factor: () => -1, hands: () => ["dk"] },
    "u stands in du where v belongs": { kinds: ["wrong-operand"] },
    "t acts through the angle only": { kinds: ["path"], hands: () => ["dt"] },
    "the damping grows on the way forward": { kinds: ["forward"] },
  },
};
