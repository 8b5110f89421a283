import { ValueError } from "@chainrule/core";
import { asFunction, asOptions, isTransforming, kindOf, leavesOf } from "@chainrule/core/engine";
import { Entry } from "./run/entry.ts";
import { signatureOf, traced } from "./run/trace.ts";

export interface CompileOptions {
  /**
   * The arguments, by number, whose memory is handed to the results: they cannot be read afterwards. With the parameters
   * donated, a training step updates them where they lie.
   */
  readonly donate?: number | readonly number[];
}

/** A compiled function: called like the one that it was made of. */
export type Compiled<A extends readonly unknown[], R> = (...args: A) => R;

/** Programs kept for one function: as many kinds of arguments, with memory of their own. */
const KEPT = 16;

/**
 * `f`, traced once for every kind of arguments (structure, shapes, dtypes, and what is no tensor) and run as one fused
 * WebAssembly program. Arguments and results are trees of tensors. Inside of `grad` and its like, `f` itself is called.
 */
export function compile<A extends readonly unknown[], R>(
  f: (...args: A) => R,
  options: CompileOptions = {},
): Compiled<A, R> {
  asFunction("compile", f);
  const { donate = [] } = asOptions("compile", options, "donate");
  const donated = arguments_(donate);
  const entries = new Map<string, Entry>();
  return (...args) => {
    if (isTransforming()) return f(...args);
    const leaves = args.flatMap((arg, i) => leavesOf(arg, `argument ${i}`));
    const signature = signatureOf(args, leaves);
    let entry = entries.get(signature);
    if (entry === undefined) {
      const isDonated = args.flatMap((arg, i) => leavesOf(arg).map(() => donated.has(i)));
      entry = new Entry(traced(f as (...args: never[]) => unknown, args), isDonated);
      entries.set(signature, entry);
      const [oldest] = entries.keys();
      if (entries.size > KEPT && oldest !== undefined) {
        entries.get(oldest)?.close();
        entries.delete(oldest);
      }
    }
    return entry.run(leaves) as R;
  };
}

/** Numbers of arguments. */
function arguments_(donate: unknown): ReadonlySet<number> {
  const list: unknown[] = Array.isArray(donate) ? donate : [donate];
  for (const i of list)
    if (!Number.isInteger(i) || (i as number) < 0)
      throw new ValueError(
        "compile",
        `donate ${kindOf(i)}`,
        "arguments are counted from 0",
        "write { donate: 0 } or { donate: [0, 1] }",
      );
  return new Set(list as number[]);
}
