/** What the compiler accepts and refuses. */
import {
  type Shape,
  type Tensor,
  grad,
  random,
  tensor,
  valueAndGrad,
  zeros,
} from "@chainrule/core";
import {
  type Linear,
  type Module,
  accuracy,
  adam,
  batches,
  binaryCrossEntropy,
  crossEntropy,
  fit,
  flatten,
  huber,
  linear,
  mlp,
  mse,
  relu,
  sequential,
  sgd,
  splitData,
  tanh,
} from "@chainrule/nn";

const rng = random(0);
const layer = linear(13, 64, { rng });
const batch: number = 5;
const runTime: Tensor = zeros([batch, 13]);

layer satisfies Linear<13, 64>;
layer.weight.shape satisfies readonly [64, 13];
layer.forward(zeros([32, 13])).shape satisfies readonly [32, 64];
layer.forward(zeros([batch, 13])).shape satisfies readonly [number, 64];
layer.forward(zeros([4, 32, 13])).shape satisfies readonly [4, 32, 64];
layer.forward(runTime).shape satisfies Shape;
// @ts-expect-error: [13, 32] is transposed.
layer.forward(zeros([13, 32]));
// @ts-expect-error: a column too many.
layer.forward(zeros([batch, 14]));
// @ts-expect-error: a scalar has no last axis.
layer.forward(zeros([]));

relu().forward(zeros([32, 64])).shape satisfies readonly [32, 64];
flatten().forward(zeros([32, 8, 8])).shape satisfies readonly [number, number];

const model = sequential(linear(2, 8, { rng }), tanh(), linear(8, 1, { rng }));
model.forward(zeros([4, 2])).shape satisfies readonly [4, 1];
model.layers[2].weight.shape satisfies readonly [1, 8];
sequential(model, relu()).forward(zeros([4, 2])).shape satisfies readonly [4, 1];
// @ts-expect-error: the model takes 2 columns.
model.forward(zeros([4, 3]));
// @ts-expect-error: 8 outputs meet 9 inputs.
sequential(linear(2, 8, { rng }), linear(9, 1, { rng }));
// @ts-expect-error: the function instead of the module.
sequential(linear(2, 8, { rng }), relu);

const network = mlp([13, 64, 32, 1], { rng });
network.forward(zeros([7, 13])).shape satisfies readonly [7, 1];
network.layers[2].weight.shape satisfies readonly [32, 64];
// @ts-expect-error: 12 columns instead of 13.
network.forward(zeros([7, 12]));
const sizes: number[] = [13, 64, 1];
mlp(sizes, { rng }).forward(zeros([7, 12])).shape satisfies Shape;

mse(zeros([4, 1]), zeros([4, 1])).shape satisfies readonly [];
mse(zeros([4, 1]), zeros([4, 1]), { reduction: "none" }).shape satisfies readonly [4, 1];
mse(zeros([4, 1]), zeros([batch, 1]));
mse(zeros([4, 1]), runTime);
// @ts-expect-error: [4] would broadcast against [4, 1].
mse(zeros([4, 1]), zeros([4]));
// @ts-expect-error: 4 predictions, 5 targets.
mse(zeros([4]), zeros([5]));
// @ts-expect-error: no such reduction.
mse(zeros([4]), zeros([4]), { reduction: "average" });

crossEntropy(zeros([4, 3]), zeros([4], { dtype: "int32" })).shape satisfies readonly [];
crossEntropy(zeros([4, 3]), zeros([4, 3]), { reduction: "none" }).shape satisfies readonly [4];
crossEntropy(zeros([batch, 3]), zeros([4], { dtype: "int32" }));
crossEntropy(runTime, runTime);
// @ts-expect-error: 4 predictions, 5 targets.
crossEntropy(zeros([4, 3]), zeros([5], { dtype: "int32" }));
// @ts-expect-error: 3 classes, probabilities of 2.
crossEntropy(zeros([4, 3]), zeros([4, 2]));
// @ts-expect-error: a row of logits.
crossEntropy(zeros([3]), zeros([3]));
accuracy(zeros([4, 3]), zeros([4], { dtype: "int32" })).shape satisfies readonly [];
// @ts-expect-error: probabilities.
accuracy(zeros([4, 3]), zeros([4, 3]));
huber(zeros([4, 1]), zeros([4, 1]), { delta: 2, reduction: "none" }).shape satisfies readonly [
  4,
  1,
];
// @ts-expect-error: [4] would broadcast against [4, 1].
huber(zeros([4, 1]), zeros([4]));
// @ts-expect-error: [4] would broadcast against [4, 1].
binaryCrossEntropy(zeros([4, 1]), zeros([4]));

const loss = (m: typeof model, x: Tensor, y: Tensor) => mse(m.forward(x), y);
grad(loss)(model, runTime, runTime) satisfies typeof model;
const [, gradient] = valueAndGrad(loss)(model, runTime, runTime);
const [next] = sgd(0.1).update(model, gradient, sgd(0.1).init(model));
next satisfies typeof model;
adam().init(model).step satisfies Tensor<readonly []>;

/** A module of one's own. */
class Scale implements Module {
  readonly factor = tensor(2);
  forward(x: Tensor): Tensor {
    return x.mul(this.factor);
  }
}
sequential(linear(2, 8, { rng }), new Scale()).forward(zeros([4, 2])).shape satisfies Shape;
model satisfies Module;
network satisfies Module;
layer satisfies Linear;

const data = { x: zeros([100, 2]), y: zeros([100, 1]) };
for (const { x, y } of batches(data, { size: 32 })) {
  x.shape satisfies readonly [number, 2];
  mse(model.forward(x), y);
}
splitData(data, 0.8, rng)[0].y.shape satisfies readonly [number, 1];
fit(model, data, { loss: mse, optimizer: sgd(0.1), epochs: 1, batchSize: 8, rng })
  .model satisfies typeof model;
fit(model, data, { loss: crossEntropy, optimizer: adam(), epochs: 1, batchSize: 8, rng });
