// What can go wrong at one node of a rule: pairs of an operator's name and the wrong text.
//
// Not made, because they change nothing or nothing that is a rule:
// - exchanges of the operands of commutative functions;
// - changes inside the test of a JavaScript condition, which chooses a shortcut: it is negated as a whole;
// - exchanges of tensors of which only shape or dtype is read, as in `x.shape`: a wrong one is refused by `apply`;
// - the adjoint of a mask operand, since a mask carries no cotangent;
// - constants for what a flat function is given, or gives: they have the same derivative, none;
// - constants for what is handed to a helper: in the helper they are made;
// - other operands of `later`, which says when to compute: a test counts the bytes;
// - other names for an op, which only people read;
// - other signs of what an even function is given;
// - a small step of a bound of `clip`: inside a rule it guards against overflow and may stand anywhere beyond
//   the last bit of what it guards. It is moved inwards by a factor instead.

import { callMutants } from "./calls.mjs";
import { children } from "./regions.mjs";

/** A number, `Math.LN2`, or a constant of the module. */
const isConstant = (node) =>
  (node.type === "Literal" && typeof node.value === "number") ||
  (node.type === "MemberExpression" && node.object.name === "Math") ||
  (node.type === "Identifier" && /^[A-Z][A-Z_]+$/.test(node.name));

function identifierMutants({ name }, above, rule) {
  const parent = above.at(-1);
  if (name === "name" || parent.callee?.name === "later") return [];
  if (rule.attributes.includes(name)) return [["wrong attribute", `$.off(${name})`]];
  const element = parent.type === "CallExpression" || parent === rule.fn || isCastOf(parent);
  if (!element || !rule.tensors.includes(name)) return [];
  const others = rule.tensors.filter((other) => other !== name);
  const inner = above.some((node) => isFlat(node) || rule.helpers.has(node.callee?.name));
  const frozen = inner ? [] : [["frozen operand", `stopGradient(${name})`]];
  return [...frozen, ...others.map((other) => ["wrong variable", other])];
}

const FLAT = new Set(
  "equal greater greaterOrEqual less lessOrEqual isNaN isFinite logicalAnd logicalOr logicalNot sign floor ceil".split(
    " ",
  ),
);

const isFlat = ({ callee }) => FLAT.has(callee?.name);

/** Whether the expression depends on a tensor otherwise than through a flat function. */
function leadsOn(node, rule) {
  if (isFlat(node)) return false;
  if (node.type === "Identifier") return true;
  const helper = rule.helpers.get(node.callee?.name);
  if (helper !== undefined) return leadsOn(helper.body, rule);
  return children(node).some((child) => child !== node.callee && leadsOn(child, rule));
}

const NEGATED_ARITHMETIC = { "+": "-", "-": "+" };

const isCastOf = ({ type }) => type === "TSAsExpression";

/** What a list of starts, steps or sizes may be mistaken for. */
export const propertyMutants = ({ key }) => [
  ["wrong attribute", `${key.name}.map(() => 0)`],
  ["wrong attribute", `${key.name}.map(() => 1)`],
];

const inTest = (node, above) =>
  [...above, node].some((ancestor, i, path) => {
    const parent = path[i - 1];
    return parent?.type === "ConditionalExpression" && parent.test === ancestor;
  });

/** The mutants of one node of a rule. */
export function mutantsOf(node, above, rule, text) {
  const parent = above.at(-1);
  if (inTest(node, above)) return [];
  const list = [];
  const write = (operator, mutant) => list.push([operator, mutant]);
  if (isResult(node, above, rule)) {
    write("sign flip", `$.flip(${text(node)})`);
    write("off by 10⁻⁸", `$.nearly(${text(node)})`);
    if (leadsOn(node, rule)) write("frozen result", `stopGradient(${text(node)})`);
  }
  if (isConstant(node) && isBound(above)) write("bound too tight", `(${text(node)} * 0.1)`);
  else if (isConstant(node)) write("1 off", `(${text(node)} + 1)`);
  else if (node.type === "Identifier") {
    const own = parent.type === "MemberExpression" && parent.object === node;
    if (!own || rule.attributes.includes(node.name))
      list.push(...identifierMutants(node, above, rule));
  } else if (node.type === "CallExpression") list.push(...callMutants(node, text));
  else if (node.type === "ConditionalExpression") list.push(...conditionMutants(node, rule, text));
  else if (node.type === "BinaryExpression" && NEGATED_ARITHMETIC[node.operator])
    write(
      "sign flip",
      `${text(node.left)} ${NEGATED_ARITHMETIC[node.operator]} ${text(node.right)}`,
    );
  else if (node.type === "LogicalExpression" && node.operator === "&&" && rule.sweep)
    write("dropped term", "null");
  return EVEN.has(parent.callee?.name) ? list.filter(([operator]) => !signs(operator, node)) : list;
}

const EVEN = new Set(["abs", "square"]);

/** Whether a mutant of the node changes nothing but its sign. */
const signs = (operator, { callee }) =>
  (operator === "sign flip" && callee?.name === "neg") ||
  (operator === "swapped operands" && callee?.name === "sub");

/** Whether what stands right below these nodes is a bound of `clip`, perhaps with a minus before it. */
const isBound = (above) =>
  above.findLast(({ type }) => type !== "UnaryExpression").callee?.name === "clip";

/** `sum === undefined ? part : add(sum, part)`: `=` for `+=` keeps the last part, or the first. */
function conditionMutants({ test, consequent, alternate }, rule, text) {
  const [c, a, b] = [test, consequent, alternate].map(text);
  if (rule.name === "passOn")
    return [
      ["= for +=", a],
      ["= for +=", `${c} ? ${a} : sum`],
    ];
  return [["condition negated", `${c} ? ${b} : ${a}`]];
}

/** Whether the node is what the rule gives: its sign can be wrong. */
function isResult(node, above, rule) {
  const parent = above.at(-1);
  const within = (fn) => fn === rule.fn || rule.sweep;
  if (node.type === "Literal" && node.value === null) return false;
  if (parent.type === "ArrowFunctionExpression")
    return parent.body === node && node.type !== "BlockStatement" && within(parent);
  if (parent.type !== "ReturnStatement") return false;
  return within(above.findLast(({ type }) => type.includes("Function")));
}
