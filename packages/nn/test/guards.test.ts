/** What is refused, and with which words. */
import { type Random, type Tensor, eye, ones, random, tensor, zeros } from "@chainrule/core";
import { describe, expect, test } from "vitest";
import {
  type Module,
  TrainingError,
  accuracy,
  adagrad,
  adam,
  adamW,
  batches,
  binaryCrossEntropy,
  crossEntropy,
  fit,
  huber,
  linear,
  mae,
  mlp,
  mse,
  relu,
  rmsprop,
  sequential,
  sgd,
  splitData,
  standardize,
} from "../src/index.ts";

const rng = random(0);
const model = linear(2, 1, { rng });
const [x, y] = [rng.normal([6, 2]), rng.normal([6, 1])];
const options = { loss: mse, optimizer: sgd(0.1), epochs: 2, batchSize: 4, rng };
const start = { step: tensor(0), slots: [] };
const params = { w: zeros([2, 3]).named("w") };
const loose = (shape: readonly number[]): Tensor => zeros(shape);
const wrong = (value: unknown) => value as never;
const rows = (n: number) => loose([n, 2]);

type Guard = readonly [what: string, act: () => unknown, message: string];

const modules: readonly Guard[] = [
  [
    "a layer without inputs",
    () => linear(0, 1, { rng }),
    "linear: in 0: it is not a whole number of at least 1",
  ],
  [
    "half an output",
    () => linear(2, 1.5, { rng }),
    "linear: out 1.5: it is not a whole number of at least 1",
  ],
  [
    "a layer without a stream",
    () => linear(2, 1, wrong({})),
    "linear: rng of type undefined: it is no stream of random numbers: write { rng: random(0) }, with random from @chainrule/core",
  ],
  [
    "a layer without options",
    () => linear(2, 1, wrong(undefined)),
    "linear: rng of type undefined",
  ],
  [
    "Math.random for a stream",
    () => mlp([2, 1], { rng: wrong(Math.random) }),
    "linear: rng of type function",
  ],
  [
    "one size for a network",
    () => mlp([2], { rng }),
    "mlp: sizes [2]: a network has an input and an output: write [13, 64, 1]",
  ],
  [
    "a function where a module belongs",
    () => sequential(...([linear(2, 1, { rng }), relu] as unknown as Module[])),
    "sequential: module 1 of type function: it has no forward: write relu() rather than relu, or give it a method forward(x)",
  ],
  [
    "samples as columns",
    () => mlp([4, 2], { rng }).forward(loose([4, 32])),
    "linear: x [4, 32] for W1 [2, 4]: the last axis has size 32, not 4: samples are rows here: transpose x",
  ],
  [
    "a column too many",
    () => sequential(linear(2, 1, { rng })).forward(loose([5, 3]).named("cars")),
    "linear: x cars [5, 3] for layers[0].weight [1, 2]: the last axis has size 3, not 2: bring x to [batch, 2]",
  ],
  [
    "a scalar input",
    () => model.forward(loose([])),
    "linear: x [] for weight [1, 2]: a scalar has no last axis",
  ],
  ["an array input", () => model.forward(wrong([[1, 2]])), "linear: an array: it takes a tensor"],
];

const losses: readonly Guard[] = [
  [
    "[n] against [n, 1]",
    () => mse(loose([4, 1]), loose([4])),
    "mse: prediction [4, 1] and target [4]: the shapes differ: write target.reshape([4, 1])",
  ],
  [
    "[n, 1] against [n]",
    () => mae(loose([4]).named("ŷ"), loose([4, 1]).named("mpg")),
    "mae: prediction ŷ [4] and target mpg [4, 1]: the shapes differ: write target.reshape([4])",
  ],
  [
    "a target for every other prediction",
    () => mse(loose([4, 1]), loose([2, 1])),
    "mse: prediction [4, 1] and target [2, 1]: the shapes differ: give one target for each prediction",
  ],
  [
    "a scalar target",
    () => mse(loose([4, 1]), loose([])),
    "mse: prediction [4, 1] and target []: the shapes differ",
  ],
  [
    "a number for a target",
    () => mse(loose([4]), wrong(3)),
    "mse: 3: it takes a tensor: write tensor(…)",
  ],
  [
    "no predictions",
    () => mse(zeros([0, 1]), zeros([0, 1])),
    "mse: prediction [0, 1]: there is nothing to compare",
  ],
  [
    "an unknown reduction",
    () => mae(zeros([2]), zeros([2]), { reduction: wrong("average") }),
    'mae: reduction average: there is no such reduction: write "mean", "sum" or "none"',
  ],
];

