import { checkDerivation } from "@chainrule/check";
import { type Outcome, judged } from "./judge.ts";
import type { Digits, Paper, Plant, Planter } from "./learners/planted.ts";
import { type Said, said } from "./said.ts";

/** A mistake of a learner, and how its diagnoses were. */
export interface Trial {
  readonly learner: string;
  readonly mistake: string;
  readonly outcomes: readonly Outcome[];
  /** The seeds at which something required was missed, and what was said instead. */
  readonly misses: readonly string[];
}

export const diagnosed = ({ loss, at, claimed }: Plant): ReturnType<typeof checkDerivation> =>
  checkDerivation({ loss, at, claimed });

/** `runs` diagnoses of one mistake, each in another problem. */
export function trial(planter: Planter, mistake: string, runs: number, seed: number): Trial {
  const outcomes: Outcome[] = [];
  const misses: string[] = [];
  for (let i = seed; i < seed + runs; i++) {
    const plant = planter.plant(i, mistake);
    const found = said(diagnosed(plant));
    const outcome = judged(plant, found);
    outcomes.push(outcome);
    if (!outcome.first || !outcome.kind)
      misses.push(
        `seed ${i} (${plant.how}): meant ${plant.first.join(" or ")}: ${meant(plant)}; said ${blame(found)}`,
      );
  }
  return { learner: planter.name, mistake, outcomes, misses };
}

const meant = ({ kinds, factor, besides }: Plant): string =>
  [kinds.join(" or "), factor?.toPrecision(4) ?? "", ...besides].filter((x) => x !== "").join(" ");

const blame = ({ blamed, convention }: Said): string => {
  const [first] = blamed;
  if (first === undefined) return convention ? "a convention" : "nothing";
  return `${first.name}: ${first.kinds.join(" and ") || "unknown"} ${first.factor?.toPrecision(4) ?? ""} (${first.confidence})`;
};

const digits: readonly Digits[] = ["float64", "float32", "6 decimals", "4 digits"];

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
