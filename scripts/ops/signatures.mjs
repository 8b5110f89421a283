// How an op is called, from the parameters of its declaration.

import { imported, moduleOf, textOf } from "./modules.mjs";

/** `softmax(x, axis?)`, from the overload that takes most. */
export const signatureOf = (name, path, declarations) =>
  `${name}(${shown(longest(declarations.map((node) => parametersOf(path, node))))})`;

/** The parameters of the overload that takes most; the first of equals, which has the types. */
const longest = (all) =>
  all.reduce((best, next) => (next.params.length > best.params.length ? next : best));

/** The type that an exported constant is declared with, in this module or the one that it is imported from. */
function aliasOf(path, name) {
  for (const node of moduleOf(path).program.body) {
    const alias = node.declaration ?? node;
    if (alias.type === "TSTypeAliasDeclaration" && alias.id.name === name)
      return { path, type: alias.typeAnnotation };
    if (node.type === "ImportDeclaration" && node.specifiers.some((s) => s.local.name === name))
      return aliasOf(imported(path, node.source.value), name);
  }
  return undefined;
}

const unwrapped = (node) =>
  ["ParenthesizedExpression", "TSAsExpression"].includes(node?.type)
    ? unwrapped(node.expression)
    : node;

/** The parameters of a declaration, where they are written. */
function parametersOf(path, node) {
  if (node.type === "FunctionDeclaration" || node.type === "TSDeclareFunction")
    return { path, params: node.params };
  const [{ id, init }] = node.declarations;
  const annotation = id.typeAnnotation?.typeAnnotation;
  const alias = annotation?.typeName && aliasOf(path, annotation.typeName.name);
  if (alias?.type.type === "TSFunctionType") return { path: alias.path, params: alias.type.params };
  const written = unwrapped(init);
  if (written.type === "ArrowFunctionExpression") return { path, params: written.params };
  throw new Error(`${path}: how ${id.name} is called is written in no form that is known here`);
}

/** `x`, `axis?`, `axis = -1`, `options?: { ddof? }` */
function shown({ path, params }) {
  return params
    .filter(
      (p) => p.typeAnnotation?.typeAnnotation.type !== "TSArrayType" || p.argument?.name !== "none",
    )
    .map((p) => parameter(path, p))
    .join(", ");
}

function parameter(path, p) {
  if (p.type === "RestElement") return `...${p.argument.name}`;
  const target = p.type === "AssignmentPattern" ? p.left : p;
  const fields = fieldsOf(path, target.typeAnnotation?.typeAnnotation);
  if (fields.length > 0) return `{ ${fields.map((name) => `${name}?`).join(", ")} }?`;
  if (p.type === "AssignmentPattern")
    return `${target.name} = ${textOf(path).slice(p.right.start, p.right.end)}`;
  return `${target.name}${target.optional ? "?" : ""}`;
}

/** The names of the fields of an options type. */
function fieldsOf(path, type) {
  if (type?.type === "TSTypeLiteral") return type.members.map(({ key }) => key.name);
  const name = type?.typeName?.name;
  if (name === "Partial") return fieldsOf(path, type.typeArguments.params[0]);
  return name === undefined ? [] : interfaceFields(path, name);
}

function interfaceFields(path, name) {
  for (const node of moduleOf(path).program.body) {
    const d = node.declaration ?? node;
    if (d.type === "TSInterfaceDeclaration" && d.id.name === name)
      return [
        ...d.body.body.map(({ key }) => key.name),
        ...d.extends.flatMap(({ expression }) => interfaceFields(path, expression.name)),
      ];
    if (node.type === "ImportDeclaration" && node.specifiers.some((s) => s.local.name === name)) {
      const from = imported(path, node.source.value);
      return from.startsWith("ops") || from.startsWith("matrix") ? interfaceFields(from, name) : [];
    }
  }
  return [];
}
