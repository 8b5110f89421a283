/** The traps as a page. */
import { type Tensor, gradients, hessian, sum } from "../../src/index.ts";
import { perArgument, show, showPoint, tableOf } from "../singular/document.ts";
import type { Exact, Family, Row } from "../singular/row.ts";
import { expressionOf, matched, pointOf } from "../singular/run.ts";
import type { Behaviour } from "./behaviour.ts";
import type { Trap } from "./table.ts";

/** What the engine answers at a point. */
interface Answer {
  readonly text: string;
  /** Whether it is what was decided. */
  readonly decided: boolean;
}

const tell = (value: string, slope: string, second: string): string =>
  [value, slope && `slope ${slope}`, second && `second ${second}`].filter(Boolean).join(", ");

/** Computed now: the value, or the error, and the derivatives that were decided; the second is told on request. */
export function answerAt(row: Row, twice = false): Answer {
  const point = pointOf(row);
  let y: Tensor;
  try {
    y = expressionOf(row)(...point);
  } catch (error) {
    return {
      text: "an error",
      decided: row.error !== undefined && String(error).includes(row.error),
    };
  }
  const value = matched(y.toArray() as Exact, row.value, true);
  const slopes = gradientsAt(row, y, point);
  const seconds = hessiansAt(row, point);
  const told = perArgument(row, twice ? seconds : undefined, "∂²");
  return {
    text: tell(show(value), perArgument(row, slopes, "∂"), told),
    decided: same(value, row.value) && same(slopes, row.slope) && same(seconds, row.second),
  };
}

function gradientsAt(row: Row, y: Tensor, point: readonly Tensor[]): readonly Exact[] | undefined {
  if (row.slope === undefined) return undefined;
  return gradients(sum(y), point).map((g, i) =>
    matched(g.toArray() as Exact, row.slope?.[i], false),
  );
}

const hessiansAt = (row: Row, point: readonly Tensor[]): readonly Exact[] | undefined =>
  row.second?.map((wanted, i) => {
    const f = (x: Tensor): Tensor => sum(expressionOf(row)(...point.with(i, x)));
    return matched(hessian(f)(point[i] as Tensor).toArray() as Exact, wanted, false);
  });

const same = (a: unknown, b: unknown): boolean => text(a) === text(b);
const text = (x: unknown): string =>
  Array.isArray(x) ? `[${x.map(text).join()}]` : Object.is(x, -0) ? "-0" : String(x);

/** The rows that decide a trap. */
export function rowsOf({ points }: Trap, families: readonly Family[]): readonly Row[] {
  const rows = new Map(
    families.flatMap((family) => family.rows.map((row) => [`${row.f} at ${showPoint(row)}`, row])),
  );
  return points.map((point) => {
    const row = rows.get(point);
    if (row === undefined) throw new Error(`there is no singular point ${point}`);
    return row;
  });
}

/**
 * `✓` if every answer is the decided one, `~` if mathematics has a better one than was decided, unless the trap is
 * that there is none; `✗` if one is not as decided.
 */
export function ours(trap: Trap, families: readonly Family[]): string {
  const rows = rowsOf(trap, families);
  const answers = rows.map((row) => answerAt(row, trap.twice));
  const known = rows.some(({ kind }) => kind === "known limit") && !trap.wanted.startsWith("NaN");
  const verdict = answers.some(({ decided }) => !decided) ? "✗" : known ? "~" : "✓";
  return `${verdict} ${answers.map(({ text }) => text).join("; ")}`;
}

const VERDICTS = ["✓", "~", "✗", "–"] as const;

const score = (name: string, answers: readonly string[]): readonly string[] => {
  const counts = VERDICTS.map((verdict) => answers.filter((a) => a.startsWith(verdict)).length);
  return [name, ...counts.map(String)];
};

/** The whole page. */
export function documentOf(
  traps: readonly Trap[],
  families: readonly Family[],
  behaviours: readonly Behaviour[],
): string {
  const rows = traps.map((t) => [t.trap, t.wanted, ours(t, families), t.torch, t.jax, t.tfjs]);
  const column = (i: number) => rows.map((row) => row[i] ?? "");
  return `# Traps

Points where gradients are known to go wrong: ${traps.length} of them, what one would want there, what the engine answers, and what
three libraries answered.

${tableOf(
  ["", "as wanted ✓", "another accepted way ~", "contrary ✗", "could not be asked –"],
  [
    score("Chainrule", column(2)),
    score("PyTorch 2.13", column(3)),
    score("JAX 0.10", column(4)),
    score("TensorFlow.js 4.22", column(5)),
  ],
)}

The column of Chainrule is computed while this page is written, and a test fails if it changes; how, and why these answers were
chosen, is in the [singular points](singular-points.md). The others were asked once, in these versions: PyTorch and JAX in
float64, TensorFlow.js in float32 on its CPU backend, to which what needs float64 or an op that it lacks could not be put.
What is counted are the rows of the table.

- **As wanted**: the second column.
- **Another accepted way**: another subgradient; NaN where there is no derivative; ∞, NaN or lost digits where the plain formula
  overflows or rounds.
- **Contrary**: the answer exists, and another one came out, or none.

${tableOf(["trap", "wanted", "Chainrule", "PyTorch", "JAX", "TensorFlow.js"], rows)}

Where Chainrule has a ~: the value of logSumExp with +∞ is right, its slope is not. Mathematics has 1 for the infinite term;
reverse mode says 0 and forward mode NaN.

## Behaviour

${tableOf(
  ["trap", "here", "shown by"],
  behaviours.map(({ trap, here, shown }) => [
    trap,
    here,
    shown.map(([file, title]) => `“${title}”, \`packages/core/test/${file}\``).join("; "),
  ]),
)}

This page is written by the tests from \`packages/core/test/traps/table.ts\` and \`packages/core/test/traps/behaviour.ts\`: change
the tables there, then run \`npx vitest run packages/core/test/traps.test.ts --update\`.
`;
}
