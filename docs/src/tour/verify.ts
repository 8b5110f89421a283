import { random } from "@chainrule/core";
import { type Comparison, compare } from "../article/compare.ts";
import { Corrected, MLPRegressor, drawLayers, drawSamples } from "../article/regressor.ts";
import { type Course, type Courses, courses } from "../article/training.ts";
import { fixed, scientific, short } from "../terminal/numbers.ts";
import { type Page, heading, say, space, title } from "../terminal/page.ts";
import { table } from "../terminal/table.ts";
import { showSlips } from "./slips.ts";

const SIZES = [4, 6, 4, 2] as const;
const BATCH = 8;
const BATCHES = [1, 2, 8, 32] as const;

/** What the comparison of one batch size came to. */
interface Batch {
  readonly batch: number;
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
    "written by hand. Here it runs on plain arrays, line by line as in NumPy, beside the engine's gradient of",
    "the same loss. The judge is a third: central differences of the loss, which know no chain rule.",
  );
  const batches = BATCHES.map(compared);
  showParameters(page, batches.find(({ batch }) => batch === BATCH)?.article ?? []);
  showBatches(page, batches);
  showReason(page, batches);
  const training = showTraining(page);
  showSlips(page);
  return { batches, courses: training };
}

function compared(batch: number): Batch {
  const layers = drawLayers(SIZES, random(11), 0.5);
  const { X, Y } = drawSamples(SIZES[0], SIZES[3], batch, 12);
  return {
    batch,
    article: compare(new MLPRegressor(layers), X, Y),
    corrected: compare(new Corrected(layers), X, Y),
  };
}

/** Two numbers that agree but for rounding. */
const same = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-12 * Math.abs(b);

function verdict({ colors }: Page, ratio: number, batch: number): string {
  if (batch === 1 && same(ratio, 1)) return colors.yellow("one sample cannot tell");
  if (same(ratio, 1)) return colors.green("right");
  return colors.red(same(ratio, 1 / batch) ? "1/batch of the truth" : "wrong");
}

const within = (error: number): string =>
  error === 0 ? "to the last bit" : `to within ${scientific(error)}`;

function showParameters(page: Page, comparisons: readonly Comparison[]): void {
  heading(page, `Every parameter of a network ${SIZES.join("-")}, batch of ${BATCH}`);
  table(
    page,
    ["parameter", "shape", "engine against differences", "article / engine", "the article is"],
    ["left", "left", "right", "right", "left"],
    comparisons.map(({ name, shape, differences, ratio }) => [
      name,
      `[${shape.join(", ")}]`,
      `agree to ${scientific(differences)}`,
      short(ratio, 12),
      verdict(page, ratio, BATCH),
    ]),
  );
}

function showBatches(page: Page, batches: readonly Batch[]): void {
  heading(page, "It is the batch");
  table(
    page,
    ["batch", "article / engine", "beyond that factor", "angle between them", "verdict"],
    ["right", "right", "right", "right", "left"],
    batches.map(({ batch, article }) => {
      const ratios = article.map(({ ratio }) => ratio);
      const ratio = ratios[0] ?? NaN;
      const cosine = Math.min(1, ...article.map(({ cosine }) => cosine));
      return [
        batch,
        ratios.every((r) => same(r, ratio)) ? `${short(ratio, 12)} in all six` : "differs",
        scientific(Math.max(...article.map(({ rest }) => rest))),
        `${fixed((Math.acos(cosine) * 180) / Math.PI, 3)}°`,
        verdict(page, ratio, batch),
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
