// The primitives that the modules of ops/ make.

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { visitorKeys } from "oxc-parser";
import { moduleOf, src } from "./modules.mjs";

const BUILDERS = ["unary", "binary", "claim", "comparison", "connective1", "connective2", "op"];

/** The names of the primitives in `ops/`. */
export function primitives() {
  const found = new Set();
  for (const file of readdirSync(join(src, "ops"))) {
    const { program } = moduleOf(`ops/${file}`);
    for (const [node, above] of withAncestors(program)) {
      const name = nameIn(node);
      if (name !== undefined) for (const text of textsOf(name, above, program)) found.add(text);
    }
  }
  return [...found];
}

/** The expression that names the op which `node` makes, if it makes one. */
function nameIn(node) {
  if (node.type === "CallExpression" && BUILDERS.includes(node.callee.name))
    return node.arguments[0];
  const fields = new Map((node.properties ?? []).map((p) => [p.key?.name, p.value]));
  if (fields.get("kernel")?.properties?.some((p) => p.value.value === "leaf")) return undefined;
  return fields.has("derivative") ? fields.get("name") : undefined;
}

/** What the expression may be: the strings in it, those of its type, or those that its function is called with. */
function textsOf(expression, above, program) {
  if (expression.type !== "Identifier") return strings(expression);
  const fn = above.findLast(({ params }) => params?.some((p) => p.name === expression.name));
  if (fn === undefined) return [];
  const place = fn.params.findIndex((p) => p.name === expression.name);
  const typed = strings(fn.params[place].typeAnnotation);
  if (typed.length > 0) return typed;
  const made = above[above.indexOf(fn) - 1];
  const own = fn.id?.name ?? made?.id?.name;
  return [...withAncestors(program)]
    .filter(([node]) => node.type === "CallExpression" && node.callee.name === own)
    .flatMap(([node]) => strings(node.arguments[place]));
}

function* withAncestors(node, above = []) {
  yield [node, above];
  for (const key of visitorKeys[node.type] ?? [])
    for (const child of [node[key]].flat())
      if (typeof child?.type === "string") yield* withAncestors(child, [...above, node]);
}

const strings = (root) =>
  [...withAncestors(root)].map(([node]) => node.value).filter((x) => typeof x === "string");
