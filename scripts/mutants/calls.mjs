// Wrong calls: what may be written in place of a call of a function, by the function's name.

const UNARY = new Set(
  "abs ceil cos cosh erf erfc exp expm1 floor log log1p reciprocal rsqrt sigmoid sign sin sinh sqrt square tanh bell share softplus".split(
    " ",
  ),
);

/** Functions mistaken for one another. */
const PARTNERS = {
  add: ["mul"],
  ceil: ["floor"],
  cos: ["sin"],
  cosh: ["sinh"],
  div: ["mul"],
  exp: ["expm1"],
  expm1: ["exp"],
  floor: ["ceil"],
  hypot: ["add"],
  log: ["log1p"],
  mul: ["add", "div"],
  reciprocal: ["neg"],
  rsqrt: ["reciprocal"],
  sigmoid: ["tanh"],
  sin: ["cos"],
  sinh: ["cosh"],
  square: ["abs"],
  tanh: ["sigmoid"],
};

const SWAPPED = new Set(["div", "overSquare", "pow", "scale", "sub", "xlogy"]);

const BOUNDARIES = {
  greater: "greaterOrEqual",
  greaterOrEqual: "greater",
  less: "lessOrEqual",
  lessOrEqual: "less",
};

/** Wrong calls of a function by its name. */
const CALLS = {
  add: ([a, b]) => [
    ["sign flip", `$.ops.sub(${a}, ${b})`],
    ["dropped term", a],
    ["dropped term", b],
  ],
  sub: ([a, b]) => [
    ["sign flip", `$.ops.add(${a}, ${b})`],
    ["dropped term", a],
    ["dropped term", `$.flip(${b})`],
  ],
  neg: ([x]) => [["sign flip", x]],
  mul: dropped,
  div: dropped,
  scale: ([a, b]) => [...dropped([a, b]), ["scale → mul", `$.ops.mul(${a}, ${b})`]],
  where: ([c, a, b]) => [
    ["condition negated", `where(${c}, ${b}, ${a})`],
    ["branch dropped", `where(${c}, ${a}, ${a})`],
    ["branch dropped", `where(${c}, ${b}, ${b})`],
    ...(a === "0" || b === "0" ? [["choice → product", `$.masked(${c}, ${a}, ${b})`]] : []),
  ],
  logicalAnd: ([a, b]) => [
    ["condition weakened", a],
    ["condition weakened", b],
    ["condition weakened", `$.ops.logicalOr(${a}, ${b})`],
  ],
  sumOver: ([x, axes]) => [
    ["missing sum", `$.firstOver(${x}, ${axes})`],
    ["mean for sum", `$.meanOver(${x}, ${axes})`],
  ],
  sumTo: ([x, to]) => [
    ["missing sum", `$.firstTo(${x}, ${to})`],
    ["mean for sum", `$.meanTo(${x}, ${to})`],
  ],
  broadcastTo: ([x, to]) => [["missing copies", `$.onceTo(${x}, ${to})`]],
  permuteTo: ([x, order]) => [
    ["missing permutation", `$.reshapedTo(${x}, ${order})`],
    ["missing permutation", x],
  ],
  reshapeTo: ([x]) => [["missing reshape", x]],
  cast: ([x]) => [["missing cast", x]],
  apply: ([op, a, b]) =>
    b === undefined ? [] : [["swapped operands", `apply(${op}, ${b}, ${a})`]],
  Product: ([name, ...labels]) => [
    ["missing permutation", `Product(${[name, labels[1], labels[0], labels[2]].join(", ")})`],
    ["missing permutation", `Product(${[name, labels[0], labels[2], labels[1]].join(", ")})`],
  ],
};

function dropped([a, b]) {
  return [
    ["dropped factor", a],
    ["dropped factor", b],
  ];
}

/** The mutants of a call. */
export function callMutants({ callee, arguments: args }, text) {
  const name = callee.name;
  if (name === undefined) return [];
  const texts = args.map(text);
  const list = [...(CALLS[name]?.(texts) ?? [])];
  for (const partner of PARTNERS[name] ?? [])
    list.push(["wrong partner", `$.ops.${partner}(${texts.join(", ")})`]);
  if (SWAPPED.has(name))
    list.push(["swapped operands", `${name}(${texts.toReversed().join(", ")})`]);
  if (UNARY.has(name)) list.push(["dropped function", texts[0]]);
  if (BOUNDARIES[name])
    list.push(["boundary moved", `$.ops.${BOUNDARIES[name]}(${texts.join(", ")})`]);
  return list;
}
