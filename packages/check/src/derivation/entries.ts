import { siteOf } from "@chainrule/core/engine";
import type { Candidate } from "./diagnose.ts";
import { pulledBack, show } from "./names.ts";
import type { Entry, Finding } from "./report.ts";
import { functionOf, sentence } from "./sentences.ts";
import { indexOf } from "./shapes.ts";
import type { Verdict } from "./verdict.ts";

const said: Record<Verdict["confidence"], string> = {
  high: "",
  medium: " (Likely, not certain.)",
  low: " (A guess: there are too few numbers to tell.)",
  none: "",
};

/** Whether more than a factor without a name is known: that says itself how little it explains. */
const isNamed = (best?: Candidate): boolean => best?.edit.kind !== "scale" || best.names.length > 0;

/** A verdict as plain data, in words. */
export function entryOf(verdict: Verdict): Entry {
  const { claim, candidates, confidence, upstream, cause } = verdict;
  const should = pulledBack(claim.of, verdict.target, verdict.back);
  const fromLoss = upstream.includes(null);
  const found = candidates.slice(0, 5).map((candidate): Finding => {
    const { edit, factor, names, more = [], explained, broken, cost, sites } = candidate;
    const user = edit.user ?? edit.of;
    const line = user && siteOf(user);
    return {
      kind: edit.kind,
      text: sentence({ candidate, of: claim.of, shape: verdict.shape, fromLoss }),
      factor,
      names,
      more: more.map(({ kind }) => kind),
      explained,
      broken,
      cost,
      ...(line !== undefined && { line }),
      step: show(sites[0] ?? edit.site),
    };
  });
  return {
    name: claim.key,
    of: claim.isGradient ? "gradient" : "value",
    status: verdict.status,
    shape: verdict.shape,
    upstream: upstream.map((up) => up?.key ?? "loss"),
    should,
    candidates: found,
    confidence,
    ...(cause && { cause: cause.claim.key }),
    error: verdict.error,
    blur: verdict.blur ?? 0,
    text: textOf(verdict, found, should.text, isNamed(candidates[0]) ? said[confidence] : ""),
  };
}

function textOf(
  { claim, status, upstream, shape, kink, back }: Verdict,
  [best]: readonly Finding[],
  should: string,
  sure: string,
): string {
  if (kink !== undefined)
    return `another convention where ${functionOf(kink)} has a kink${kink.name === undefined ? "" : ` (at ${kink.name})`}`;
  if (status !== "wrong") return "";
  if (back !== undefined && !back.parts.has(claim.of))
    return `The loss does not depend on ${show(claim.of)}: its gradient is 0.`;
  const it = `It should be ${claim.key} = ${should}.`;
  if (shape.kind === "unfit")
    return `You gave [${shape.given.join(", ")}], ${show(claim.of)} is [${claim.of.shape.join(", ")}].${best ? ` ${best.text} ${it}` : ""}`;
  const odd = claim.value.findIndex((v) => !Number.isFinite(v));
  if (odd >= 0)
    return `It holds ${claim.value[odd]} at ${indexOf(odd, claim.shape)}: a gradient is finite here.`;
  if (best === undefined) {
    const from = upstream.flatMap((up) => (up === null ? [] : [up.key]));
    return `Wrong, and not by any single step that I know. ${from.length > 0 ? `From your ${from.join(", ")} it should be ${should}.` : it} Hand in what lies between, and I can look closer.`;
  }
  const more =
    best.explained === 0
      ? ""
      : ` The same mistake, made once above ${claim.key} or again in each, explains ${best.explained} more of your claims.`;
  return `${best.text} ${it}${more}${sure}`;
}
