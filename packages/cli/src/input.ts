/** Files and folders that were named on the command line. */
import { statSync } from "node:fs";
import { extname, resolve } from "node:path";
import { Failure } from "./failure.ts";

const modules = [".ts", ".mts", ".js", ".mjs", ".cjs"];

/** Whether a file is read as a module, or as JSON. */
export const isModule = (path: string): boolean =>
  modules.includes(extname(path)) && !/\.d\.m?ts$/.test(path);

/** The absolute path of a module. */
export function moduleFile(path: string): string {
  const found = file(path);
  if (!isModule(path)) throw new Failure(`${path}: it is not a module: ${modules.join(", ")}`);
  return found;
}

/** The absolute path of a module or of a JSON file. */
export const dataFile = (path: string): string =>
  extname(path) === ".json" ? file(path) : moduleFile(path);

function file(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new Failure(`${path}: there is no such file`);
  if (found.isDirectory())
    throw new Failure(`${path}: it is a folder: name a file, or write chainrule grade`);
  return resolve(path);
}

/** The absolute path of a folder. */
export function folder(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new Failure(`${path}: there is no such folder`);
  if (!found.isDirectory()) throw new Failure(`${path}: it is a file: write chainrule check`);
  return resolve(path);
}
