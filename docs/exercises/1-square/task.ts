/** One weight: L = (w·x − y)². What is ∂L/∂w? */
import type { Tensor } from "@chainrule/core";

type Names = "w" | "x" | "y";

export const loss = ({ w, x, y }: Record<Names, Tensor>): Tensor => w.mul(x).sub(y).square();

export type At = Record<Names, number>;
export const at: At = { w: 0.8, x: 1.5, y: 2 };
/** Other places, at which the answer has to hold as well. */
export const elsewhere: At[] = [{ w: -1.2, x: 0.7, y: 0.3 }];
export const asked = ["dw"];
