import type { Fact, Facts } from "./facts.ts";

/** What is missing, one line each; empty if every op is classified. */
export function audit({ ops, reached, tables }: Facts): readonly string[] {
  const names = new Set(ops.map(({ name }) => name));
  return [
    ...ops.flatMap(complaints),
    ...Object.keys(tables.statements)
      .filter((name) => !names.has(name))
      .map((name) => `${name}: there is a statement, but no such op`),
    ...tables.primitives
      .filter((name) => !reached.has(name))
      .map((name) => `${name}: no row reaches this primitive`),
    ...[...reached.values()].flatMap(({ name, kernel, derivative }) => [
      ...(kernel?.kind ? [] : [`${name}: a primitive without a kernel kind`]),
      ...(derivative?.kind ? [] : [`${name}: a primitive without a derivative kind`]),
    ]),
  ];
}

function complaints({ name, rows, calls, made, dtypes, points, doc, statement }: Fact): string[] {
  const checks: readonly (readonly [holds: boolean, complaint: string])[] = [
    [rows.length > 0, "no row of the op table"],
    [rows.length === 0 || calls.length > 0, "its rows do not call it"],
    [calls.length === 0 || made.length > 0, "no primitive does its work"],
    [calls.length === 0 || dtypes.length > 0, "it accepts no dtype"],
    [doc !== "", "no docstring"],
    [statement !== undefined, "no domain"],
    [
      points.length > 0 || statement?.singular !== undefined,
      "no word on singular points: a row of the table, or what there is to say, such as “none: linear”",
    ],
    [
      points.length === 0 || statement?.singular?.startsWith("none") !== true,
      "said to have no singular points, but there are rows about it",
    ],
  ];
  return checks.filter(([holds]) => !holds).map(([, complaint]) => `${name}: ${complaint}`);
}
