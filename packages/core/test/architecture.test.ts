import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { checkHouse } from "./checks/house.ts";

const root = join(import.meta.dirname, "../src");
const folders = ["graph", "matrix", "random", "eval", "ops", "autodiff", "methods", "view"];
/** What is at hand besides the folders: it may use all of them. */
const inside = ["masked.ts", "random.ts", "read.ts"];

describe("the house", () => {
  checkHouse({
    root,
    outside: [],
    floors: {
      graph: ["graph"],
      random: ["random"],
      matrix: ["matrix"],
      eval: ["eval", "graph"],
      ops: ["ops", "graph", "matrix"],
      methods: ["methods", "ops"],
      autodiff: ["autodiff", "ops", "eval", "graph"],
      view: ["view", "autodiff", "ops", "eval", "graph"],
      ...Object.fromEntries(inside.map((file) => [file, folders])),
      "fluent-shaped.ts": folders,
      "fluent-types.ts": [...folders, ...inside, "fluent-shaped.ts"],
      "fluent.ts": [...folders, ...inside, "fluent-types.ts"],
      "engine.ts": [...folders, ...inside],
      "index.ts": [...folders, ...inside, "fluent.ts"],
    },
  });

  test("core has no dependencies", () => {
    const manifest = JSON.parse(readFileSync(join(root, "../package.json"), "utf8")) as object;
    for (const key of ["dependencies", "peerDependencies", "optionalDependencies"])
      expect(manifest).not.toHaveProperty(key);
  });
});
