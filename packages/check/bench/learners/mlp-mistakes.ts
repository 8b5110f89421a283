import { type Network, depth, forward, weight } from "./mlp-forward.ts";
import { type Mistake, matrixOf, nothing } from "./learner.ts";
import { exactly } from "./paper.ts";

const inner = (p: Network): boolean => p.layer < depth(p);
const smooth = (p: Network): boolean => inner(p) && p.activation !== "relu";
const known = (p: Network): boolean =>
  inner(p) && (p.activation === "tanh" || p.activation === "sigmoid");
const biased = (p: Network): boolean => p.bias;
const isSquare = (p: Network, l: number): boolean => l > 1 && p.widths[l] === p.widths[l - 1];
const squares = (p: Network): boolean => p.loss === "squares" || p.loss === "half";
const largeEnough = (p: Network): boolean => weight(p, p.layer).flat().length >= 12;

/** With errors of one sign, or of one size, the absolute loss would be a constant factor. */
const bothSigns = (p: Network): boolean => {
  const errors = matrixOf(p.at, "Y").flatMap((row, i) =>
    row.map((y, j) => (forward(p, exactly, nothing).Z[depth(p)]?.[i]?.[j] ?? NaN) - y),
  );
  return squares(p) && errors.some((e) => e > 0.1) && errors.some((e) => e < -0.1);
};

const wrongAxis = "wrong-axis";

