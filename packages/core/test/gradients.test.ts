import { describe, test } from "vitest";
import { subjects } from "./cases.ts";

describe.each(subjects.map(({ title, cases }) => [title, cases] as const))("%s", (_, cases) => {
  test.each(cases.map(({ claim, run }) => [claim, run] as const))("%s", (_, run) => {
    run();
  });
});
