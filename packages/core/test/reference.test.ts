import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import katex from "katex";
import { beforeAll, describe, expect, test } from "vitest";
import type * as Main from "./reference/main.ts";
import type { Facts, Source, Tables } from "./reference/facts.ts";

const scripts = join(import.meta.dirname, "../../../scripts/ops");
const script = (name: string): Promise<unknown> =>
  import(/* @vite-ignore */ pathToFileURL(join(scripts, name)).href);

/** The same code as here, over a table whose calls are noted. */
let main: typeof Main;
let all: Facts;

beforeAll(async () => {
  const { load } = (await script("watching.mjs")) as { load: () => Promise<typeof Main> };
  const { publicOps } = (await script("sources.mjs")) as {
    publicOps: (claimed: readonly string[]) => readonly Source[];
  };
  const { primitives } = (await script("primitives.mjs")) as {
    primitives: () => readonly string[];
  };
  main = await load();
  all = main.facts(publicOps(main.claimed), primitives());
});

test("every public op is classified", () => {
  expect(main.audit(all)).toEqual([]);
});

test("a public op is a function of ops/, or one that a row is about", () => {
  const names = all.ops.map(({ name }) => name);
  for (const name of ["softmax", "where", "einsum", "concat", "cholesky", "maskedSelect"])
    expect(names).toContain(name);
  for (const name of ["grad", "derive", "evaluate", "tensor", "zeros", "print", "Tensor"])
    expect(names).not.toContain(name);
});

test("what an op is made of is seen from its calls, not from what the rows do around them", () => {
  const fact = (name: string) => {
    const { made, composite, dtypes } = all.ops.find((op) => op.name === name)!;
    return { made: made.map((op) => op.name), composite, dtypes };
  };
  const floats = ["float64", "float32"];
  expect(fact("relu")).toEqual({
    made: ["relu"],
    composite: false,
    dtypes: [...floats, "int32"],
  });
  expect(fact("transpose").made).toEqual(["permute"]);
  expect(fact("gelu")).toEqual({ made: ["gelu", "geluTanh"], composite: false, dtypes: floats });
  expect(fact("mean")).toEqual({ made: ["sum", "div"], composite: true, dtypes: floats });
  expect(fact("where").made).toEqual(["where"]);
  expect(fact("logicalAnd")).toEqual({ made: ["logicalAnd"], composite: false, dtypes: ["bool"] });
  expect(fact("oneHot").dtypes).toEqual(["int32"]);
});

describe("an op is found out that has", () => {
  /** The complaints that a change adds. */
  const complaints = (change: (tables: Tables) => Partial<Tables>) =>
    added(main.factsOf({ ...all.tables, ...change(all.tables) }));
  const added = (facts: Facts) => {
    const before = new Set(main.audit(all));
    return main.audit(facts).filter((complaint) => !before.has(complaint));
  };
  const without = <T>(record: Readonly<Record<string, T>>, name: string): Record<string, T> =>
    Object.fromEntries(Object.entries(record).filter(([key]) => key !== name));

  test("no row", () => {
    const found = complaints(({ rows }) => ({
      rows: rows.filter(({ ops }) => !ops.includes("erf")),
    }));
    expect(found).toEqual(["erf: no row of the op table", "erf: no row reaches this primitive"]);
  });

  test("a row that calls something else", () => {
    const found = complaints(({ rows }) => ({
      rows: rows.map((row) => (row.ops.includes("erf") ? { ...row, f: (x) => x } : row)),
    }));
    expect(found).toEqual(["erf: its rows do not call it", "erf: no row reaches this primitive"]);
  });

  test("no domain", () => {
    expect(complaints(({ statements }) => ({ statements: without(statements, "erf") }))).toEqual([
      "erf: no domain",
    ]);
  });

  test("no word on its singular points", () => {
    const silent = complaints(({ statements }) => ({
      statements: { ...statements, tan: { domain: "ℝ" } },
    }));
    expect(silent).toEqual([expect.stringMatching(/^tan: no word on singular points/)]);
    const undecided = complaints(({ points }) => ({
      points: points.map((family) => ({
        ...family,
        rows: family.rows.filter(({ f }) => !f.includes("relu6")),
      })),
    }));
    expect(undecided).toEqual([expect.stringMatching(/^relu6: no word on singular points/)]);
  });

  test("singular points although it is said to have none", () => {
    const found = complaints(({ statements }) => ({
      statements: { ...statements, relu: { domain: "ℝ", singular: "none: smooth" } },
    }));
    expect(found).toEqual(["relu: said to have no singular points, but there are rows about it"]);
  });

  test("a primitive that no row reaches", () => {
    expect(complaints(({ primitives }) => ({ primitives: [...primitives, "novel"] }))).toEqual([
      "novel: no row reaches this primitive",
    ]);
  });

  test("a primitive without a kernel or derivative kind", () => {
    const erf = all.reached.get("erf");
    const bare = { ...erf, kernel: undefined, derivative: {} } as never;
    expect(added({ ...all, reached: new Map([...all.reached, ["erf", bare]]) })).toEqual([
      "erf: a primitive without a kernel kind",
      "erf: a primitive without a derivative kind",
    ]);
  });

  test("gone, but for what was said of it", () => {
    const found = complaints(({ statements }) => ({
      statements: { ...statements, cosecant: { domain: "x ≠ kπ" } },
    }));
    expect(found).toEqual(["cosecant: there is a statement, but no such op"]);
  });
});

