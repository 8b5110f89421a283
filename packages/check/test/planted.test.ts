import { describe, expect, test } from "vitest";
import { learners } from "../bench/learners/index.ts";
import { alarms, trial } from "../bench/trials.ts";

/** Each mistake in so many problems; `npm run bench:diagnosis` takes more. */
const RUNS = 2;

describe.each(learners.map((learner) => [learner.name, learner] as const))("%s", (_, learner) => {
  test.each(learner.mistakes.map((mistake) => [mistake]))("%s", (mistake) => {
    const { outcomes, misses } = trial(learner, mistake, { runs: RUNS, seed: 100 });
    expect(misses).toEqual([]);
    expect(outcomes.filter(({ high, kind }) => high && !kind)).toEqual([]);
  });
});

test("right derivations raise no alarm, with few digits and with many", () => {
  expect(alarms(learners, 64, 100)).toEqual([]);
});
