/** Points where gradients are known to go wrong, and what three libraries answered when they were asked. */

/**
 * Of a library: `✓` as wanted, `~` another way that is accepted, `✗` contrary, each with what came out where that says
 * more; `–` where it could not be asked.
 */
type Answer = string;

export interface Trap {
  readonly trap: string;
  readonly wanted: string;
  /** The rows of the table of singular points that decide it: expression and point. */
  readonly points: readonly string[];
  readonly torch: Answer;
  readonly jax: Answer;
  readonly tfjs: Answer;
  /** Whether the second derivative is what others get wrong. */
  readonly twice?: boolean;
}

const trap = (
  trap: string,
  wanted: string,
  points: readonly string[],
  torch: Answer = "✓",
  jax: Answer = "✓",
  tfjs: Answer = "✓",
): Trap => ({ trap, wanted, points, torch, jax, tfjs });

const twice = (trap: Trap): Trap => ({ ...trap, twice: true });

const SATURATED = ["sigmoid", "tanh", "softplus", "silu", "elu"];

// oxfmt-ignore
export const traps: readonly Trap[] = [
  trap("relu at 0", "slope 0", ["relu(x) at x = 0"]),
  trap("abs at 0, 1-norm at 0, absolute error where it is 0", "slope 0, the least norm", [
    "abs(x) at x = 0", "norm(x, 0, { p: 1 }) at x = [0, −2]", "mean(abs(sub(x, y))) at x = [1, 2], y = [1, 0]",
  ], "✓", "~ 1", "~ −1"),
  trap("max and min of elements that tie", "weights that sum to 1", [
    "max(x) at x = [1, 3, 3]", "min(x) at x = [1, 3, 1]",
  ], "✓", "✓", "✗ each gets all: sums to 2"),
  trap("maximum(a, b) where a = b", "½, ½", ["maximum(a, b) at a = 2, b = 2"], "✓", "✓", "~ 1, 0"),
  trap("maximum(x, x)", "1", ["maximum(x, x) at x = 2"]),
  trap("max pooling of elements that tie", "one winner, the first", ["maxPool2d(x, [1, 3]) at x = [[[[1, 3, 3]]]]"],
    "✓", "~ even (written as patches)"),
  trap("clip at an edge", "slope 1", ["clip(x, -1, 1) at x = 1", "clip(x, -1, 1) at x = −1"], "✓", "~ ½"),
  trap("leaky relu at 0", "the lower slope", ["leakyRelu(x, 0.1) at x = 0"], "✓", "~ 1"),
  trap("pow(0, 0)", "1; ∂a 0, ∂b 0", ["pow(a, b) at a = 0, b = 0"], "✓", "✗ ∂a NaN", "✗ ∂a NaN"),
  twice(trap("x⁰, x¹, x² at 0, twice", "second derivatives 0, 0, 2", [
    "pow(x, 0) at x = 0", "pow(x, 1) at x = 0", "pow(x, 2) at x = 0",
  ], "✓", "✓", "✗ slope of x⁰ NaN")),
  trap("pow(0, ½)", "∂a ∞, ∂b 0", ["pow(a, b) at a = 0, b = 0.5"]),
  trap("pow(0, −1)", "∞; ∂a −∞", ["pow(a, b) at a = 0, b = −1"], "✓", "~ ∂b NaN", "~ ∂b NaN"),
  trap("(−2)³ with a tensor as exponent", "∂a 12; ∂b undefined", ["pow(a, b) at a = −2, b = 3"], "✓", "✓", "~ ∂b 0"),
  trap("1 to the NaN and ∞, −1 to the ∞", "1 (IEEE 754)", [
    "pow(a, b) at a = 1, b = NaN", "pow(a, b) at a = 1, b = ∞", "pow(a, b) at a = −1, b = ∞",
  ], "✓", "✓", "~ NaN"),
  trap("slopes of √x, ln x and 1/x at 0", "∞, ∞, −∞: nothing is clamped", [
    "sqrt(x) at x = 0", "log(x) at x = 0", "div(1, x) at x = 0",
  ]),
  trap("√(x·x) and x·ln x at 0", "NaN, and ops to write instead: abs or norm, xlogy", [
    "sqrt(mul(x, x)) at x = 0", "mul(x, log(x)) at x = 0", "abs(x) at x = 0", "xlogy(x, x) at x = 0",
  ], "✓ NaN", "✓ NaN", "✓ NaN"),
  trap("xlogy(0, 0)", "0, with slopes 0", ["xlogy(x, y) at x = 0, y = 0"], "~", "~", "–"),
  trap("2-norm at 0, and of rows of which one is 0", "slope 0, the least norm", [
    "norm(x) at x = [0, 0]", "norm(x, 1) at x = [[3, 4], [0, 0]]",
  ], "✓", "~ NaN", "~ NaN"),
  trap("2-norm of [3e200, 4e200]", "5e200; 0.6, 0.8", ["norm(x) at x = [3e200, 4e200]"], "~ ∞", "~ ∞", "–"),
  trap("2-norm of [3e−200, 4e−200]", "5e−200; 0.6, 0.8", ["norm(x) at x = [3e−200, 4e−200]"], "~", "~", "–"),
  trap("hypot(0, 0)", "slopes 0, the least norm", ["hypot(a, b) at a = 0, b = 0"], "~ NaN", "~ ½, ½", "–"),
  trap("hypot(3e200, 4e200)", "0.6, 0.8", ["hypot(a, b) at a = 3e200, b = 4e200"], "✓", "✗ 0.6, 1.25", "–"),
  trap("atan2(0, 0)", "slopes 0", ["atan2(a, b) at a = 0, b = 0"], "✓", "~ NaN", "~ NaN"),
  trap("atan2 of huge numbers", "the slopes", ["atan2(a, b) at a = 3e200, b = 4e200"], "~", "~", "–"),
  trap("std of equal numbers", "slope 0", ["std(x) at x = [2, 2, 2]"], "✓", "~ NaN", "–"),
  trap("variance around 1e8", "exact, by two passes", [
    "variance(x) at x = [1e8, 1.00000001e8, 1.00000002e8]",
  ], "✓", "✓", "–"),
  twice(trap("product with one zero and with two, twice", "[0, 6, 0] and 0; second derivatives too", [
    "prod(x) at x = [2, 0, 3]", "prod(x) at x = [0, 0, 3]",
  ], "✓", "✓", "~ first order only")),
  trap("running product with a zero", "no division by the result", [
    "cumprod(x, 0) at x = [2, 0, 3]", "cumprod(x, 0) at x = [0, 0, 3]",
  ], "✓", "✓", "✗ no gradient"),
  trap("logSumExp where all is −∞", "−∞, with slope 0", ["logSumExp(x) at x = [−∞, −∞]"],
    "~ slope NaN", "~ slope NaN", "✗ value NaN"),
  trap("logAddExp(−∞, −∞)", "−∞; ½, ½", ["logAddExp(a, b) at a = −∞, b = −∞"], "~", "~", "–"),
  trap("logSumExp and softmax where some is −∞", "no NaN", [
    "logSumExp(x) at x = [−∞, 0]", "take(softmax(x), 1) at x = [−∞, 0, 0]",
  ]),
  trap("logSumExp with +∞", "∞", ["logSumExp(x) at x = [∞, 0]"], "✓", "✓", "✗ value NaN"),
  trap("cross-entropy of logits 1000 apart", "1000; 1, −1", ["sub(0, take(logSoftmax(x), 1)) at x = [1000, 0]"]),
  trap("cross-entropy, a logit of −∞ beside the target", "no NaN", [
    "sub(0, take(logSoftmax(x), 0)) at x = [1, −∞]",
  ], "✓", "✓", "✗ NaN"),
  trap("binary cross-entropy of logit 1000", "0 or 1000", [
    "sub(softplus(x), x) at x = 1000", "add(softplus(neg(x)), x) at x = 1000",
  ]),
  trap("binary cross-entropy of probabilities 0 and 1", "0", [
    "sub(0, add(xlogy(1, p), xlogy(0, sub(1, p)))) at p = 1", "sub(0, add(xlogy(0, p), xlogy(1, sub(1, p)))) at p = 0",
  ], "✓", "~ NaN (written out)", "–"),
  twice(trap("sigmoid, tanh, softplus, silu, elu at 1000, twice", "saturated, no NaN",
    SATURATED.map((op) => `${op}(x) at x = 1000`))),
  trap("softplus(25)", "25 + 1.4e−11", ["softplus(x) at x = 25"], "~ 25: threshold at 20", "✓", "–"),
  trap("gelu by tanh at 1e200", "slope 1", ['gelu(x, { approximate: "tanh" }) at x = 1e200'], "~ NaN", "~ NaN", "–"),
  trap("silu and gelu at −∞", "0", ["silu(x) at x = −∞", "gelu(x) at x = −∞"], "~ NaN", "~ NaN", "–"),
  trap("where(x > 0, ln x, 0) at 0", "0: that branch was not taken", ["where(greater(x, 0), log(x), 0) at x = 0"],
    "~ NaN", "~ NaN", "✗ throws"),
  trap("the same with a second where inside", "0", [
    "where(greater(x, 0), log(where(greater(x, 0), x, 1)), 0) at x = 0",
  ], "✓", "✓", "✗ throws"),
  trap("where, with an infinite cotangent", "it selects", ["sqrt(where(greater(x, 0), x, 0)) at x = −1"],
    "✓", "✓", "✗ NaN"),
  trap("sort and top-k of elements that tie", "stable; the gradient follows", [
    "mul(sort(x), tensor([1, 2, 3])) at x = [1, 0, 1]", "topK(x, 2).indices at x = [1, 3, 3, 3]",
  ], "✓", "✓", "✗ top-k has no gradient, no sort"),
  trap("argmax of elements that tie", "the first", ["argmax(x) at x = [1, 3, 3]"]),
  trap("argmax and max of a NaN", "NaN wins", ["argmax(x) at x = [1, NaN, 3]", "max(x) at x = [1, NaN, 3]"],
    "✓", "✓", "✗ argmax skips it"),
  trap("take and scatterAdd with repeated indices", "they add up", [
    'take(x, tensor([0, 0, 2], { dtype: "int32" })) at x = [1, 2, 3]',
    'scatterAdd(x, tensor([0, 0], { dtype: "int32" }), s) at x = [1, 2], s = [3, 4]',
  ]),
  trap("x·x, x − x, x/x, A @ A, concat([x, x])", "both uses add up", [
    "mul(x, x) at x = 3", "sub(x, x) at x = 3", "div(x, x) at x = 3", "matmul(x, x) at x = [[1, 2], [3, 4]]",
    "concat([x, x]) at x = [1]",
  ]),
  trap("an argument that nobody uses; a result that is an argument", "zeros; the cotangent", [
    "mul(y, 2) at x = 1, y = 3", "x at x = 3",
  ], "✓", "✓", "✗ throws"),
  trap("[0] + [1], [2, 0, 3] · [1, 3]", "empty; zeros for the side of size 1", [
    "add(x, y) at x = [], y = [1]", "mul(zeros([2, 0, 3]), x) at x = [[1, 2, 3]]",
  ], "✓", "✓", "✗ throws"),
  trap("sum, prod, mean, logSumExp of nothing", "0, 1, NaN, −∞", [
    "sum(x) at x = []", "prod(x) at x = []", "mean(x) at x = []", "logSumExp(x) at x = []",
  ], "✓", "✓", "✗ mean 0; logSumExp throws"),
  trap("max of nothing", "an error", ["max(x) at x = []"], "✓", "✓", "✗ NaN"),
  trap("subnormal numbers", "kept", ["mul(x, 0.5) at x = 1e−320"], "✓", "✗ flushed to 0", "–"),
  trap("−0", "kept by neg, sqrt, div and atan2", [
    "neg(x) at x = 0", "sqrt(x) at x = −0", "div(x, 4) at x = −0", "atan2(x, -1) at x = −0",
  ]),
  trap("round(0.5) and round(2.5)", "0 and 2: halves to even", ["round(x) at x = 0.5", "round(x) at x = 2.5"]),
  trap("remainder and fmod of −5 and 3", "1 and −2", [
    "remainder(a, b) at a = −5, b = 3", "fmod(a, b) at a = −5, b = 3",
  ], "✓", "✓", "~ no fmod"),
  trap("variance of one sample, ddof 1", "NaN", ["variance(x, null, { ddof: 1 }) at x = [5]"], "✓", "✓", "–"),
  trap("det of a singular matrix", "the adjugate", ["det(A) at A = [[1, 2], [2, 4]]"], "✓", "✓", "–"),
];
