/** Calls of public functions, noted while the op table runs. */

/** One call of a public function from outside the package. */
export interface Call {
  readonly name: string;
  readonly f: (...args: readonly unknown[]) => unknown;
  readonly args: readonly unknown[];
  readonly result: unknown;
}

let noted: Call[] | undefined;

/** What `body` calls, in order; calls within the package are not seen. */
export function callsOf(body: () => unknown): readonly Call[] {
  const calls: Call[] = [];
  noted = calls;
  try {
    body();
  } finally {
    noted = undefined;
  }
  return calls;
}

const isFunction = (x: unknown): x is Call["f"] => typeof x === "function";

/**
 * The same exports, whose functions note each call; classes stay as they are. The bundle in `scripts/ops/watching.mjs`
 * puts it around what the table imports.
 * @public
 */
export const watched = <N extends object>(exports: N): N =>
  Object.fromEntries(
    Object.entries(exports).map(([name, f]: [string, unknown]) => [
      name,
      isFunction(f) && /^[a-z]/.test(name) ? noting(name, f) : f,
    ]),
  ) as N;

const noting =
  (name: string, f: Call["f"]): Call["f"] =>
  (...args) => {
    const result = f(...args);
    noted?.push({ name, f, args, result });
    return result;
  };
