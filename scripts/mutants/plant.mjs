// Mutants planted into the text of a module: each place becomes a choice between what is right and,
// while one of its mutants is awake, what is wrong.

import { MagicString } from "magic-string";
import { mutantsOf, propertyMutants } from "./operators.mjs";
import { rulesOf, walk } from "./regions.mjs";

/** The nodes of a rule that are changed: all, or of the sweep's inner loop those that add up cotangents. */
function* placesIn({ fn, above, name }) {
  for (const place of walk(fn.body, [...above, fn])) {
    const [node, path] = place;
    const sum = [...path, node].some(
      (n, i, all) => all[i - 1]?.left?.object?.name === "cotangents" && n === all[i - 1].right,
    );
    if (name !== "passOn" || sum) yield place;
  }
}

/** Flat ops with a floating result that is computed from tensors. */
function leaksIn(program) {
  return [...walk(program)].filter(([node, above]) => {
    if (node.type !== "Property" || node.key.name !== "derivative") return false;
    if (node.value.name !== "constant") return false;
    const builder = above.at(-2);
    const spreads = above.at(-1).properties.some(({ type }) => type === "SpreadElement");
    return ["unary", "binary"].includes(builder?.callee?.name) || spreads;
  });
}

/** The module's text with mutants in it; each mutant is entered in `list`, and its number is its place there + 1. */
export function planted(code, path, list) {
  const { program, rules } = rulesOf(code, path);
  const out = new MagicString(code);
  const text = (node) => code.slice(node.start, node.end);
  const enter = (operator, node, wrong, fallback = false) =>
    list.push({
      operator,
      wrong,
      path,
      right: text(node),
      line: lineOf(code, node.start),
      fallback,
    });
  const wrap = (node, before, after, shorthand) => {
    out.appendRight(node.start, `${shorthand ? `${node.name}: ` : ""}${before}(`);
    out.prependLeft(node.end, `)${after}`);
  };
  for (const rule of rules.filter(({ mask }) => !mask))
    for (const [node, above] of placesIn(rule)) {
      const parent = above.at(-1);
      const shorthand = parent.type === "Property" && parent.shorthand;
      const mutants = shorthand ? propertyMutants(parent) : mutantsOf(node, above, rule, text);
      const fallback = [...above, node].some((n, i, p) => isFallback(n, p[i - 1]));
      let before = "";
      let after = "";
      for (const [operator, wrong] of mutants) {
        const freezes = operator.startsWith("frozen");
        const id = enter(operator, node, wrong, fallback || freezes);
        before += freezes ? `$.freeze(${id}, ` : `$.on(${id}) ? (${wrong}) : `;
        if (freezes) after += ")";
      }
      if (mutants.length > 0) wrap(node, `(${before}`, `${after})`, shorthand);
    }
  for (const [{ value }] of leaksIn(program))
    out.overwrite(
      value.start,
      value.end,
      `$.leaky(${enter("leak of a flat op", value, "passes everything on")})`,
    );
  return out.hasChanged() ? { code: `${header}${out.toString()}`, map: null } : null;
}

const header = 'import * as $ from "chainrule:switch";\n';

/** The right side of `??` in a rule: what the compiler asks for where an index cannot miss. */
const isFallback = (node, parent) =>
  parent?.type === "LogicalExpression" && parent.operator === "??" && parent.right === node;

const lineOf = (code, offset) => code.slice(0, offset).split("\n").length;
