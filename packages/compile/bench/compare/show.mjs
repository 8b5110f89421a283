/** Figures as text. */

export const OURS = "Chainrule";

const digits = (x) => (x >= 100 ? x.toFixed(0) : x.toPrecision(2));
/** Milliseconds, or microseconds of what is short. */
export const time = (ms) => {
  if (ms === undefined) return "–";
  if (typeof ms === "string") return ms;
  return ms < 0.1 ? `${digits(1000 * ms)} µs` : `${digits(ms)} ms`;
};
export const cell = ({ median, min, error } = {}) => {
  if (error !== undefined) return error.startsWith("not done") ? "> 20 s" : "failed";
  return median === undefined ? "–" : `${time(median)} (${time(min)})`;
};
export const table = (head, rows) =>
  [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
export const times = (x) => `${digits(x)}×`;

/** The peer with the least median, its ratio to ours, and that of the minima. */
export function best(results, among) {
  const ours = results[OURS];
  const [[name, winner] = []] = among
    .map((name) => [name, results[name]])
    .filter(([, r]) => r?.median !== undefined)
    .sort(([, a], [, b]) => a.median - b.median);
  if (winner === undefined || ours?.median === undefined) return undefined;
  return { name, median: winner.median / ours.median, min: winner.min / ours.min };
}