const classes: readonly Guard[] = [
  [
    "a delta of 0",
    () => huber(loose([4]), loose([4]), { delta: 0 }),
    "huber: delta 0: it is not a finite number above 0",
  ],
  [
    "a scalar against predictions",
    () => huber(loose([4, 1]), loose([4])),
    "huber: prediction [4, 1] and target [4]: the shapes differ: write target.reshape([4, 1])",
  ],
  [
    "logits [n, 1] for truths [n]",
    () => binaryCrossEntropy(loose([4, 1]), loose([4])),
    "binaryCrossEntropy: prediction [4, 1] and target [4]: the shapes differ: write target.reshape([4, 1])",
  ],
  [
    "classes in a column",
    () => crossEntropy(loose([4, 3]).named("z"), loose([4, 1])),
    "crossEntropy: prediction z [4, 3] and target [4, 1]: a target is [4], of classes, or [4, 3], of probabilities: write target.reshape([4])",
  ],
  [
    "probabilities of other classes",
    () => crossEntropy(loose([4, 3]), loose([4, 2])),
    "crossEntropy: prediction [4, 3] and target [4, 2]: a target is [4], of classes, or [4, 3], of probabilities: give one row for each",
  ],
  [
    "one row of logits",
    () => crossEntropy(loose([3]), loose([3])),
    "crossEntropy: prediction [3] and target [3]: a prediction is [batch, classes]: write prediction.reshape([1, -1])",
  ],
  [
    "an image of logits",
    () => crossEntropy(loose([2, 3, 4]), loose([2, 3])),
    "crossEntropy: prediction [2, 3, 4] and target [2, 3]: a prediction is [batch, classes]: bring the classes to axis 1",
  ],
  [
    "classes as floats",
    () => crossEntropy(loose([4, 3]), loose([4]).named("species")),
    'crossEntropy: target species [4] float64: classes are int32: write cast(target, "int32")',
  ],
  [
    "probabilities as integers",
    () =>
      crossEntropy(
        loose([2, 2]),
        tensor(
          [
            [0, 1],
            [1, 0],
          ],
          { dtype: "int32" },
        ),
      ),
    'crossEntropy: target [2, 2] int32: probabilities are floating point: write cast(target, "float64")',
  ],
  [
    "no rows",
    () => crossEntropy(loose([0, 3]), loose([0])),
    "crossEntropy: prediction [0, 3] and target [0]: there is nothing to compare",
  ],
  [
    "a class below 0",
    () => crossEntropy(loose([2, 3]), tensor([0, -1], { dtype: "int32" }) as Tensor).item(),
    "crossEntropy: class -1: there are 3 classes: count them from 0 to 2",
  ],
  [
    "a class beyond the last",
    () => crossEntropy(loose([2, 3]), tensor([3, 0], { dtype: "int32" }) as Tensor).item(),
    "crossEntropy: class 3: there are 3 classes: count them from 0 to 2",
  ],
  [
    "the accuracy of probabilities",
    () => accuracy(loose([2, 3]), loose([2, 3])),
    "accuracy: target [2, 3]: it is not one class for every row: write argmax(target, 1) if it holds probabilities",
  ],
  [
    "the accuracy of classes as floats",
    () => accuracy(loose([2, 3]), loose([2])),
    'accuracy: target [2] float64: classes are int32: write cast(target, "int32")',
  ],
];

