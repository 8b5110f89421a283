/** One value, used twice: u = p·q, L = u·sin(u) + p. */
import type { Tensor } from "@chainrule/core";

type Names = "p" | "q";

export function loss({ p, q }: Record<Names, Tensor>): Tensor {
  const u = p.mul(q).named("u");
  return u.mul(u.sin()).add(p);
}

export type At = Record<Names, number>;
export const at: At = { p: 1.3, q: 0.6 };
export const elsewhere: At[] = [{ p: -0.4, q: 1.9 }];
export const asked = ["du", "dp", "dq"];
