import type { Outcome } from "./judge.ts";

/** How often each kind (rows) was called what (columns), the kinds that were meant first. */
export function confusion(outcomes: readonly Outcome[]): { head: string[]; rows: string[][] } {
  const meant = [...new Set(outcomes.map((o) => o.expected))].toSorted();
  const others = outcomes.map((o) => o.said).filter((said) => !meant.includes(said));
  const columns = [...meant, ...[...new Set(others)].toSorted()];
  const rows = meant.map((kind) => [
    kind,
    ...columns.map((said) => {
      const count = outcomes.filter((o) => o.expected === kind && o.said === said).length;
      return count === 0 ? "·" : String(count);
    }),
  ]);
  return { head: ["meant \\ said", ...columns], rows };
}