const optimizers: readonly Guard[] = [
  [
    "a learning rate of 0 for Adam",
    () => adam(0),
    "adam: learning rate 0: it is not a finite number above 0",
  ],
  [
    "a beta of 1",
    () => adam(0.1, { betas: [0.9, 1] }),
    "adam: betas[1] 1: it is not at least 0 and below 1",
  ],
  [
    "one beta",
    () => adamW(0.1, { betas: wrong(0.9) }),
    "adamW: betas 0.9: it is not a list of two numbers: write { betas: [0.9, 0.999] }",
  ],
  ["an eps of 0", () => adamW(0.1, { eps: 0 }), "adamW: eps 0: it is not a finite number above 0"],
  [
    "an alpha of 1",
    () => rmsprop(0.1, { alpha: 1 }),
    "rmsprop: alpha 1: it is not at least 0 and below 1",
  ],
  [
    "a momentum of 1 for RMSprop",
    () => rmsprop(0.1, { momentum: 1 }),
    "rmsprop: momentum 1: it is not at least 0 and below 1",
  ],
  [
    "an infinite weight decay",
    () => adagrad(0.1, { weightDecay: Infinity }),
    "adagrad: weightDecay Infinity: it is not a finite number of at least 0",
  ],
  [
    "a number of steps that is no tensor",
    () => sgd(0.1).update(params, params, wrong({ step: 0, slots: [] })),
    "sgd: 0: it takes a tensor: write tensor(…)",
  ],
  ["a learning rate of 0", () => sgd(0), "sgd: learning rate 0: it is not a finite number above 0"],
  [
    "a negative learning rate",
    () => sgd(-0.1),
    "sgd: learning rate -0.1: it is not a finite number above 0",
  ],
  [
    "a learning rate of NaN",
    () => sgd(NaN),
    "sgd: learning rate NaN: it is not a finite number above 0",
  ],
  [
    "a momentum of 1",
    () => sgd(0.1, { momentum: 1 }),
    "sgd: momentum 1: it is not at least 0 and below 1",
  ],
  [
    "a negative weight decay",
    () => sgd(0.1, { weightDecay: -1 }),
    "sgd: weightDecay -1: it is not a finite number of at least 0",
  ],
  [
    "Nesterov's momentum without momentum",
    () => sgd(0.1, { nesterov: true }),
    "sgd: nesterov: there is no momentum: write { momentum: 0.9, nesterov: true }",
  ],
  [
    "a gradient of another shape",
    () => sgd(0.1).update(params, wrong({ w: zeros([3, 2]) }), start),
    "sgd: parameter w w [2, 3]: the gradient has w [3, 2] in its place",
  ],
  [
    "a gradient without one parameter",
    () => sgd(0.1).update(params, wrong({}), start),
    "sgd: parameter w w [2, 3]: the gradient has no w",
  ],
  [
    "a gradient with one parameter more",
    () => sgd(0.1).update(params, wrong({ ...params, z: ones([1]) }), start),
    "sgd: the parameters: the gradient also has z [1]",
  ],
  [
    "the state of another optimiser",
    () => sgd(0.1).update(params, params, { ...start, slots: [wrong({ w: eye(2) })] }),
    "sgd: parameter w w [2, 3]: the state has w [2, 2] in its place",
  ],
];

const data: readonly Guard[] = [
  [
    "batches of 0",
    () => batches(x, { size: 0 }),
    "batches: size 0: it is not a whole number of at least 1",
  ],
  [
    "batches of 2.5",
    () => batches(x, { size: 2.5 }),
    "batches: size 2.5: it is not a whole number of at least 1",
  ],
  [
    "rows that do not pair up",
    () => batches({ x: rows(5), y: loose([4, 1]) }, { size: 2 }),
    "batches: x [5, 2] and y [4, 1]: they have 5 and 4 rows: the first axis counts the samples; give as many of each",
  ],
  [
    "scalar data",
    () => batches(loose([]), { size: 2 }),
    "batches: the data []: a scalar has no rows",
  ],
  [
    "no data",
    () => batches({}, { size: 2 }),
    "batches: the data: there is no tensor in it: write { x, y }",
  ],
  [
    "a fraction of 0",
    () => splitData(x, 0, rng),
    "splitData: fraction 0: it is not a finite number above 0",
  ],
  [
    "a fraction of 80",
    () => splitData(x, 80, rng),
    "splitData: fraction 80: it is not at least 0 and below 1",
  ],
  [
    "a part without rows",
    () => splitData(x, 0.01, rng),
    "splitData: fraction 0.01 of 6 rows: one part would be empty",
  ],
  [
    "a seed for a stream",
    () => splitData(x, 0.5, wrong(42)),
    "splitData: rng of type number: it is no stream",
  ],
  [
    "the mean of no rows",
    () => standardize(zeros([0, 2])),
    "standardize: [0, 2]: there is no row to take a mean of: the first axis counts the samples",
  ],
  [
    "the mean of a gap",
    () =>
      standardize(
        tensor(
          [
            [1, 2],
            [3, NaN],
          ],
          { name: "cars" },
        ),
      ),
    "standardize: x cars [2, 2]: row 1, element 1 is NaN: leave the row out, or fill in a number",
  ],
  [
    "other columns than those standardised",
    () => standardize(x).transform(loose([4, 3])),
    "standardize: [4, 3]: its rows do not have the shape [2] of those it was made from: give the same columns",
  ],
];

