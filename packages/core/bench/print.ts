/** Tables on the terminal. */
import { cpus } from "node:os";
import type { Times } from "./race.ts";

export const machine = (): string =>
  `${cpus()[0]?.model.trim() ?? "unknown processor"}, ${cpus().length} cores, ` +
  `${process.platform} ${process.arch}, Node ${process.versions.node}`;

const ms = (x: number): string => x.toFixed(x < 10 ? 3 : 1);

/** One line for each contender, the columns aligned. */
export function timesTable(times: readonly Times[]): void {
  const rows = [
    ["ms per step", "median", "min", "of it gc", "loss"],
    ...times.map(({ name, median, min, gc, check }) => [
      name,
      ms(median),
      ms(min),
      ms(gc),
      check.toPrecision(7),
    ]),
  ];
  for (const [name = "", ...cells] of rows)
    console.log(`  ${name.padEnd(28)}${cells.map((cell) => cell.padStart(12)).join("")}`);
}

/** How many times as long `a` takes as `b`. */
export const ratio = (a: Times, b: Times): string =>
  `${(a.median / b.median).toFixed(2)} (of the minima ${(a.min / b.min).toFixed(2)})`;
