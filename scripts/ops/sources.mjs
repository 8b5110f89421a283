// What the sources say of ops: which exports are ops, where each is written, and its docstring.

import { imported, moduleOf, textOf } from "./modules.mjs";
import { signatureOf } from "./signatures.mjs";

/** Modules of ops/ that make tensors of numbers: there is nothing to differentiate. */
const MAKERS = ["ops/constants.ts", "ops/create.ts"];

/** Every value that a module passes on from another: `[name, module]`. */
function* passedOn(path) {
  for (const node of moduleOf(path).program.body) {
    if (!node.source || node.exportKind === "type") continue;
    const from = imported(path, node.source.value);
    if (node.type === "ExportAllDeclaration") yield* passedOn(from);
    for (const { exported, exportKind } of node.specifiers ?? [])
      if (exportKind !== "type" && node.type === "ExportNamedDeclaration")
        yield [exported.name, from];
  }
}

/** The declarations of `name` in a module with their docstrings, overloads first. */
function declarationsOf(path, name) {
  const { program, comments } = moduleOf(path);
  return program.body
    .filter(({ declaration: d }) =>
      [d?.id?.name, ...(d?.declarations ?? []).map(({ id }) => id.name)].includes(name),
    )
    .map((node) => {
      const above = comments.findLast(({ end }) => end <= node.start);
      const attached = above && textOf(path).slice(above.end, node.start).trim() === "";
      return { node: node.declaration, doc: attached ? plain(above.value) : "" };
    });
}

const plain = (comment) =>
  comment
    .replace(/^\*/, "")
    .split("\n")
    .map((line) => line.replace(/^\s*\*? ?/, ""))
    .join(" ")
    .trim();

const isOp = (path) => path.startsWith("ops/") && !MAKERS.includes(path);

/**
 * Every exported op: where it is written, what its docstring says, and how it is called. An op is what is
 * exported from ops/, or `claimed` by a row of the op table.
 */
export function publicOps(claimed) {
  return [...new Map([...passedOn("index.ts"), ...passedOn("methods/index.ts")])]
    .filter(([name, path]) => isOp(path) || claimed.includes(name))
    .map(([name, path]) => {
      const declarations = declarationsOf(path, name);
      if (declarations.length === 0) throw new Error(`${path}: there is no ${name}`);
      return {
        name,
        path: `packages/core/src/${path}`,
        doc: declarations.map(({ doc }) => doc).find((doc) => doc !== "") ?? "",
        signature: signatureOf(
          name,
          path,
          declarations.map(({ node }) => node),
        ),
      };
    });
}
