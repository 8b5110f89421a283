import type { Tensor } from "@chainrule/core";
import { near } from "../pass/numbers.ts";
import type { Kind } from "./edit.ts";
import { grouped } from "../numbers/grouped.ts";
import { type Known, type Match, type Question, evidence } from "./question.ts";
import { compounds, everywhere, pairs, signature, slips } from "./several.ts";
import { added, collect, factors, singles, updated } from "./singles.ts";

/** How sure an explanation is: in words sure, likely, a guess, unknown. */
export type Confidence = "high" | "medium" | "low" | "none";

/** A change that reproduces a claim, weighed against the others. */
export interface Candidate extends Match {
  /** Other wrong claims that it explains as well, and right ones that it would make wrong. */
  readonly explained: number;
  readonly broken: number;
  /** Digits of evidence in the most telling claim that it explains besides. */
  readonly support: number;
  /** Steps where the same edit gives the same numbers. */
  readonly sites: readonly Tensor[];
}

export interface Diagnosis {
  readonly candidates: readonly Candidate[];
  readonly confidence: Confidence;
}

/** What was done, best explanation first: changes to one step that reproduce the claim, or, if none does, to several. */
export function diagnose(q: Question): Diagnosis {
  const before = q.flow.runs;
  const right = q.others.filter((o) => near(q.flow.base(o.target), o.want, o.tolerance));
  // A mistake at a step that a right claim depends on would have spoilt that claim too.
  const cleared = (site: Tensor): boolean => right.some((o) => q.flow.reaches(site, o.target));
  let candidates = search(q, (site) => !cleared(site));
  if (candidates.length === 0 && right.length > 0) candidates = search(q, () => true);
  const confidence = judge(q, candidates, q.flow.runs - before);
  if (confidence !== "low") return { candidates, confidence };
  // With few numbers, two changes at once explain anything.
  const single = candidates.filter(isSingle);
  return { candidates: single, confidence: single.length > 0 ? "low" : "none" };
}

function search(q: Question, suspect: (site: Tensor) => boolean): Candidate[] {
  const tries = collect(q, suspect);
  let matches = [
    ...factors(q, tries),
    ...singles(q, tries),
    ...updated(q, tries),
    ...added(q, suspect),
  ];
  for (const further of [compounds, everywhere, pairs, slips])
    if (matches.length === 0) matches = further(q, tries);
  return rank(q, matches);
}

/** First what explains most other claims and breaks none; then the simplest; then the nearest. */
function rank(q: Question, matches: readonly Match[]): Candidate[] {
  const touches = (m: Match, o: Known): boolean =>
    [...m.edit.changes.keys()].some((site) => q.flow.reaches(site, o.target));
  const groups = grouped(matches, (m) =>
    (m.edit.kind === "sign" || m.edit.kind === "scale") && m.more === undefined
      ? `${m.edit.kind}/${m.factor.toPrecision(6)}/${q.others.map((o) => Number(touches(m, o))).join("")}`
      : `${signature(m.edit, q.flow)}/${m.edit.site.id}/${m.edit.of?.id}/${m.edit.instead?.id}/${m.more?.[0]?.site.id}`,
  );
  const right = new Set(q.others.filter((o) => near(q.flow.base(o.target), o.want, o.tolerance)));
  const weighed = [...groups.values()].map((group): Candidate => {
    const sites = group.map((m) => m.edit.site);
    const wrong = q.others.filter((o) => !right.has(o) && group.some((m) => touches(m, o)));
    let best: Candidate | undefined;
    for (const match of group.toSorted((a, b) => a.cost - b.cost)) {
      let [explained, broken, support] = [0, 0, 0];
      for (const o of q.others) {
        if (!touches(match, o)) continue;
        const fits = near(q.flow.run(match.edit.changes, o.target), o.want, o.tolerance);
        if (fits && !right.has(o)) {
          explained++;
          support = Math.max(support, evidence(o));
        }
        if (!fits && right.has(o)) broken++;
      }
      const weighed = { ...match, explained, broken, support, sites };
      if (best === undefined || worth(weighed) > worth(best)) best = weighed;
      // Steps on one way give the same; where ways branch, another one may explain more.
      if (worth(best) >= wrong.length) break;
    }
    return best as Candidate;
  });
  return weighed.toSorted((a, b) => worth(b) - worth(a) || a.cost - b.cost);
}

const worth = ({ explained, broken }: Candidate): number => explained - 2 * broken;

/** Kinds that say the same in other words. */
export const family = (kind: Kind): Kind =>
  kind === "skipped" ? "left-out" : kind === "overwritten" ? "path" : kind;

/** Kinds that are found as factors. */
const isFactor = (kind: Kind): boolean => kind === "sign" || kind === "scale" || kind === "path";

/** One change, and no factor beside it. */
const isSingle = ({ edit: { kind }, factor, more }: Candidate): boolean =>
  more === undefined && (factor === 1 || isFactor(kind));

/** High: one kind of explanation, and far more digits than accident could match. */
function judge(q: Question, candidates: readonly Candidate[], hypotheses: number): Confidence {
  const [best] = candidates;
  if (best === undefined) return "none";
  const { kind } = best.edit;
  if (kind === "slip") return "medium";
  if (evidence(q) + best.support - Math.log10(50 * hypotheses) < 3) return "low";
  if (kind === "scale" && best.names[0] === undefined) return "low";
  if (kind === "scale" && (best.names[0]?.cost ?? 0) >= 1.4) return "medium";
  const reworded = (c: Candidate): boolean =>
    c.edit.kind === "formula" && best.sites.includes(c.edit.site);
  const rival = candidates.some(
    (c) =>
      !reworded(c) &&
      family(c.edit.kind) !== family(kind) &&
      c.cost < best.cost + 1.3 &&
      worth(c) >= worth(best),
  );
  if (rival || best.more !== undefined) return "medium";
  return isSingle(best) ? "high" : "medium";
}