const training: readonly Guard[] = [
  [
    "a batch size of 0",
    () => fit(model, { x, y }, { ...options, batchSize: 0 }),
    "fit: batchSize 0: it is not a whole number of at least 1",
  ],
  [
    "a negative number of epochs",
    () => fit(model, { x, y }, { ...options, epochs: -1 }),
    "fit: epochs -1: it is not a whole number of at least 0",
  ],
  [
    "no stream",
    () => fit(model, { x, y }, { ...options, rng: wrong(undefined) as Random }),
    "fit: rng of type undefined: it is no stream of random numbers",
  ],
  [
    "patience with nothing to wait for",
    () => fit(model, { x, y }, { ...options, patience: 3 }),
    "fit: patience 3: there is no validation data to be patient with",
  ],
  [
    "a patience of 0",
    () => fit(model, { x, y }, { ...options, validation: { x, y }, patience: 0 }),
    "fit: patience 0: it is not a whole number of at least 1",
  ],
  [
    "inputs and targets of unequal length",
    () => fit(model, { x, y: zeros([5, 1]) }, options),
    "fit: x [6, 2] and y [5, 1]: they have 6 and 5 rows",
  ],
  [
    "no samples",
    () => fit(model, { x: zeros([0, 2]), y: zeros([0, 1]) }, options),
    "fit: x [0, 2]: there is no sample",
  ],
  [
    "an input that is not a number",
    () =>
      fit(
        model,
        {
          x: tensor([
            [1, 2],
            [NaN, 1],
          ]),
          y: zeros([2, 1]),
        },
        options,
      ),
    "fit: x [2, 2]: row 1, element 0 is NaN: leave the row out, or fill in a number",
  ],
  [
    "an infinite target",
    () => fit(model, { x: zeros([2, 2]), y: tensor([[0], [Infinity]]) }, options),
    "fit: y [2, 1]: row 1, element 0 is Infinity",
  ],
  [
    "a gap in the validation data",
    () => fit(model, { x, y }, { ...options, validation: { x, y: y.div(0).sub(y.div(0)) } }),
    "fit: validation.y [6, 1]: row 0, element 0 is NaN",
  ],
  [
    "targets [n] for predictions [n, 1]",
    () => fit(model, { x, y: zeros([6]) }, options),
    "mse: prediction [4, 1] and target [4]: the shapes differ: write target.reshape([4, 1])",
  ],
  [
    "a model without parameters",
    () => fit(relu(), { x, y: x }, options),
    "fit: the model: it holds no tensor: there is nothing to train",
  ],
  [
    "a loss for each sample",
    () => fit(model, { x, y }, { ...options, loss: (p, t) => mse(p, t, { reduction: "none" }) }),
    "grad: [4, 1]: a gradient is that of a scalar: sum or average it",
  ],
];

describe.each([
  ["modules", modules],
  ["losses", losses],
  ["losses of classes", classes],
  ["optimisers", optimizers],
  ["data", data],
  ["training", training],
])("%s refuse", (_, guards) => {
  test.each(guards)("%s", (_, act, message) => {
    expect(act).toThrow(message);
  });
});

describe("training that diverges", () => {
  const steep = { ...options, optimizer: sgd(1e200), epochs: 10 };

  test("is stopped with the step, the epoch and a remedy", () => {
    expect(() => fit(model, { x, y }, steep)).toThrow(
      /^fit: loss (Infinity|NaN): not finite at step 2 \(epoch 1\): take a smaller learning rate, standardize inputs and targets, or start from smaller weights$/,
    );
    try {
      fit(model, { x, y }, steep);
    } catch (error) {
      expect(error).toBeInstanceOf(TrainingError);
      expect(error).toMatchObject({ step: 2, epoch: 1 });
    }
  });

  test("is noticed in the last step too, by the parameter that was lost", () => {
    const once = { ...steep, optimizer: sgd(Number.MAX_VALUE), epochs: 1, batchSize: 6 };
    expect(() => fit(model, { x: x.mul(100), y }, once)).toThrow(
      /^fit: parameter weight -?Infinity: not finite at step 1 \(epoch 1\)/,
    );
  });

  test("is noticed in the validation loss", () => {
    const far = { x: x.mul(1e200), y };
    expect(() => fit(model, { x, y }, { ...options, validation: far })).toThrow(
      "fit: validation loss Infinity: not finite at step 2 (epoch 1)",
    );
  });
});
