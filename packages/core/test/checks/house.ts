/** What the sources of a package may import, and how they are kept: the same checks for every package. */
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, test } from "vitest";

/** By floor, which is a folder or a file that is in none: the floors that its files may import from. */
export type Floors = Readonly<Record<string, readonly string[]>>;

/** Floors in order, from the bottom to the top: a file may import from its own floor or a lower one. */
export const stacked = (...floors: readonly string[]): Floors =>
  Object.fromEntries(floors.map((floor, i) => [floor, floors.slice(0, i + 1)]));

export interface House {
  /** The folder of the sources. */
  readonly root: string;
  readonly floors: Floors;
  /** What may be imported from outside. */
  readonly outside: readonly string[];
}

const floorOf = (file: string): string => file.split("/")[0] ?? "";

export function checkHouse({ root, floors, outside }: House): void {
  const files = (readdirSync(root, { recursive: true }) as string[])
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => file.endsWith(".ts"));
  const text = (file: string) => readFileSync(join(root, file), "utf8");
  const targets = new Map(
    files.map((file) => [
      file,
      [...text(file).matchAll(/(?:from |import |import\()"([^"]+)"/g)].map(([, target = ""]) =>
        target.startsWith(".")
          ? relative(root, join(root, dirname(file), target)).replaceAll("\\", "/")
          : target,
      ),
    ]),
  );

  test("every file stands on a floor, and every floor has files", () => {
    expect([...new Set(files.map(floorOf))].toSorted()).toEqual(Object.keys(floors).toSorted());
  });

  test.each(files)("%s imports downwards only, and nothing else from outside", (file) => {
    for (const target of targets.get(file) ?? []) {
      if (outside.includes(target)) continue;
      expect(files, `${file} → ${target}`).toContain(target);
      expect(floors[floorOf(file)], `${file} → ${target}`).toContain(floorOf(target));
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

  test.each(files)("%s branches on kinds, never on the name of an op", (file) => {
    expect(text(file)).not.toMatch(
      /\bop\.name\s*[!=]==|[!=]==\s*\S*\bop\.name|switch \(.*\.name\)/,
    );
  });
}
