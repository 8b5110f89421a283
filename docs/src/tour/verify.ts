import type { DerivationReport } from "@chainrule/check";
import { random } from "@chainrule/core";
import { type Comparison, compare, engineAgainstDifferences, judge } from "../article/compare.ts";
import {
  Corrected,
  MLPRegressor,
  type Samples,
  drawLayers,
  drawSamples,
} from "../article/regressor.ts";
import { type Course, type Courses, courses } from "../article/training.ts";
import { fixed, scientific, short } from "../terminal/numbers.ts";
import { type Page, heading, remark, say, space, title } from "../terminal/page.ts";
import { table } from "../terminal/table.ts";
import { showSlips } from "./slips.ts";

const SIZES = [4, 6, 4, 2] as const;
const BATCH = 32;
const BATCHES = [1, 2, 8, 32] as const;

/** What the comparison of one batch size came to. */
interface Batch {
  readonly batch: number;
  readonly report: DerivationReport;
  readonly article: readonly Comparison[];
  readonly corrected: readonly Comparison[];
}

export interface Verified {
  readonly batches: readonly Batch[];
  readonly courses: Courses;
}

/** The article's own backward pass, run as it stands and held against the engine's. */
export function verify(page: Page): Verified {
  title(page, "3 · verify");
  say(
    page,
    'The article "Neural Network from First Principles" ends with a class MLPRegressor whose backward pass is',
    "written by hand. Here it runs on plain arrays, line by line as in NumPy, and the checker is handed the",
    "program, the parameters, and the six gradients.",
  );
  const batches = BATCHES.map(compared);
  showReport(page, batches.find(({ batch }) => batch === BATCH)?.report);
  showJudge(page);
  showBatches(page, batches);
  showReason(page, batches);
  const training = showTraining(page);
  showSlips(page);
  return { batches, courses: training };
}

function drawn(batch: number): [MLPRegressor, Corrected, Samples] {
  const layers = drawLayers(SIZES, random(11), 0.5);
  const samples = drawSamples(SIZES[0], SIZES[3], batch, 12);
  return [new MLPRegressor(layers), new Corrected(layers), samples];
}

function compared(batch: number): Batch {
  const [article, corrected, { X, Y }] = drawn(batch);
  return {
    batch,
    report: judge(article, X, Y),
    article: compare(article, X, Y),
    corrected: compare(corrected, X, Y),
  };
}

/** Two numbers that agree but for rounding. */
const same = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-12 * Math.abs(b);

const within = (error: number): string =>
  error === 0 ? "to the last bit" : `to within ${scientific(error)}`;

function showReport(page: Page, report: DerivationReport | undefined): void {
  heading(page, `checkDerivation, for a network ${SIZES.join("-")} and a batch of ${BATCH}`);
  const { colors } = page;
  const marks = { "✓": colors.green("✓"), "✗": colors.red("✗"), "→": colors.yellow("→") };
  for (const line of String(report).split("\n"))
    remark(
      page,
      line.replace(/^- ([✓✗→])/, (_, mark: keyof typeof marks) => `- ${marks[mark]}`),
    );
}

/** Whoever judges is judged. */
function showJudge(page: Page): void {
  const [article, , { X, Y }] = drawn(BATCH);
  const { counts } = engineAgainstDifferences(article, X, Y);
  space(page);
  say(
    page,
    "And the engine, to whose gradient that was compared? checkGradients holds it against differences of the loss,",
    `which know no chain rule: ${counts.right} of its ${Object.values(counts).reduce((a, b) => a + b)} derivatives are right, ${counts.wrong} wrong.`,
  );
}

/** What the checker takes the factor for. */
function verdict({ colors }: Page, { ok, first, warnings }: DerivationReport): string {
  const names = first?.candidates[0]?.names.map(({ text }) => text) ?? [];
  if (ok)
    return warnings.length > 0 ? colors.yellow("one sample cannot tell") : colors.green("right");
  return colors.red(names.find((text) => text.includes("batch")) ?? names[0] ?? "wrong");
}

function showBatches(page: Page, batches: readonly Batch[]): void {
  heading(page, "It is the batch");
  table(
    page,
    ["batch", "article / engine", "beyond that factor", "angle between them", "the checker"],
    ["right", "right", "right", "right", "left"],
    batches.map(({ batch, article, report }) => {
      const ratios = article.map(({ ratio }) => ratio);
      const ratio = ratios[0] ?? NaN;
      const cosine = Math.min(1, ...article.map(({ cosine }) => cosine));
      return [
        batch,
        ratios.every((r) => same(r, ratio)) ? `${short(ratio, 12)} in all six` : "differs",
        scientific(Math.max(...article.map(({ rest }) => rest))),
        `${fixed((Math.acos(cosine) * 180) / Math.PI, 3)}°`,
        verdict(page, report),
      ];
    }),
  );
}

function showReason(page: Page, batches: readonly Batch[]): void {
  const { colors } = page;
  heading(page, "Why: the mean over the batch is taken twice");
  page.write(
    [
      `  dA = (2.0 / (d_out * batch)) * (Yhat - Y)        ${colors.dim("once here, as the loss has it,")}`,
      `  dW = (dZ @ A_prev.T) / batch                     ${colors.dim("and once more here")}`,
      `  db = np.mean(dZ, axis=1, keepdims=True)          ${colors.dim("and here.")}`,
    ].join("\n"),
  );
  const ratios = batches.flatMap(({ corrected }) => corrected.map(({ ratio }) => ratio));
  const largest = Math.max(...ratios.map((ratio) => Math.abs(ratio - 1)));
  space(page);
  say(
    page,
    "With dW = dZ @ A_prev.T and db = np.sum(dZ, axis=1, keepdims=True) the ratio is 1 for every parameter",
    `and all four batches, ${within(largest)}.`,
  );
}

function showTraining(page: Page): Courses {
  const [batch, steps, rate] = [32, 300, 0.1];
  const found = courses(batch, steps, rate);
  heading(page, "What it does");
  const row = (what: string, { first, last }: Course) => [what, fixed(first, 4), fixed(last, 4)];
  table(
    page,
    [`${steps} steps on one batch of ${batch}`, "loss before", "loss after"],
    ["left", "right", "right"],
    [
      row(`the article's gradient, rate ${rate}`, found.article),
      row(`the true gradient, rate ${rate}/${batch}`, found.divided),
      row(`the true gradient, rate ${rate}`, found.full),
    ],
  );
  space(page);
  say(
    page,
    `The first two end at the same parameters, ${within(found.apart)}: to divide the gradient by the`,
    "batch is to divide the learning rate by it. So it still learns, only slower, and slower again with each",
    "larger batch. It passes every check by angle, since the direction is right, and every check with one",
    "sample, since 1/1 = 1: compare lengths too, on a batch of two or more.",
  );
  return found;
}
