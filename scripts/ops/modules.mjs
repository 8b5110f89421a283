// The modules of core as text and as syntax, each read once. Paths are relative to packages/core/src.

import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseSync } from "oxc-parser";

export const src = fileURLToPath(new URL("../../packages/core/src", import.meta.url));

const texts = new Map();
const modules = new Map();

export function textOf(path) {
  if (!texts.has(path)) texts.set(path, readFileSync(join(src, path), "utf8"));
  return texts.get(path);
}

export function moduleOf(path) {
  if (!modules.has(path)) modules.set(path, parseSync(path, textOf(path)));
  return modules.get(path);
}

/** The module that `path` imports as `from`. */
export const imported = (path, from) => relative(src, join(src, dirname(path), from));
