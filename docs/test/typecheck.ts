import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileOf, generated, root, write } from "./pages.ts";

const settings = {
  extends: "../../../../tsconfig.test.json",
  compilerOptions: { noUnusedLocals: false, noUnusedParameters: false, incremental: false },
};

/** What the compiler says about the pages beyond what they say themselves, one line each. */
export function typecheck(pages: readonly string[]): string[] {
  const refused = new Map(pages.map((page) => [basename(fileOf(page)), write(page).refused]));
  const folder = mkdtempSync(join(generated, "types-"));
  const include = pages.map(fileOf);
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({ ...settings, include, files: include }),
  );
  const { stdout } = spawnSync(
    process.execPath,
    [join(root, "node_modules/typescript/bin/tsc"), "-p", folder, "--pretty", "false"],
    { cwd: root, encoding: "utf8" },
  );
  rmSync(folder, { recursive: true });
  return surprises(stdout, refused);
}

/** Each error of the compiler, on its own line: `tour.ts(12,5): error TS2345: …`, more lines indented. */
function surprises(
  output: string,
  refused: ReadonlyMap<string, ReadonlyMap<number, string>>,
): string[] {
  const found: string[] = [];
  const met = new Set<string>();
  for (const error of output.split(/\n(?=\S)/)) {
    const [, file = "", line = ""] = /([\w-]+\.ts)\((\d+),\d+\): error/.exec(error) ?? [];
    const said = refused.get(file)?.get(Number(line));
    if (said !== undefined && error.includes(said)) met.add(`${file} ${line}`);
    else if (error.trim() !== "") found.push(error.trim());
  }
  for (const [file, lines] of refused)
    for (const [line, said] of lines)
      if (!met.has(`${file} ${line}`)) found.push(`${file}(${line}): it compiles: not “${said}”`);
  return found;
}
