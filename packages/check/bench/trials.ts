import { checkDerivation } from "@chainrule/check";
import { type Outcome, judged } from "./judge.ts";
import { type Paper, type Plant, type Planter, digits } from "./learners/planted.ts";
import { type Said, said } from "./said.ts";

/** A mistake of a learner, and how its diagnoses were. */
export interface Trial {
  readonly learner: string;
  readonly mistake: string;
  readonly outcomes: readonly Outcome[];
  /** Of diagnosing alone. */
  readonly seconds: number;
  /** The seeds at which something required was missed, and what was said instead. */
  readonly misses: readonly string[];
}

export const diagnosed = ({ loss, at, claimed }: Plant): ReturnType<typeof checkDerivation> =>
  checkDerivation({ loss, at, claimed });

/** `runs` diagnoses of one mistake, each in another problem. */
export function trial(
  planter: Planter,
  mistake: string,
  { runs, seed, paper }: { runs: number; seed: number; paper?: Paper | undefined },
): Trial {
  const outcomes: Outcome[] = [];
  const misses: string[] = [];
  let seconds = 0;
  for (let i = seed; i < seed + runs; i++) {
    const plant = planter.plant(i, mistake, paper);
    const start = performance.now();
    const found = said(diagnosed(plant));
    seconds += (performance.now() - start) / 1000;
    const outcome = judged(plant, found);
    outcomes.push(outcome);
    if (!outcome.first || !outcome.kind)
      misses.push(
        `seed ${i} (${plant.how}): meant ${plant.first.join(" or ")}: ${meant(plant)}; said ${blame(found)}`,
      );
  }
  return { learner: planter.name, mistake, outcomes, seconds, misses };
}

const meant = ({ kinds, factor, besides }: Plant): string =>
  [kinds.join(" or "), factor?.toPrecision(4) ?? "", ...besides].filter((x) => x !== "").join(" ");

const blame = ({ blamed, convention }: Said): string => {
  const [first] = blamed;
  if (first === undefined) return convention ? "a convention" : "nothing";
  return `${first.name}: ${first.kinds.join(" and ") || "unknown"} ${first.factor?.toPrecision(4) ?? ""} (${first.confidence})`;
};

/** Each way of writing numbers down. */
export const papers: readonly Paper[] = digits.flatMap((d) => [
  { digits: d, everyStep: false },
  { digits: d, everyStep: true },
]);

/** Right derivations, as many of each learner on each paper as it takes; the alarms that were raised, in words. */
export function alarms(planters: readonly Planter[], count: number, seed: number): string[] {
  const found: string[] = [];
  for (let i = seed; i < seed + count; i++) {
    const paper = papers[i % papers.length];
    const planter = planters[Math.floor(i / papers.length) % planters.length];
    if (planter === undefined || paper === undefined) break;
    const plant = planter.plant(i, undefined, paper);
    const report = diagnosed(plant);
    if (!report.ok) found.push(`${planter.name}, seed ${i} (${plant.how}): ${blame(said(report))}`);
  }
  return found;
}
