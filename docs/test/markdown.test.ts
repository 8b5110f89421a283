import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import * as core from "@chainrule/core";
import * as nn from "@chainrule/nn";
import { describe, expect, test } from "vitest";
import { keptPage } from "../src/terminal/page.ts";
import { derive } from "../src/tour/derive.ts";
import type { Claim } from "./claims.ts";
import { pages, read, root, run } from "./pages.ts";
import { typecheck } from "./typecheck.ts";

const withLine = ({ line, said, found }: Claim) => ({
  said: `line ${line}: ${said}`,
  found: `line ${line}: ${found}`,
});

const running = pages.filter((page) => read(page).includes("```ts\n"));

test.each(running)("%s: every block runs, and what comes out is what it says", async (page) => {
  const claims = (await run(page)).$claims.all.map(withLine);
  expect(claims.map(({ found }) => found)).toEqual(claims.map(({ said }) => said));
});

test("every block of every page compiles, unless it says that it does not", () => {
  expect(typecheck(running)).toEqual([]);
});

test.each(pages)("%s: every file it names is there", (page) => {
  const named = [...read(page).matchAll(/`((?:packages|docs|scripts)\/[\w./-]+)`/g)];
  expect(
    named.map(([, path = ""]) => path).filter((path) => !existsSync(join(root, path))),
  ).toEqual([]);
});

test("what the README says is not there yet is not there", () => {
  const missing = "dropout batchNorm layerNorm embedding";
  const exported = new Set(Object.keys({ ...core, ...nn }));
  expect(missing.split(" ").filter((name) => exported.has(name))).toEqual([]);
});

test("the README shows what npm start prints", () => {
  const page = keptPage();
  derive(page);
  const [, shown = ""] = /```text\n(.*?)```/s.exec(read("README.md")) ?? [];
  expect(page.text()).toContain(shown.trimEnd());
});

/** The headings of a page as a browser finds them. */
const anchorsOf = (markdown: string): string[] =>
  [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );

test.each(pages)("%s: every link leads somewhere", (page) => {
  const text = read(page).replaceAll(/```.*?```|`[^`\n]*`/gs, "");
  const broken = [...text.matchAll(/\]\((?!https?:)([^)\s]*)\)/g)]
    .map(([, link = ""]) => link)
    .filter((link) => {
      const [path = "", anchor] = link.split("#");
      const target = path === "" ? page : join(dirname(page), path);
      if (!existsSync(join(root, target))) return true;
      return anchor !== undefined && !anchorsOf(read(target)).includes(anchor);
    });
  expect(broken).toEqual([]);
});

describe("a page that is wrong is found out", () => {
  const block = (...lines: string[]) => ["# A page", "```ts", ...lines, "```"].join("\n");
  let count = 0;
  const claimsOf = async (...lines: string[]) =>
    (await run(`wrong ${++count}.md`, block(...lines))).$claims.all.filter(
      ({ said, found }) => said !== found,
    );

  test("a value that is not the one it states", async () => {
    expect(await claimsOf("const x = 1 + 1; // → 3")).toEqual([{ line: 3, said: "3", found: "2" }]);
  });

  test("a text that is not the one it prints", async () => {
    expect(await claimsOf("console.log(1);", "// prints:", "// 2")).toEqual([
      { line: 4, said: "2", found: "1" },
    ]);
  });

  test("a print that it does not mention", async () => {
    expect(await claimsOf("console.log(1);")).toEqual([{ line: 4, said: "", found: "1" }]);
  });

  test("an error that does not come", async () => {
    expect(await claimsOf("[1, 2].at(0);", "// throws TypeError: no")).toEqual([
      { line: 4, said: "TypeError: no", found: "no error, but 1" },
    ]);
  });

  test("and what is right is not", async () => {
    expect(
      await claimsOf(
        "const x = [",
        "  1, 2];",
        "// → [ 1, 2 ]",
        'console.log("a\\nb");',
        "// prints:",
        "// a",
        "// b",
        "(null as never as string[]).length; // throws TypeError: Cannot read properties of null (reading 'length')",
      ),
    ).toEqual([]);
  });
});
