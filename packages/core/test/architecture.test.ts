import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, test } from "vitest";

/** Bottom to top: a file may import from its own floor or a lower one. Files at the top may import anything. */
const floors: Record<string, readonly string[]> = {
  graph: ["graph"],
  random: ["random"],
  matrix: ["matrix"],
  eval: ["eval", "graph"],
  ops: ["ops", "graph", "matrix"],
  methods: ["methods", "ops"],
  autodiff: ["autodiff", "ops", "eval", "graph"],
  view: ["view", "autodiff", "ops", "eval", "graph"],
};
const top = ["index.ts", "engine.ts", "fluent.ts"];

const root = join(import.meta.dirname, "../src");
const files = (readdirSync(root, { recursive: true }) as string[]).filter((file) =>
  file.endsWith(".ts"),
);
const text = (file: string) => readFileSync(join(root, file), "utf8");
const targets = new Map(
  files.map((file) => [
    file,
    [...text(file).matchAll(/(?:from|import) "([^"]+)"/g)].map(([, target = ""]) =>
      target.startsWith(".") ? relative(root, join(root, dirname(file), target)) : target,
    ),
  ]),
);
const floorOf = (file: string) => (file.includes("/") ? (file.split("/")[0] ?? "") : "top");

describe("the house", () => {
  test.each(files)("%s imports downwards only, and nothing from outside", (file) => {
    for (const target of targets.get(file) ?? []) {
      expect(files, `${file} → ${target}`).toContain(target);
      if (floorOf(file) === "top") expect(top.includes(target) && !top.includes(file)).toBe(false);
      else expect(floors[floorOf(file)], `${file} → ${target}`).toContain(floorOf(target));
    }
  });

  test("no file reaches itself through its imports, not even for types", () => {
    const done = new Set<string>();
    const visit = (file: string, path: readonly string[]): void => {
      expect(path, [...path, file].join(" → ")).not.toContain(file);
      if (done.has(file)) return;
      for (const target of targets.get(file) ?? []) visit(target, [...path, file]);
      done.add(file);
    };
    for (const file of files) visit(file, []);
  });

  test.each(files)("%s has at most 200 lines", (file) => {
    expect(text(file).split("\n").length).toBeLessThanOrEqual(201);
  });

  test("core has no dependencies", () => {
    const manifest = JSON.parse(readFileSync(join(root, "../package.json"), "utf8")) as object;
    for (const key of ["dependencies", "peerDependencies", "optionalDependencies"])
      expect(manifest).not.toHaveProperty(key);
  });

  test("autodiff, evaluator and views branch on kinds, never on the name of an op", () => {
    for (const file of files.filter((f) => /^(autodiff|eval|view)\//.test(f)))
      expect(text(file), file).not.toMatch(
        /op\.name\s*[!=]==|[!=]==\s*\S*op\.name|switch \(.*\.name\)/,
      );
  });
});
