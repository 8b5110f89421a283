import { dot, near } from "../pass/numbers.ts";
import type { FactorName } from "./factors.ts";
import type { Judge } from "./judge.ts";

/** Some divide by the batch at the loss, some at the parameters: then every intermediate is off by the same factor. */
export function conventionOf(
  { verdicts, rows }: Judge,
  names: readonly FactorName[],
): FactorName | undefined {
  const all = verdicts.map((verdict, i) => ({ verdict, row: rows[i] }));
  const inner = all.filter(({ verdict }) => verdict.claim.of.inputs.length > 0);
  const off = inner.find(({ verdict }) => verdict.status !== "right")?.row;
  if (off === undefined || inner.length === all.length) return undefined;
  if (all.some((c) => !inner.includes(c) && c.verdict.status !== "right")) return undefined;
  const k = dot(off.value, off.truth) / dot(off.truth, off.truth);
  const common = inner.every(
    ({ row }) =>
      row?.usable === true &&
      near(
        row.truth.map((v) => k * v),
        row.value,
        row.within(row.value),
      ),
  );
  return common
    ? names.find(({ value }) => value !== 1 && Math.abs(value / k - 1) < 1e-3)
    : undefined;
}
