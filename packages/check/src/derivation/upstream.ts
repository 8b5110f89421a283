import type { Tensor } from "@chainrule/core";
import { topological } from "@chainrule/core/engine";
import type { Flow } from "../pass/flow.ts";
import type { Claim } from "./claims.ts";
import type { Row } from "./rows.ts";
import type { Verdict } from "./verdict.ts";

/** The claims whose numbers `target` is computed from: gradients above it, null for the loss, and wrong values. */
export function upstreamOf(
  target: Tensor,
  flow: Flow,
  rows: readonly Row[],
  wrong: readonly Verdict[],
): (Claim | null)[] {
  const used = new Set(topological([target]));
  const values = wrong.flatMap(({ claim }) => (used.has(claim.of) ? [claim] : []));
  const byCut = new Map([...flow.back.cuts].map(([x, cut]) => [cut, x]));
  const above = [...flow.back.roots]
    .filter((root) => flow.reaches(root, target))
    .map((root) => rows.find(({ claim }) => claim.of === byCut.get(root))?.claim ?? null);
  return [...above, ...values];
}

/** Whether all of `claims` were found right. */
export const areRight = (
  claims: readonly (Claim | null)[],
  verdicts: readonly Verdict[],
): boolean =>
  claims.every(
    (claim) => claim === null || verdicts.find((v) => v.claim === claim)?.status === "right",
  );

/** The wrong value whose own step one of the sites belongs to: what the learner computes there is another function, with another derivative. */
export function ownStep(
  sites: readonly Tensor[],
  { back }: Flow,
  { wrong, values }: { readonly wrong: readonly Verdict[]; readonly values: ReadonlySet<Tensor> },
): Verdict | undefined {
  const users = new Set(sites.map((site) => back.origin.get(site)?.user));
  return wrong.find(({ claim: { of } }) =>
    topological([of], (x) => x === of || !values.has(x)).some((x) => users.has(x)),
  );
}