const all: Readonly<Record<string, Mistake<Network>>> = {
  "the output error has the wrong sign": { kinds: ["sign"], factor: () => -1 },
  "db has the wrong sign": { kinds: ["sign"], factor: () => -1, needs: biased },
  "the mean over the batch is taken twice, at the loss and in every dW and db": {
    kinds: ["scale"],
    factor: (p) => 1 / p.batch,
    often: true,
    needs: (p) => p.penalty === 0,
  },
  "the output error is not divided by the batch": { kinds: ["scale"], factor: (p) => p.batch },
  "the 2 of the square is missing": {
    kinds: ["scale"],
    factor: () => 1 / 2,
    needs: (p) => p.loss === "squares",
  },
  "the output error is not divided by the number of outputs": {
    kinds: ["scale"],
    factor: (p) => p.widths.at(-1) ?? NaN,
    needs: (p) => p.loss === "squares" && (p.widths.at(-1) ?? 1) > 1,
  },
  "db is the mean over the batch instead of the sum": {
    kinds: ["scale"],
    factor: (p) => 1 / p.batch,
    needs: biased,
  },
  "db is that of the last sample only": { kinds: ["one-slice"], needs: biased },
  "dW is that of the last sample only": { kinds: ["one-slice"] },
  "db is not summed over the batch": { kinds: ["missing-sum"], needs: biased },
  "db is summed over the outputs instead of the batch": {
    kinds: [wrongAxis],
    needs: (p) => p.bias && p.widths[p.layer] === p.batch,
  },
  "dW is transposed": { kinds: ["transposed"] },
  "the derivative of the activation is left out": { kinds: ["left-out"], needs: inner },
  "the derivative of the activation is taken at A instead of at Z": {
    kinds: ["wrong-place"],
    needs: smooth,
  },
  "the derivative as a function of A is given Z": { kinds: ["wrong-place"], needs: known },
  // Of p(1 − p), p alone is the derivative of softplus as well.
  "part of the derivative of the activation is lost": {
    kinds: ["formula", "other-function"],
    needs: known,
  },
  "the derivative is that of another activation": { kinds: ["other-function"], needs: known },
  "the derivative as a function of A is that of another activation": {
    kinds: ["other-function"],
    needs: known,
  },
  "the derivative of the activation is there twice": { kinds: ["twice"], needs: smooth },
  "the derivative of the activation divides instead of multiplying": {
    kinds: ["inverse"],
    needs: smooth,
  },
  "the units that are off pass the gradient, those that are on do not": {
    kinds: ["mask"],
    needs: (p) => inner(p) && p.activation === "relu",
  },
  "dW is computed with Z instead of A": {
    kinds: ["wrong-operand", "wrong-place"],
    needs: (p) => p.layer > 1 && p.skip !== p.layer - 1,
  },
  "A is reshaped where it should be transposed": { kinds: ["reordered"] },
  "the share of the weight penalty is forgotten": {
    kinds: ["path"],
    needs: (p) => p.penalty > 0,
  },
  "the share through the skip is forgotten": { kinds: ["path"], needs: (p) => p.skip > 0 },
  "W is not transposed on the way back": {
    kinds: ["not-transposed"],
    needs: (p) => isSquare(p, p.layer),
  },
  "the weights of the layer before are used on the way back": {
    kinds: ["wrong-operand"],
    needs: (p) => isSquare(p, p.layer) && isSquare(p, p.layer - 1),
  },
  "the weights are used after their update": { kinds: ["updated"], needs: (p) => p.layer > 1 },
  "the error is that of the absolute loss": { kinds: ["other-loss"], needs: bothSigns },
  "the derivative of softmax is left out": {
    kinds: ["skipped"],
    needs: (p) => p.loss === "probabilities",
  },
  "softmax is derived element by element, as p(1 − p)": {
    kinds: ["formula"],
    needs: (p) => p.loss === "probabilities",
  },
  "the row sum in the derivative of softmax is forgotten": {
    kinds: ["path"],
    needs: (p) => p.loss === "probabilities",
  },
  "logits stand where probabilities belong": {
    kinds: ["formula"],
    needs: (p) => p.loss === "logits",
  },
  "1/batch is left to the parameters": {
    kinds: ["convention"],
    needs: (p) => p.penalty === 0,
    hands: (p) => [`dZ${depth(p)}`, `dW${depth(p)}`, "dW1"],
  },
  "one element of dW is a slip of the pen": {
    kinds: ["slip"],
    needs: largeEnough,
    hands: (p) => [`dW${p.layer}`],
  },
  "the derivative of the activation is left out, and all is divided by the batch": {
    kinds: ["left-out"],
    factor: (p) => 1 / p.batch,
    needs: inner,
  },
  "W is not transposed on the way back, and the derivative is taken at A": {
    kinds: ["not-transposed"],
    besides: ["wrong-place"],
    needs: (p) => smooth(p) && isSquare(p, p.layer + 1),
    hands: (p) => [`dZ${p.layer}`, `dZ${p.layer + 1}`],
    lacks: (p) => [`dA${p.layer}`],
  },
  "the derivative of the activation is left out in every layer": {
    kinds: ["left-out"],
    often: true,
    needs: (p) => depth(p) > 2,
  },
  "the derivative of the activation is taken at A in every layer": {
    kinds: ["wrong-place"],
    often: true,
    needs: (p) => depth(p) > 2 && p.activation !== "relu",
  },
  "db is the mean over the batch in every layer": {
    kinds: ["scale"],
    factor: (p) => 1 / p.batch,
    often: true,
    needs: (p) => p.bias && depth(p) > 1,
  },
  "the output error has the wrong sign, and one db is the mean over the batch": {
    kinds: ["sign"],
    factor: () => -1,
    needs: biased,
    also: (p) => [`db${p.layer}`, "scale"],
    hands: (p) => [`dZ${depth(p)}`],
  },
  "all of dW is multiplied by 0.7312": {
    kinds: ["scale"],
    factor: () => 0.7312,
    needs: largeEnough,
    hands: (p) => [`dW${p.layer}`],
  },
  "dW holds numbers that follow from nothing": {
    kinds: ["unknown"],
    needs: largeEnough,
    hands: (p) => [`dW${p.layer}`],
  },
  "dW is wrong by a tenth, here more, there less": {
    kinds: ["unknown"],
    needs: largeEnough,
    hands: (p) => [`dW${p.layer}`],
  },
  "relu passes the gradient where Z is exactly 0": {
    kinds: ["another convention"],
    needs: (p) => p.kink && p.activation === "relu" && depth(p) > 1,
    hands: () => ["dZ1"],
  },
  "the bias is forgotten on the way forward": { kinds: ["forward"], needs: biased },
  "the activation is forgotten on the way forward": { kinds: ["forward"], needs: inner },
  "W is transposed on the way forward": {
    kinds: ["forward"],
    needs: (p) => isSquare(p, p.layer),
  },
  "softmax is taken over the samples instead of the classes": {
    kinds: ["forward"],
    needs: (p) => p.loss === "probabilities",
  },
};

/** The batch is as wide as a layer only where the mistake needs it. */
export const mistakes: typeof all = Object.fromEntries(
  Object.entries(all).map(([name, mistake]) => {
    const { kinds, needs } = mistake;
    const coincides = kinds[0] === wrongAxis;
    return [
      name,
      { ...mistake, needs: (p) => p.coincidence === coincides && needs?.(p) !== false },
    ] satisfies [string, Mistake<Network>];
  }),
);
