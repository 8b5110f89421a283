// Where derivative rules are: the functions in them, and what is known of their parameters.

import { parseSync, visitorKeys } from "oxc-parser";

const CONSTRUCTORS = [
  "linear",
  "linearInEach",
  "bilinear",
  "pointwise",
  "gated",
  "custom",
  "replaced",
];

/** Functions that belong to rules although they are neither arguments of a rule nor called by one of the same file. */
const FURTHER = {
  "ops/structural.ts": ["sumTo"],
  "autodiff/reverse.ts": ["pullback", "passOn"],
  "autodiff/custom-rules.ts": ["cotangentsOf", "tangentOf"],
  "autodiff/forward.ts": ["pushforward", "total"],
};

const isNode = (x) => typeof x === "object" && x !== null && typeof x.type === "string";

/** Parts of a node that are no expressions: names, parameters, keys. */
const NAMES = { MemberExpression: ["property"], Property: ["key"], VariableDeclarator: ["id"] };

const skipped = (node, key) =>
  (isFunction(node) && (key === "params" || key === "id")) ||
  (node.computed !== true && NAMES[node.type]?.includes(key) === true);

/** The expressions and statements right below a node. */
export const children = (node) =>
  (visitorKeys[node.type] ?? [])
    .filter((key) => !skipped(node, key))
    .flatMap((key) => node[key])
    .filter((child) => isNode(child) && (!child.type.startsWith("TS") || isCast(child)));

const isCast = ({ type }) => type === "TSAsExpression" || type === "TSNonNullExpression";

/** Every node from `root` down with the nodes above it, the nearest last. */
export function* walk(root, above = []) {
  yield [root, above];
  for (const child of children(root)) yield* walk(child, [...above, root]);
}

const isFunction = ({ type }) =>
  type === "ArrowFunctionExpression" ||
  type === "FunctionDeclaration" ||
  type === "FunctionExpression";

/** The names that a parameter binds: several if it takes a list apart. */
const namesOf = (pattern) =>
  pattern.type === "Identifier"
    ? [pattern.name]
    : pattern.type === "ArrayPattern"
      ? pattern.elements.filter(Boolean).flatMap(namesOf)
      : [];

const isTensor = (parameter) =>
  parameter.typeAnnotation?.typeAnnotation?.typeName?.name === "Tensor";

/** Functions of the module by name. A helper of rules is one that is not exported and returns a tensor. */
function functionsOf(program) {
  const found = new Map();
  for (const [node, above] of walk(program)) {
    const exported = above.at(-1)?.type === "ExportNamedDeclaration";
    const outer = above.at(-2)?.type === "ExportNamedDeclaration";
    if (node.type === "FunctionDeclaration") found.set(node.id.name, { fn: node, above, exported });
    else if (node.type === "VariableDeclarator" && node.init && isFunction(node.init))
      found.set(node.id.name, {
        fn: node.init,
        above: [...above, node],
        exported: exported || outer,
      });
  }
  return found;
}

const returnsTensor = ({ returnType }) => returnType?.typeAnnotation?.typeName?.name === "Tensor";

/** The parameters that hold tensors of which one might be mistaken for another. */
function tensorsIn(fn, kind) {
  const names = kind === "helper" ? fn.params.filter(isTensor) : fn.params;
  const list = kind === "linearInEach" ? names.slice(0, 1) : names;
  return list.flatMap(namesOf).filter((name) => !name.startsWith("_"));
}

/** A derivative constructor's arguments: functions, or an object of functions. */
function rulesIn(program) {
  const rules = [];
  for (const [node, above] of walk(program)) {
    const kind = node.callee?.name;
    if (node.type !== "CallExpression" || !CONSTRUCTORS.includes(kind)) continue;
    for (const [place, argument] of node.arguments.entries()) {
      const functions = isFunction(argument)
        ? [[argument, [...above, node]]]
        : (argument.properties ?? [])
            .filter(({ value }) => isFunction(value))
            .map((p) => [p.value, [...above, node, argument, p]]);
      for (const [fn, path] of functions)
        rules.push({ fn, above: path, kind, mask: isMask(above, place), sweep: false });
    }
  }
  return rules;
}

/** Whether operand `place` of the elementwise op around is a mask (`M`), which carries no cotangent. */
function isMask(above, place) {
  const rule = above.findLast(({ type }) => type === "ObjectExpression");
  const scalar = rule?.properties.find(({ key }) => key?.name === "scalar")?.value;
  const operand = scalar?.params?.[place + 1];
  return operand?.typeAnnotation?.typeAnnotation?.typeName?.name === "M";
}

/** Refuses a derivative that is stated in a form in which no rule would be found. */
function understood(program, path) {
  const known = (node) =>
    node.type === "ConditionalExpression"
      ? known(node.consequent) && known(node.alternate)
      : CONSTRUCTORS.includes(node.callee?.name) ||
        node.name === "constant" ||
        (node.type === "MemberExpression" && node.property.name === "derivative");
  for (const [node] of walk(program))
    if (node.type === "Property" && node.key.name === "derivative" && !known(node.value))
      throw new Error(
        `${path}: a derivative is neither constant nor made by ${CONSTRUCTORS.join()}`,
      );
}

/** All rules of a module: arguments of the constructors, the local helpers they call, and the further functions. */
export function rulesOf(code, path) {
  const { program, errors } = parseSync("module.ts", code);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0].message}`);
  understood(program, path);
  const functions = functionsOf(program);
  const rules = rulesIn(program);
  const add = (name, kind) => {
    const { fn, above } = functions.get(name);
    if (!rules.some((rule) => rule.fn === fn))
      rules.push({ fn, above, kind, mask: false, sweep: kind === "sweep", name });
  };
  const further = Object.entries(FURTHER).find(([end]) => path.endsWith(end));
  for (const name of further?.[1] ?? []) {
    if (!functions.has(name)) throw new Error(`${path}: there is no function ${name}`);
    add(name, further[0].startsWith("ops") ? "helper" : "sweep");
  }
  for (const { fn, sweep } of rules)
    for (const [{ type, name }] of walk(fn.body)) {
      const helper = type === "Identifier" && !sweep ? functions.get(name) : undefined;
      if (helper && !helper.exported && returnsTensor(helper.fn)) add(name, "helper");
    }
  const helpers = new Map(
    rules.filter(({ kind }) => kind === "helper").map(({ name, fn }) => [name, fn]),
  );
  return { program, rules: rules.map((rule) => ({ ...rule, ...scopeOf(rule), helpers })) };
}

/** Names that a rule can read: its own tensors, and the attributes of the op around it. */
function scopeOf({ fn, above, kind }) {
  const attributes = above
    .filter(isFunction)
    .flatMap(({ params }) => params)
    .flatMap(namesOf)
    .filter((name) => name !== "m");
  return { tensors: kind === "sweep" ? [] : tensorsIn(fn, kind), attributes };
}
