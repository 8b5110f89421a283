import { type Tensor, add, mul } from "@chainrule/core";
import { apply } from "@chainrule/core/engine";
import type { Flow } from "../pass/flow.ts";
import { jumps } from "../pass/kinks.ts";
import { type Numbers, dot, minus, near, plus } from "../pass/numbers.ts";
import type { Row } from "./rows.ts";

/** The step at whose kink another answer than ours explains the claim, which then is no mistake. The answer is kept for what lies below. */
export function kinkOf({ target, value }: Row, tol: Numbers, flow: Flow): Tensor | undefined {
  const base = flow.base(target).slice();
  for (const { users, changes } of jumps(target, flow)) {
    const part = minus(flow.run(changes, target), base);
    const nearest = dot(part, minus(value, base)) / dot(part, part);
    // All answers between the two sides are possible, none beyond them.
    const k = Math.min(1, Math.max(0, nearest));
    if (!near(plus(base, k, part), value, tol)) continue;
    const between = [...changes].map(
      ([site, { expr }]) =>
        [site, { expr: add(mul(apply(site.op, ...site.inputs), 1 - k), mul(expr, k)) }] as const,
    );
    flow.commit(new Map(between));
    return users[0];
  }
  return undefined;
}
