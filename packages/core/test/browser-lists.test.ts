/** What runs in a browser: all tests of a package that need no Node. */
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, test } from "vitest";

const packages = join(import.meta.dirname, "../..");
const list = "test/everything.browser.test.ts";

const imports = (file: string): string[] =>
  [...readFileSync(file, "utf8").matchAll(/(?:from |import )"([^"]+)"/g)].map(([, to = ""]) => to);

/** Whether a file, or one that it imports by its path, uses what only Node has. */
function needsNode(file: string, seen = new Set<string>()): boolean {
  if (seen.has(file)) return false;
  seen.add(file);
  return (
    imports(file).some((to) =>
      to.startsWith(".") ? needsNode(join(dirname(file), to), seen) : to.startsWith("node:"),
    ) || /import\.meta\.dirname/.test(readFileSync(file, "utf8"))
  );
}

test.each(["core", "check"])("%s", (name) => {
  const folder = join(packages, name, "test");
  const files = (readdirSync(folder, { recursive: true }) as string[])
    .filter((file) => file.endsWith(".test.ts") && !file.endsWith(".browser.test.ts"))
    .map((file) => join(folder, file));
  const listed = imports(join(packages, name, list)).map((to) => to.slice(2));
  const able = files.filter((file) => !needsNode(file));
  expect(listed.toSorted()).toEqual(
    able.map((file) => relative(folder, file).replaceAll("\\", "/")).toSorted(),
  );
});
