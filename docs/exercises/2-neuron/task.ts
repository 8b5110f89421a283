/** One neuron: z = w·x + b, a = tanh(z), L = (a − y)². Go back from L, one step after the other. */
import type { Tensor } from "@chainrule/core";

type Names = "w" | "b" | "x" | "y";

export function loss({ w, b, x, y }: Record<Names, Tensor>): Tensor {
  const z = w.mul(x).add(b).named("z");
  const a = z.tanh().named("a");
  return a.sub(y).square();
}

export type At = Record<Names, number>;
export const at: At = { w: 0.8, b: 0.1, x: 0.5, y: 1 };
export const elsewhere: At[] = [{ w: -1.3, b: 0.4, x: 0.9, y: -0.2 }];
export const asked = ["da", "dz", "dw", "db"];
