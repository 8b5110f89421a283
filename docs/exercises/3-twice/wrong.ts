import type { At } from "./task.ts";

export function claimed({ p, q }: At) {
  const u = p * q;
  const du = Math.sin(u) + u * Math.cos(u);
  return { du, dp: du * q, dq: du * p }; // p flows into L by itself, too
}
