import { type Tensor, full, random } from "@chainrule/core";
import { tensorsOf } from "@chainrule/core/engine";
import type { Epoch, Module } from "@chainrule/nn";
import { type Cars, FEATURES, readCars } from "../cars/cars.ts";
import {
  RECIPE,
  SIZES,
  type Trained,
  linearModel,
  network,
  predict,
  rmse,
  train,
} from "../cars/regression.ts";
import { fixed } from "../terminal/numbers.ts";
import { type Page, heading, say, space, title } from "../terminal/page.ts";
import { plot } from "../terminal/plot.ts";
import { progress } from "../terminal/progress.ts";
import { table } from "../terminal/table.ts";

const SEEDS = [1, 2, 3, 4, 5] as const;

/** Root mean squared errors on the cars held out, in miles per gallon. */
export interface Score {
  /** Of always saying the mean of the training part. */
  readonly constant: number;
  readonly linear: number;
  readonly network: number;
}

/** A network learns to predict the fuel use of cars, and is held against a linear model. */
export function build(page: Page): { readonly scores: readonly Score[]; readonly average: Score } {
  const { cars, names } = readCars();
  title(page, "2 · build");
  say(
    page,
    `How many miles does a gallon of fuel last (mpg)? ${names.length} cars of 1970-1982, nine columns:`,
    `${FEATURES.join(", ")}. 80% of the cars are learnt from, 20% held out. Means and standard`,
    "deviations come from the 80% alone.",
  );
  const first = shownTraining(page, cars);
  showPredictions(page, first, names);
  const scores = allScores(page, cars, first);
  const average = averageOf(scores);
  showScores(page, scores, average);
  return { scores, average };
}

function shownTraining(page: Page, cars: Cars): Trained<Module> {
  heading(page, `A network ${SIZES.join("-")} with relu between its layers, seed ${SEEDS[0]}`);
  const { rate, momentum, weightDecay, epochs, batchSize } = RECIPE;
  const count = tensorsOf(network(random(0))).reduce((n, { size }) => n + size, 0);
  say(
    page,
    `${count} parameters, trained by gradient descent on the mean squared error: rate ${rate},`,
    `momentum ${momentum}, weight decay ${weightDecay}, batches of ${batchSize}, ${epochs} epochs. A step (loss, gradient,`,
    "update) is one compiled program, some ten times as fast as op by op: npm run bench:fit.",
  );
  const bar = progress(page, "epoch", epochs, 10);
  const trained = train(cars, network, SEEDS[0], {
    onEpoch: ({ epoch, loss, validation = NaN }) =>
      bar.at(epoch, `loss ${fixed(loss, 4)}, held out ${fixed(validation, 4)}`),
  });
  bar.done();
  showCurve(page, trained);
  return trained;
}

/** Losses in squared standard deviations, as root mean squares in miles per gallon. */
function showCurve(page: Page, { history, scalings }: Trained<Module>): void {
  const unit = scalings.y.std.item();
  const series = (name: string, epochs: readonly Epoch[], lossOf: (epoch: Epoch) => number) => ({
    name,
    points: epochs.map((epoch) => [epoch.epoch, Math.sqrt(lossOf(epoch)) * unit] as const),
  });
  const some = history.filter(({ epoch }) => epoch % 3 === 1);
  heading(page, "Error in mpg, epoch by epoch");
  plot(
    page,
    series("training", history, ({ loss }) => loss),
    {
      dots: series("held out", some, ({ validation = NaN }) => validation),
      xTicks: [1, 10, 20, 30, 40, 50, 60],
      yTicks: [2, 3, 4, 5, 6],
    },
  );
}

const SHOWN = 8;

/** Some of the cars held out, from the thirstiest to the thriftiest. */
function showPredictions(page: Page, trained: Trained<Module>, names: readonly string[]): void {
  const { x, y, id } = trained.parts.test;
  const columns = [id, y, predict(trained, x)].map((column: Tensor) => [...column.data()]);
  const [ids, truths, guesses] = columns as [number[], number[], number[]];
  const rows = ids
    .map((car, i) => ({ name: names[car] ?? "", mpg: truths[i] ?? NaN, guess: guesses[i] ?? NaN }))
    .toSorted((a, b) => a.mpg - b.mpg);
  const chosen = Array.from(
    { length: SHOWN },
    (_, k) => rows[Math.round((k * (rows.length - 1)) / (SHOWN - 1))],
  );
  heading(page, `${SHOWN} of the ${rows.length} cars it has never seen`);
  table(
    page,
    ["car", "mpg", "predicted", "off by"],
    ["left", "right", "right", "right"],
    chosen.flatMap((row) =>
      row === undefined
        ? []
        : [[row.name, fixed(row.mpg, 1), fixed(row.guess, 1), fixed(row.guess - row.mpg, 1)]],
    ),
  );
}

function allScores(page: Page, cars: Cars, first: Trained<Module>): Score[] {
  heading(page, "Five seeds, each with its own 80%: the error on the cars held out, in mpg");
  const bar = progress(page, "seed", SEEDS.length, 1);
  const scores = SEEDS.map((seed, i) => {
    const trained = i === 0 ? first : train(cars, network, seed);
    const score = {
      constant: constantError(trained.parts),
      linear: train(cars, linearModel, seed).rmse.test,
      network: trained.rmse.test,
    };
    bar.at(i + 1, `network ${fixed(score.network, 2)}, linear ${fixed(score.linear, 2)}`);
    return score;
  });
  bar.done();
  return scores;
}

const constantError = ({ training, test }: Trained<Module>["parts"]): number =>
  rmse(full(test.y.shape, training.y.mean().item()), test.y);

const averageOf = (scores: readonly Score[]): Score => {
  const mean = (of: (score: Score) => number) =>
    scores.reduce((sum, score) => sum + of(score), 0) / scores.length;
  return {
    constant: mean((score) => score.constant),
    linear: mean((score) => score.linear),
    network: mean((score) => score.network),
  };
};

function showScores(page: Page, scores: readonly Score[], average: Score): void {
  const { colors } = page;
  const cells = ({ constant, linear, network }: Score, digits: number) =>
    [constant, linear, network].map((error) => fixed(error, digits));
  space(page);
  table(
    page,
    ["", "always the mean", "linear", "network"],
    ["left", "right", "right", "right"],
    [
      ...scores.map((score, i) => [`seed ${SEEDS[i]}`, ...cells(score, 3)]),
      ["average", ...cells(average, 3)].map((cell) => colors.bold(cell)),
    ],
  );
  space(page);
  say(
    page,
    `The network is off by ${fixed(average.network, 2)} mpg, the linear model by ${fixed(average.linear, 2)}.`,
    "Only one line differs between the two: linear(9, 1) in place of mlp([9, 64, 64, 1]).",
    "All is drawn from the seeds: a second run prints the same digits.",
  );
}
