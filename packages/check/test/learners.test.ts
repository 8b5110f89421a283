import { describe, expect, test } from "vitest";
import { learners } from "../bench/learners/index.ts";
import { flat } from "../bench/learners/paper.ts";
import { truthOf } from "../bench/learners/truth.ts";

const exact = { digits: "float64", everyStep: false } as const;
const seeds = Array.from({ length: 16 }, (_, i) => i);

describe.each(learners.map((learner) => [learner.name, learner] as const))("%s", (_, learner) => {
  test("without a mistake, all that is handed in agrees with Chainrule", () => {
    for (const seed of seeds) {
      const plant = learner.plant(seed, undefined, exact);
      const truth = truthOf(plant);
      for (const [name, claim] of Object.entries(plant.claimed)) {
        const [given, right] = [flat(claim), flat(truth[name] ?? NaN)];
        expect(given.length, name).toBe(right.length);
        const top = Math.max(...right.map(Math.abs));
        given.forEach((x, i) => {
          const off = Math.abs(x - (right[i] ?? NaN));
          expect(off, `${name}, seed ${seed}`).toBeLessThanOrEqual(1e-9 * top + 1e-15);
        });
      }
    }
  });

  test("with a mistake, what is called wrong is wrong, and the rest is not", () => {
    for (const mistake of learner.mistakes) {
      const plant = learner.plant(1, mistake, exact);
      const truth = truthOf(plant);
      const wrong = Object.entries(plant.claimed).filter(([name, claim]) => {
        const [given, right] = [flat(claim), flat(truth[name] ?? NaN)];
        const top = Math.max(...right.map(Math.abs));
        return (
          given.length !== right.length ||
          given.some((x, i) => !(Math.abs(x - (right[i] ?? NaN)) <= 1e-9 * top + 1e-15)) ||
          JSON.stringify(shape(claim)) !== JSON.stringify(shape(truth[name]))
        );
      });
      expect(wrong.map(([name]) => name).toSorted(), mistake).toEqual(plant.wrong.toSorted());
      expect(plant.first.length, mistake).toBeGreaterThan(0);
    }
  });
});

const shape = (x: unknown): number[] => (Array.isArray(x) ? [x.length, ...shape(x[0])] : []);
