/** The table of singular points as a document. */
import type { Exact, Family, Row } from "./row.ts";

/** `1e200`, `∞`, `[0, −1]`: minus signs and infinities as they are printed in books. */
export function show(x: Exact): string {
  if (typeof x !== "number") return `[${x.map(show).join(", ")}]`;
  const sign = x < 0 || Object.is(x, -0) ? "−" : "";
  const size = Math.abs(x);
  if (size === Infinity) return `${sign}∞`;
  return (
    sign +
    (size >= 1e8 ? size.toExponential() : String(size)).replace("e+", "e").replace("e-", "e−")
  );
}

/** `x = 0, y = [1, 2]` */
export const showPoint = ({ at }: Row): string =>
  Object.entries(at)
    .map(([name, x]) => `${name} = ${show(x)}`)
    .join(", ");

/** One entry per argument, told apart by name where there are several. */
export function perArgument(row: Row, entries: readonly Exact[] | undefined, d: string): string {
  if (entries === undefined) return "";
  const names = Object.keys(row.at);
  return names.length === 1
    ? show(entries[0] ?? NaN)
    : entries.map((entry, i) => `${d}${names[i]} ${show(entry)}`).join(", ");
}

function slopes(row: Row): string {
  const backwards = perArgument(row, row.slope, "∂");
  return row.forward === undefined
    ? backwards
    : `${backwards} (forward mode: ${perArgument(row, row.forward, "∂")})`;
}

function others({ others }: Row): string {
  if (others === undefined) return "";
  return new Set(others).size === 1 ? others[0] : others.join(" · ");
}

const NAMES = ["expression", "at", "value", "gradient", "second", "kind", "why"];

const cells = (row: Row): readonly string[] => [
  `\`${row.f}\``,
  showPoint(row),
  row.value === undefined ? "refused" : show(row.value),
  slopes(row),
  perArgument(row, row.second, "∂²"),
  row.kind,
  row.why,
];

const lineOf = (row: readonly string[]): string =>
  `| ${row.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;

/** A table in Markdown. */
export const tableOf = (names: readonly string[], rows: readonly (readonly string[])[]): string =>
  [lineOf(names), `|${names.map(() => "---|").join("")}`, ...rows.map(lineOf)].join("\n");

/** Points as a table, without what others answer. */
export const pointsOf = (rows: readonly Row[]): string => tableOf(NAMES, rows.map(cells));

const section = ({ title, rows }: Family): string => `## ${title}

${tableOf(
  [...NAMES, "PyTorch · JAX · TensorFlow.js"],
  rows.map((row) => [...cells(row), others(row)]),
)}
`;

const INTRODUCTION = `# Singular points

What the engine answers at kinks, ties, poles and saturations, where a formula alone does not decide or would
give NaN. Every row is a test: the expression is run as it stands here, its gradient is taken in reverse mode
(on values and on the graph) and in forward mode, its second derivative forward over reverse and reverse over
reverse. NaN, infinities and the sign of a zero value are part of the answer; other numbers agree to the last digits.

## Conventions

- **Least norm.** At a kink the answer is the subgradient of least norm: 0 for \`relu\`, \`abs\`, \`norm\`, \`std\`, \`hypot\`.
  It treats both sides alike, and a point that is already best stays where it is.
- **Ties share.** Elements or operands that are equally large share the derivative equally; the weights sum to 1.
  A window of \`maxPool2d\` has one winner, the first of equals.
- **Poles stay poles.** \`sqrt\` and \`log\` have infinite slopes at 0. Nothing is clamped, and no epsilon is added.
- **A branch that was not taken is dead.** The product of the chain rule, cotangent times slope, is 0 wherever the
  cotangent is exactly 0, whatever the slope. So \`where(greater(x, 0), sqrt(x), 0)\` has gradient 0 at 0, and no
  second \`where\` is needed inside. This product is itself linear in the cotangent, hence higher derivatives are right.
- **Masks select.** The derivative of \`relu\`, \`clip\`, \`where\`, \`max\` and their like chooses the cotangent or 0; it never
  multiplies by 0 or 1, so an infinite cotangent meets no 0 · ∞.
- **Saturation is absolutely accurate.** Slopes are stated in the result y where that is possible, so that the backward
  pass keeps one buffer alive and not two. Once y has rounded to its limit the slope is 0, off by less than one rounding
  of y. Relative accuracy of such tiny slopes is promised only where a row says so.
- **Both modes agree** but for a few known limits. The chain rule is one product, and the modes multiply it from opposite
  ends; where it holds both an exact 0 and an infinity, the end that starts decides. Those rows show both answers.

## How to read the tables

*gradient* is that of the sum of the result's elements, *second* the Hessian in one argument alone; an empty cell
was not decided. *kind*: **mathematics**, the derivative or its one limit; **convention**, several answers would
do and this one was chosen; **known limit**, mathematics has a better answer. The last column says what PyTorch 2.13 and
JAX 0.10 answer in float64 and TensorFlow.js 4.22 in float32, where that was measured: *same* as here, *otherwise*, or
what; – is not comparable.

This page is written by the tests from \`packages/core/test/singular-table.ts\`: change the table there, then run
\`npx vitest run packages/core/test/singular.test.ts --update\`.
`;

/** The whole page. */
export const documentOf = (families: readonly Family[]): string =>
  [INTRODUCTION, ...families.map(section)].join("\n");
