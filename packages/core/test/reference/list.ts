import { showPoint } from "../singular/document.ts";
import type { Fact, Facts } from "./facts.ts";

/** Each word once, in the order in which they come. */
export const once = (words: readonly string[]): string => [...new Set(words)].join(", ");

/** What an op is, in words: `composite of max, sub, …`, `primitive`, `primitive permute`. */
export function formOf({ name, made, composite }: Fact): string {
  const parts = once(made.map((op) => op.name));
  if (composite) return `composite of ${parts}`;
  return parts === name ? "primitive" : `primitive ${parts}`;
}

const paragraph = (fact: Fact): string => {
  const { signature, made, dtypes, statement, points, rows } = fact;
  const singular = [
    ...(statement?.singular === undefined ? [] : [statement.singular]),
    ...points.map((point) => `${point.f} at ${showPoint(point)}`),
  ];
  return [
    `${signature}: ${formOf(fact)}`,
    `  kernel      ${once(made.map(({ kernel }) => kernel.kind))}`,
    `  derivative  ${once(made.map(({ derivative }) => derivative.kind))}`,
    `  dtypes      ${dtypes.join(", ")}`,
    `  domain      ${statement?.domain ?? "?"}`,
    `  singular    ${singular.join("\n              ")}`,
    `  rows        ${rows.join("\n              ")}`,
  ].join("\n");
};

/** What `npm run ops` prints: all ops, or those named. */
export const listOf = ({ ops }: Facts, names: readonly string[]): string =>
  ops
    .filter(({ name }) => names.length === 0 || names.includes(name))
    .map(paragraph)
    .join("\n\n");
