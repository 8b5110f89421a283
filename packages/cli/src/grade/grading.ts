import { attempt } from "../attempt.ts";
import type { Exercise } from "./exercises.ts";
import { type Diagnosis, hint } from "./hints.ts";
import type { Graded } from "./report.ts";

/** Grades one exercise. `hints` says how much is given away, 0 to 3. */
export async function graded(
  { name, task, answer }: Exercise,
  hints: number,
  seconds: number,
): Promise<Graded> {
  if (answer === undefined) return { name, verdict: "not handed in" };
  const outcome = await attempt(
    { kind: "check", program: task, answer: answer === task ? undefined : answer, format: "json" },
    seconds,
  );
  if (outcome.kind === "failure")
    return { name, verdict: "not readable", remark: outcome.sentence };
  const found = JSON.parse(outcome.text) as Diagnosis;
  if (!outcome.ok) {
    const remark = hint(found, hints);
    return { name, verdict: "wrong", ...(remark === undefined ? {} : { remark }) };
  }
  const claimed = found.entries?.map((entry) => entry.name) ?? [];
  const missing = outcome.asked.filter((name) => !claimed.includes(name));
  return missing.length === 0
    ? { name, verdict: "right" }
    : { name, verdict: "incomplete", remark: `${missing.join(", ")}: asked for, but not there.` };
}
