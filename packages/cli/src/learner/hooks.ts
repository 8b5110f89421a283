/** How Node finds and reads the learner's modules. Runs in the thread of the module loader. */
import type { LoadHook, ResolveHook } from "node:module";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { transformSync } from "@swc/wasm-typescript";

let learner = "";

export function initialize(url: string): void {
  learner = url;
}

/**
 * One copy of each of our packages for all who import it: the learner's if there is one, otherwise that of
 * this command. Beside that, `./net` and `./net.js` may mean `./net.ts`, as in TypeScript.
 */
export const resolve: ResolveHook = async (specifier, context, next) => {
  const ours = specifier.startsWith("@chainrule/");
  const local = /^\.\.?\//.test(specifier);
  try {
    return await next(specifier, ours ? { ...context, parentURL: learner } : context);
  } catch (error) {
    if (!(ours || local) || codeOf(error) !== "ERR_MODULE_NOT_FOUND") throw error;
    const other = ours ? specifier : specifier.replace(/(\.js)?$/, ".ts");
    const from = ours ? { ...context, parentURL: import.meta.url } : context;
    // The first error names what the learner wrote.
    return Promise.resolve(next(other, from)).catch(() => Promise.reject(error));
  }
};

/** Types are overwritten with blanks, so that lines and columns stay what they were. */
export const load: LoadHook = async (url, context, next) => {
  if (!/^file:.*\.m?ts$/.test(url)) return next(url, context);
  const path = fileURLToPath(url);
  const text = await readFile(path, "utf8");
  return { format: "module", shortCircuit: true, source: erased(text, path) };
};

/** Where and why a file cannot be read, as the eraser says it. */
interface Complaint {
  readonly code: string;
  readonly message: string;
  readonly startLine: number;
  readonly startColumn: number;
}

function erased(text: string, path: string): string {
  try {
    return transformSync(text, { mode: "strip-only", module: true }).code;
  } catch (error) {
    if (!isComplaint(error)) throw error;
    const { code, message, startLine, startColumn } = error;
    const place = `${path}:${startLine}:${startColumn + 1}`;
    const enough = message.replace(
      " is not supported in strip-only mode",
      ": only types are erased",
    );
    throw Object.assign(new SyntaxError(`${place}: ${enough}`), { code });
  }
}

const isComplaint = (error: unknown): error is Complaint =>
  typeof error === "object" && error !== null && "startLine" in error;

const codeOf = (error: unknown): unknown => (error as { code?: unknown }).code;