describe("docs/ops", () => {
  const folder = join(import.meta.dirname, "../../../docs/ops");
  const there = (readdirSync(folder, { recursive: true }) as string[])
    .filter((path) => path.includes("."))
    .map((path) => path.replaceAll("\\", "/"));

  test("is what `npm run ops -- --write` writes", () => {
    const pages = main.pagesOf(all);
    expect(there.toSorted()).toEqual(Object.keys(pages).toSorted());
    for (const [path, text] of Object.entries(pages))
      expect(readFileSync(join(folder, path), "utf8"), `${path}: npm run ops -- --write`).toBe(
        text,
      );
  });

  test("has every op on one page, under a heading that the table leads to", () => {
    const index = readFileSync(join(folder, "README.md"), "utf8");
    const links = [...index.matchAll(/^\| \[(\w+)\]\(([\w-]+\.md)#(\w+)\)/gm)];
    const linked = links.map(([, name = ""]) => name);
    expect(linked.toSorted()).toEqual(all.ops.map(({ name }) => name).toSorted());
    for (const [, name = "", page = "", anchor] of links) {
      expect(anchor).toBe(name.toLowerCase());
      expect(readFileSync(join(folder, page), "utf8")).toContain(`\n## ${name}\n`);
    }
  });

  test("has an example that calls its op, for every op", () => {
    for (const { name } of all.ops)
      expect(main.examples[name] ?? "", name).toMatch(new RegExp(`\\b${name}\\(`));
    expect(Object.keys(main.examples).filter((name) => !(name in all.tables.statements))).toEqual(
      [],
    );
  });

  test("has formulas that KaTeX takes, in macros that GitHub allows", () => {
    let count = 0;
    for (const path of there.filter((path) => path.endsWith(".md")))
      for (const [, tex = ""] of readFileSync(join(folder, path), "utf8").matchAll(/\$(.+?)\$/g)) {
        count++;
        expect(
          () => katex.renderToString(tex, { throwOnError: true, strict: "error" }),
          tex,
        ).not.toThrow();
        expect(tex).not.toMatch(/\\operatorname|\\\\|\\[{}_]/);
      }
    expect(count).toBeGreaterThan(60);
  });

  test("is small, pictures too", () => {
    const bytes = there
      .filter((path) => path.endsWith(".svg"))
      .reduce((sum, path) => sum + readFileSync(join(folder, path)).length, 0);
    expect(bytes).toBeGreaterThan(40_000);
    expect(bytes).toBeLessThan(150_000);
  });
});
