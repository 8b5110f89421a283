/** The reference of ops as pages. */
import { inspect } from "node:util";
import * as core from "../../src/index.ts";
import { pointsOf, tableOf } from "../singular/document.ts";
import { type Formula, derivativeOf, fits } from "./derivative.ts";
import { examples } from "./examples.ts";
import type { Fact, Facts } from "./facts.ts";
import { formOf, once } from "./list.ts";
import { pictureOf } from "./picture.ts";
import { type Group, groups } from "./statements.ts";

const fileOf = ({ title }: Group): string => `${title.toLowerCase().replaceAll(/\W+/g, "-")}.md`;

/** Every page and picture, by its path from docs/ops. */
export function pagesOf({ ops }: Facts): Readonly<Record<string, string>> {
  const facts = new Map(ops.map((fact) => [fact.name, fact]));
  const pictures = new Map(ops.map((fact) => [fact.name, pictureOf(fact)]));
  const inGroup = ({ ops: names }: Group) =>
    Object.keys(names).map((name) => facts.get(name) as Fact);
  const drawn = (name: string): boolean => pictures.get(name) !== undefined;
  return Object.fromEntries([
    ["README.md", index(groups.map((group) => [group, inGroup(group)]))],
    ...groups.map((group) => [fileOf(group), page(group, inGroup(group), drawn)]),
    ...[...pictures].flatMap(([name, svg]) =>
      svg === undefined ? [] : [[`pictures/${name}.svg`, svg]],
    ),
  ]) as Record<string, string>;
}

const WRITTEN = `This page is written by \`npm run ops -- --write\` from the code, the op table, the table of singular points, and
\`packages/core/test/reference/statements.ts\`.`;

const index = (all: readonly (readonly [Group, readonly Fact[]])[]): string => `# Ops

Every op of \`@chainrule/core\`: how it is called, what it computes, its derivative as the engine itself writes it, where it
is defined, what it answers at its [singular points](../singular-points.md), what keeps its numbers right, and an example.
Nearly all are methods too: \`exp(x)\` is \`x.exp()\`.

In the table, *derivative* is [how the op is differentiated](../adding-an-op.md#the-kinds-of-derivative). A composite is made
of other ops, and its derivatives follow from theirs.

${all
  .map(
    ([group, facts]) =>
      `## ${group.title}\n\n${tableOf(
        ["op", "", "derivative"],
        facts.map((fact) => overview(group, fact)),
      )}\n`,
  )
  .join("\n")}
${WRITTEN}
`;

const overview = (group: Group, fact: Fact): readonly string[] => [
  `[${fact.name}](${fileOf(group)}#${fact.name.toLowerCase()})`,
  firstSentence(fact.doc),
  fact.composite ? "composite" : once(fact.made.map(({ derivative }) => derivative.kind)),
];

const firstSentence = (doc: string): string =>
  (/^(?:`[^`]*`|[^.:;`])*/.exec(doc)?.[0] ?? doc).trim();

function page(group: Group, facts: readonly Fact[], drawn: (name: string) => boolean): string {
  const code = facts.map(({ name }) => examples[name]?.replaceAll(/"[^"]*"/g, "")).join("\n");
  const names = Object.keys(core).filter((name) => new RegExp(`(?<!\\.)\\b${name}\\b`).test(code));
  const types = names.map((name) => (name === "Tensor" ? "type Tensor" : name));
  const legend = facts.some(({ name }) => drawn(name))
    ? ["Pictures show the value (solid) and the derivative (dashed) from −4 to 4."]
    : [];
  return `# ${group.title}

${[group.about, ...legend].filter((line) => line !== "").join(" ")}

\`\`\`ts
import { ${types.toSorted((a, b) => sortKey(a).localeCompare(sortKey(b))).join(", ")} } from "@chainrule/core";
\`\`\`

${facts.map((fact) => section(fact, drawn(fact.name))).join("\n")}
[All ops](README.md). ${WRITTEN}
`.replace("\n\n\n", "\n\n");
}

const sortKey = (name: string): string => name.replace("type ", "");

const section = (fact: Fact, drawn: boolean): string =>
  [
    `## ${fact.name}`,
    `\`${fact.signature}\``,
    fact.doc,
    ...(drawn ? [`![${fact.name} and its derivative](pictures/${fact.name}.svg)`] : []),
    bullets(fact),
    ...(fact.points.length > 0 ? [pointsOf(fact.points)] : []),
    exampleOf(fact.name),
  ].join("\n\n") + "\n";

function bullets(fact: Fact): string {
  const { statement, made, dtypes, points, rows } = fact;
  const kernels = once(made.map(({ kernel }) => kernel.kind));
  const derivatives = once(made.map(({ derivative }) => derivative.kind));
  const singular = statement?.singular ?? (points.length > 0 ? "see below" : "?");
  return [
    ...derivativeLines(fact),
    `- **Domain**: ${statement?.domain ?? "?"}`,
    `- **Accepts**: ${dtypes.join(", ")}`,
    ...(statement?.stable === undefined ? [] : [`- **Stability**: ${statement.stable}`]),
    `- **Singular points**: ${singular}`,
    `- **Made as**: ${formOf(fact)}; kernel ${kernels}; derivative ${derivatives}`,
    `- **Rows of the op table**: ${rowsOf(rows)}`,
  ].join("\n");
}

const rowsOf = (rows: readonly string[]): string => {
  const some = rows
    .slice(0, 3)
    .map((row) => `“${row}”`)
    .join(", ");
  return rows.length > 3 ? `${some} and ${rows.length - 3} more` : some;
};

function derivativeLines(fact: Fact): readonly string[] {
  const derivative = derivativeOf(fact);
  if (derivative === undefined) return ["- **Derivative**: flat, nothing flows"];
  const { formulas, elementwise, boxes, shapes } = derivative;
  if (boxes.length > 0)
    return boxes.map(
      ({ formula, of }) =>
        `- **Pullback** of a cotangent g of the result y${of && `, for ${of}`}: \`${formula}\``,
    );
  const what = elementwise ? "Derivative" : "Pullback";
  const given = elementwise ? "" : ` of a cotangent g, here for ${shapes.join(", ")}`;
  if (formulas.some(({ text }) => text.length > TOO_LONG))
    return [`- **${what}**: follows from its parts, too long to be read`];
  return formulas.map(
    (f) => `- **${what}**${formulas.length > 1 ? ` in ${f.of}` : ""}${given}:${shown(f)}`,
  );
}

/** A formula of more characters is left out. */
const TOO_LONG = 500;

/** On the line if there is room, with TeX if it says more; else as a block. */
function shown(formula: Formula): string {
  const { text, tex } = formula;
  if (!fits(formula)) return `\n\n  \`\`\`text\n${text.replaceAll(/^/gm, "  ")}\n  \`\`\`\n`;
  return tex === undefined || tex === text ? ` \`${text}\`` : ` \`${text}\`, $${tex}$`;
}

/** The example with what comes out, as the tests of pages read it. */
function exampleOf(name: string): string {
  const code = examples[name] ?? "";
  const names = Object.keys(core);
  const script = code.replaceAll(/: (\[Tensor, Tensor\]|Tensor(\[\])?)/g, "");
  // oxlint-disable-next-line no-new-func, no-implied-eval
  const run = new Function(...names, `return ${script}`) as (
    ...values: readonly unknown[]
  ) => unknown;
  const value = run(...Object.values(core));
  const text = inspect(value, { breakLength: Infinity, depth: 8, maxArrayLength: 20 });
  return `\`\`\`ts\n${code};\n// → ${text.replaceAll(/\s+/g, " ")}\n\`\`\``;
}
