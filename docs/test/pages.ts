/** The pages of the project, and their programs on disk. */
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { Claims } from "./claims.ts";
import { type Program, programOf } from "./page.ts";

export const root: string = join(import.meta.dirname, "../..");

/** Where programs are written: ignored by git, and seen by the compiler only when `typecheck` asks. */
export const generated: string = join(import.meta.dirname, ".generated");

const markdownIn = (folder: string): string[] =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(".md"))
    .map((name) => join(folder, name));

/** Every page, by its path from the root. */
export const pages: readonly string[] = [
  "README.md",
  ...markdownIn("docs"),
  ...markdownIn("docs/decisions"),
  ...markdownIn("docs/ops"),
  ...readdirSync(join(root, "packages")).map((name) => `packages/${name}/README.md`),
].filter((path) => existsSync(join(root, path)));

/** The text of a page. */
export const read = (page: string): string => readFileSync(join(root, page), "utf8");

/** The file that a page becomes. */
export const fileOf = (page: string): string =>
  join(generated, `${page.replace(/\.md$/, "").replaceAll(/[^\w-]+/g, "-")}.ts`);

/** The program of a page, written to its file. Two workers may do so at once. */
export function write(page: string, text: string = read(page)): Program {
  const program = programOf(text);
  mkdirSync(generated, { recursive: true });
  const draft = `${fileOf(page)}.${process.pid}`;
  writeFileSync(draft, program.text);
  renameSync(draft, fileOf(page));
  return program;
}

/** Run a page: what it exports, and what it claims. */
export async function run(
  page: string,
  text?: string,
): Promise<Record<string, unknown> & { readonly $claims: Claims }> {
  write(page, text);
  return import(/* @vite-ignore */ fileOf(page)) as Promise<
    Record<string, unknown> & { readonly $claims: Claims }
  >;
}
