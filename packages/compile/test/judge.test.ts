import { describe, expect, test } from "vitest";
import { Judge } from "../src/threads/judge.ts";

/** Milliseconds of `steps` steps, each alone or together as the judge says, and how many were together. */
function run(steps: number, alone: (i: number) => number, together: (i: number) => number) {
  const judge = new Judge();
  let [total, shared] = [0, 0];
  for (let i = 0; i < steps; i++) {
    const ms = judge.together ? together(i) : alone(i);
    if (judge.together) {
      shared++;
      judge.ranTogether(ms);
    } else judge.ranAlone(ms);
    total += ms;
  }
  return { total, shared };
}

describe("threads are used", () => {
  test("nearly always where they pay", () => {
    const { total, shared } = run(
      10_000,
      () => 0.24,
      () => 0.13,
    );
    expect(shared).toBeGreaterThan(9_900);
    expect(total).toBeLessThan(1.02 * 10_000 * 0.13);
  });

  test("although the first steps were slow, and one now and then is", () => {
    const slow = (i: number) => (i < 50 ? 1.2 : 0.24);
    const { total } = run(10_000, slow, (i) => (i % 500 === 0 ? 1 : 0.13));
    expect(total).toBeLessThan(1.1 * 10_000 * 0.13 + 50);
  });

  test("rarely where every step together waits for a time slice", () => {
    for (const stall of [0.3, 3, 30]) {
      const { total } = run(
        100_000,
        () => 0.24,
        () => stall,
      );
      expect(total).toBeLessThan(1.1 * 100_000 * 0.24);
    }
  });

  test("rarely where one in ten waits for a time slice", () => {
    const { total } = run(
      100_000,
      () => 0.24,
      (i) => (i % 10 === 0 ? 4 : 0.13),
    );
    expect(total).toBeLessThan(1.1 * 100_000 * 0.24);
  });

  test("not where they gain nothing", () => {
    const { total } = run(
      100_000,
      () => 0.02,
      () => 0.021,
    );
    expect(total).toBeLessThan(1.02 * 100_000 * 0.02);
  });

  test("again when the other core is free again", () => {
    const busy = 20_000;
    const { shared } = run(
      60_000,
      () => 0.24,
      (i) => (i < busy ? 3 : 0.13),
    );
    expect(shared).toBeGreaterThan(30_000);
  });
});
