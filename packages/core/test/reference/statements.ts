/** What no code can say of an op: where it is defined in mathematics, what keeps its numbers right, what is singular about it. */

export interface Statement {
  /** Where the mathematics is defined; what lies outside gives NaN unless something else is said. */
  readonly domain: string;
  /** How the computation avoids overflow, underflow or cancellation; absent where the formula is the computation. */
  readonly stable?: string;
  /** What is singular, where no row of the table of singular points is about it; or more than its rows say. */
  readonly singular?: string;
}

/** Ops that are read about together. */
export interface Group {
  readonly title: string;
  readonly about: string;
  readonly ops: Readonly<Record<string, Statement>>;
}

const REALS = "ℝ";
const PAIRS = "ℝ²";
const ANY = "any elements";
const SMOOTH = "none: smooth everywhere";
const LINEAR = "none: linear";
const MOVES = "none: elements are only moved";
const FLAT = "flat; the jump where the claim changes has no finite slope, and counts as 0";
const LOGIC = "none: there is nothing to differentiate";

// oxfmt-ignore
export const groups: readonly Group[] = [
  {
    title: "Arithmetic",
    about: "Two operands broadcast, as in NumPy; a number may stand for either.",
    ops: {
      add: { domain: PAIRS },
      sub: { domain: PAIRS },
      mul: { domain: PAIRS },
      div: { domain: "b ≠ 0" },
      neg: { domain: REALS },
      reciprocal: { domain: "x ≠ 0", singular: "a pole at 0: ±∞ with slope −∞, as `div(1, x)`" },
      square: { domain: REALS, singular: SMOOTH },
      abs: { domain: REALS },
      sign: { domain: REALS },
      remainder: { domain: "b ≠ 0", stable: "The division is not rounded: r = a − qb is exact before the sign is set right." },
      fmod: { domain: "b ≠ 0", stable: "The division is not rounded: a − qb is exact." },
    },
  },
  {
    title: "Exponentials and logarithms",
    about: "",
    ops: {
      exp: { domain: REALS },
      exp2: { domain: REALS, singular: SMOOTH },
      expm1: { domain: REALS, stable: "Near 0, eˣ − 1 is not formed, which would keep only the digits that eˣ has beyond 1." },
      log: { domain: "x > 0" },
      log2: { domain: "x > 0", singular: "a pole at 0, as `log`" },
      log10: { domain: "x > 0", singular: "a pole at 0, as `log`" },
      log1p: { domain: "x > −1", stable: "Near 0, 1 + x is not formed, which would round the digits of x away." },
      logAddExp: { domain: PAIRS, stable: "The larger operand is taken out: max(a, b) + log1p(e^−|a − b|), so that no exponential overflows." },
      xlogy: { domain: "b > 0, or a = 0" },
    },
  },
  {
    title: "Powers and roots",
    about: "",
    ops: {
      pow: { domain: "a > 0; a = 0 and b ≥ 0; a < 0 and b an integer" },
      sqrt: { domain: "x ≥ 0" },
      rsqrt: { domain: "x > 0" },
      hypot: { domain: PAIRS, stable: "The larger side is taken out of the root, so that no square over- or underflows." },
    },
  },
  {
    title: "Trigonometry",
    about: "Angles are in radians.",
    ops: {
      sin: { domain: REALS, singular: SMOOTH },
      cos: { domain: REALS, singular: SMOOTH },
      tan: { domain: "x ≠ π/2 + kπ", singular: "none that is met: poles at π/2 + kπ, which is no floating-point number" },
      asin: { domain: "−1 ≤ x ≤ 1", stable: "1 − x² is taken as (1 − x)(1 + x), which does not cancel near ±1." },
      acos: { domain: "−1 ≤ x ≤ 1", stable: "1 − x² is taken as (1 − x)(1 + x), which does not cancel near ±1." },
      atan: { domain: REALS, singular: SMOOTH },
      atan2: { domain: "(a, b) ≠ (0, 0)", stable: "The derivatives divide by hypot(a, b) twice, since a² + b² may over- or underflow." },
    },
  },
  {
    title: "Hyperbolic functions",
    about: "",
    ops: {
      sinh: { domain: REALS, singular: SMOOTH, stable: "By expm1, so that small x does not cancel; beyond 700 by e^(x/2) twice, since eˣ overflows before eˣ/2 does." },
      cosh: { domain: REALS, singular: SMOOTH, stable: "Beyond 700 by e^(x/2) twice, since eˣ overflows before eˣ/2 does." },
      tanh: { domain: REALS },
      asinh: { domain: REALS, stable: "By log1p of the excess, odd by construction; beyond 2²⁸, where 1 + x² is x², by ln x + ln 2." },
      acosh: { domain: "x ≥ 1", stable: "x² − 1 is taken as (x − 1)(x + 1) under separate roots, which neither cancels near 1 nor overflows." },
      atanh: { domain: "−1 < x < 1", stable: "By log1p(2x/(1 − x))/2, which keeps the digits of small x." },
    },
  },
  {
    title: "Activations",
    about: "The nonlinearities of neural networks.",
    ops: {
      sigmoid: { domain: REALS, stable: "The exponential is only taken of −|x|, so that it cannot overflow; the slope y(1 − y) costs no further one." },
      logSigmoid: { domain: REALS, stable: "min(x, 0) − log1p(e^−|x|): no exponential overflows, and the logarithm of a rounded 0 is never taken." },
      softplus: { domain: REALS, stable: "max(x, 0) + log1p(e^−|x|): no exponential overflows, and there is no threshold beyond which it is x." },
      softsign: { domain: REALS, stable: "x is cut to ±2⁵⁴, where y has long been ±1, so that ∞/∞ is not formed." },
      relu: { domain: REALS },
      relu6: { domain: REALS },
      leakyRelu: { domain: REALS },
      elu: { domain: REALS, stable: "By expm1, which does not cancel just below 0; the branch that is not taken cannot leak an overflow." },
      selu: { domain: REALS, singular: "a kink at 0, as `elu`: the slope of the left side, λα" },
      silu: { domain: REALS, stable: "At −∞ it is its limit 0, not −∞ · 0." },
      mish: { domain: REALS, stable: "The softplus inside cannot overflow; at −∞ it is its limit 0, not −∞ · 0." },
      gelu: { domain: REALS, stable: "By erfc, which keeps the digits of the lower tail; at −∞ it is its limit 0, not −∞ · 0." },
    },
  },
  {
    title: "Special functions",
    about: "",
    ops: {
      erf: { domain: REALS, stable: "Rational approximations on five intervals, after fdlibm." },
      erfc: { domain: REALS, stable: "The upper tail is computed by itself, not as 1 − erf x: erfc(10) is 2.1e−45, not 0." },
    },
  },
  {
    title: "Choosing, cutting and rounding",
    about: "",
    ops: {
      maximum: { domain: PAIRS },
      minimum: { domain: PAIRS },
      clip: { domain: REALS },
      where: { domain: "any elements; the condition is bool", singular: "see [branches not taken](../singular-points.md#branches-not-taken)" },
      floor: { domain: REALS },
      ceil: { domain: REALS },
      round: { domain: REALS },
      cast: { domain: "what fits the dtype", singular: "between floating-point types linear, as if nothing were rounded; to whole numbers and claims flat" },
      stopGradient: { domain: ANY },
    },
  },
  {
    title: "Claims",
    about: "Their results are `bool`: nothing flows through them.",
    ops: {
      equal: { domain: ANY, singular: FLAT },
      notEqual: { domain: ANY, singular: FLAT },
      less: { domain: PAIRS, singular: FLAT },
      lessOrEqual: { domain: PAIRS, singular: FLAT },
      greater: { domain: PAIRS, singular: FLAT },
      greaterOrEqual: { domain: PAIRS, singular: FLAT },
      logicalAnd: { domain: "bool", singular: LOGIC },
      logicalOr: { domain: "bool", singular: LOGIC },
      logicalNot: { domain: "bool", singular: LOGIC },
      isNaN: { domain: "ℝ, ±∞ and NaN", singular: LOGIC },
      isFinite: { domain: "ℝ, ±∞ and NaN", singular: LOGIC },
      all: { domain: "bool; true for no elements", singular: LOGIC },
      any: { domain: "bool; false for no elements", singular: LOGIC },
    },
  },
  {
    title: "Reductions",
    about: "Over one axis, a list of axes, or all; `keepDims` keeps them as size 1.",
    ops: {
      sum: { domain: "ℝⁿ" },
      mean: { domain: "ℝⁿ, n ≥ 1" },
      prod: { domain: "ℝⁿ", stable: "The derivative multiplies the other elements and never divides by one, so that zeros are exact, at every order." },
      max: { domain: "ℝⁿ, n ≥ 1; refused for no elements" },
      min: { domain: "ℝⁿ, n ≥ 1; refused for no elements" },
      variance: { domain: "ℝⁿ, n > ddof", stable: "Two passes: the mean is subtracted before squaring, so that a large mean does not cancel." },
      std: { domain: "ℝⁿ, n > ddof", stable: "Two passes, as variance." },
      norm: { domain: "ℝⁿ, p ≥ 1", stable: "For p other than 1 and ∞ the largest element is taken out, so that powers neither over- nor underflow." },
      logSumExp: { domain: "ℝⁿ, and −∞", stable: "Shifted by the maximum, so that no exponential overflows." },
      argmax: { domain: "n ≥ 1; refused for no elements" },
      argmin: { domain: "n ≥ 1; refused for no elements" },
    },
  },
  {
    title: "Along an axis",
    about: "As many elements come out as went in.",
    ops: {
      softmax: { domain: "ℝⁿ; single elements may be −∞", stable: "exp(x − logSumExp x): the exponents are never positive, so that none overflows." },
      logSoftmax: { domain: "ℝⁿ; single elements may be −∞", stable: "The logarithm is not taken of a rounded probability: an unlikely class costs 1000, not ∞." },
      cosineSimilarity: { domain: "vectors other than 0", stable: "The norms are scaled, so that neither over- nor underflows.", singular: "beside a vector of zeros it is 0, with slope 0" },
      cumsum: { domain: "ℝⁿ" },
      cumprod: { domain: "ℝⁿ", stable: "Nothing is divided by an element, so that zeros are exact, at every order." },
      sort: { domain: "any numbers; NaN counts as the largest" },
      argsort: { domain: "any numbers; NaN counts as the largest" },
      topK: { domain: "any numbers, k ≤ n; NaN counts as the largest" },
    },
  },
  {
    title: "Products of tensors",
    about: "",
    ops: {
      matmul: { domain: "inner sizes agree", singular: "bilinear: no kinks; [both uses add up](../singular-points.md#operands-shared-unused-or-empty) where a matrix is multiplied by itself" },
      dot: { domain: "vectors of one length", singular: "bilinear: no kinks; the sum does [not skip zeros](../singular-points.md#branches-not-taken) beside infinities" },
      outer: { domain: "vectors", singular: "none: bilinear" },
      einsum: { domain: "sizes of one label agree", singular: "none: linear in each operand" },
      tensordot: { domain: "sizes of paired axes agree", singular: "none: bilinear" },
    },
  },
  {
    title: "Matrices",
    about: "The matrices lie on the last two axes; axes before them are a stack.",
    ops: {
      det: { domain: "square matrices", stable: "The gradient is the matrix of cofactors, not det A · A⁻ᵀ, and right for singular matrices too." },
      slogdet: { domain: "square matrices; the gradient asks for det A ≠ 0", stable: "Logarithms of the pivots are added up, so that the product cannot over- or underflow." },
      logdet: { domain: "det A > 0", stable: "Logarithms of the pivots are added up, so that the product cannot over- or underflow." },
      inv: { domain: "det A ≠ 0; refused for singular matrices", stable: "Rows are exchanged for the largest pivot." },
      solve: { domain: "det A ≠ 0; refused for singular matrices", stable: "Rows are exchanged for the largest pivot; no inverse is formed, forwards or backwards.", singular: "refused where `A` is singular" },
      cholesky: { domain: "A + Aᵀ positive definite; refused otherwise", stable: "The gradient solves with triangles; no inverse is formed.", singular: "refused where `A + Aᵀ` is not positive definite" },
      triangularSolve: { domain: "no 0 on the diagonal", stable: "No inverse is formed, forwards or backwards." },
      diag: { domain: ANY, singular: LINEAR },
      diagonal: { domain: ANY, singular: LINEAR },
      trace: { domain: "ℝⁿˣᵐ", singular: LINEAR },
      tril: { domain: ANY, singular: LINEAR },
      triu: { domain: ANY, singular: LINEAR },
    },
  },
  {
    title: "Shapes",
    about: "The same elements under other indices.",
    ops: {
      reshape: { domain: ANY, singular: MOVES },
      flatten: { domain: ANY, singular: MOVES },
      expandDims: { domain: ANY, singular: MOVES },
      squeeze: { domain: ANY, singular: MOVES },
      transpose: { domain: ANY, singular: MOVES },
      permute: { domain: ANY, singular: MOVES },
      swapAxes: { domain: ANY, singular: MOVES },
      moveAxis: { domain: ANY, singular: MOVES },
      broadcastTo: { domain: ANY, singular: "none: elements are only copied" },
      flip: { domain: ANY, singular: MOVES },
      roll: { domain: ANY, singular: MOVES },
      tile: { domain: ANY, singular: "none: elements are only copied" },
      repeat: { domain: ANY, singular: "none: elements are only copied" },
    },
  },
  {
    title: "Parts, joins and look-ups",
    about: "",
    ops: {
      concat: { domain: ANY },
      stack: { domain: ANY, singular: MOVES },
      split: { domain: ANY, singular: MOVES },
      slice: { domain: ANY, singular: MOVES },
      pad: { domain: ANY, singular: MOVES },
      take: { domain: "indices in range" },
      takeAlongAxis: { domain: "indices in range", singular: "none: linear; repeated indices add up, as in `take`" },
      scatterAdd: { domain: "indices in range" },
      maskedSelect: { domain: ANY, singular: MOVES },
      oneHot: { domain: "whole numbers", singular: "none: an index carries no derivative" },
    },
  },
  {
    title: "Images",
    about: "Images are [batch, channels, height, width].",
    ops: {
      conv2d: { domain: "sizes agree", singular: "none: linear in the images, the weight and the bias" },
      maxPool2d: { domain: "no empty images" },
      avgPool2d: { domain: ANY, singular: LINEAR },
    },
  },
];

export const statements: Readonly<Record<string, Statement>> = Object.fromEntries(
  groups.flatMap(({ ops }) => Object.entries(ops)),
);
