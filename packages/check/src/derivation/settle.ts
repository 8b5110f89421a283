import type { Tensor } from "@chainrule/core";
import { type Candidate, type Confidence, family } from "./diagnose.ts";
import type { Outcome } from "./once.ts";
import type { Verdict } from "./verdict.ts";

/** The outcome at the first point where something is wrong, with those explanations only that hold at all points where they can be seen. */
export function settled(outcomes: readonly [Outcome, ...Outcome[]]): Outcome {
  const isWrong = ({ verdicts }: Outcome): boolean =>
    verdicts.some(({ status }) => status === "wrong");
  const first = outcomes.find(isWrong) ?? outcomes[0];
  const others = outcomes.filter((outcome) => outcome !== first);
  const verdicts = first.verdicts.map((verdict) =>
    others.reduce((known, other) => confirmed(known, first, other), verdict),
  );
  return { ...first, verdicts, runs: outcomes.reduce((sum, { runs }) => sum + runs, 0) };
}

/** A verdict in the light of what was found of the same claim at another point. */
function confirmed(verdict: Verdict, here: Outcome, there: Outcome): Verdict {
  const other = there.verdicts.find(({ claim }) => claim.key === verdict.claim.key);
  if (verdict.status !== "wrong" || other?.status !== "wrong") return verdict;
  if (verdict.candidates.length === 0) return verdict;
  const placeHere = places(here);
  const placeThere = places(there);
  const candidates = verdict.candidates.flatMap((c): Candidate[] => {
    const matches = other.candidates.filter((d) => key(c, placeHere) === key(d, placeThere));
    const names = c.names.filter(({ key: own }) =>
      matches.some((d) => d.names.some((name) => name.key === own)),
    );
    const isFactor = c.names.length > 0;
    return matches.length === 0 || (isFactor && names.length === 0) ? [] : [{ ...c, names }];
  });
  return { ...verdict, candidates, confidence: confidenceOf(candidates, verdict.confidence) };
}

const places = ({ nodes }: Outcome): ReadonlyMap<Tensor, number> =>
  new Map(nodes.map((x, i) => [x, i]));

/** What an explanation is whatever the point: its kind and where in the graph it stands. */
const key = ({ edit, more = [] }: Candidate, place: ReadonlyMap<Tensor, number>): string =>
  [edit, ...more]
    .map(({ kind, of, instead, site }) => {
      const isFactor = kind === "sign" || kind === "scale" || kind === "path";
      const at = [isFactor ? undefined : site, of, instead].map((x) => x && place.get(x));
      return `${kind === "sign" ? "scale" : kind}@${at.join()}`;
    })
    .join("+");

/** What holds at two points, and alone does, is no accident. */
function confidenceOf(candidates: readonly Candidate[], before: Confidence): Confidence {
  const [best] = candidates;
  if (best === undefined) return "none";
  const alone = candidates.every(({ edit }) => family(edit.kind) === family(best.edit.kind));
  const vague =
    best.edit.kind === "slip" || (best.edit.kind === "scale" && best.names.length === 0);
  return alone && !vague && best.more === undefined ? "high" : before;
}
