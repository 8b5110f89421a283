import type { Data, Tensor } from "@chainrule/core";
import { asFunction, isTransforming, leavesOf, mapTree } from "@chainrule/core/engine";
import { Entry } from "./run/entry.ts";
import { type Explanation, explain } from "./run/explain.ts";
import { type CompileOptions, known, refuseBeyond } from "./run/options.ts";
import { signatureOf } from "./run/signature.ts";
import { namePatterns, traced, withoutThis } from "./run/trace.ts";

/** A tree with its tensors as typed arrays. */
export type Views<T> = T extends Tensor
  ? Data
  : T extends (...args: never[]) => unknown
    ? T
    : T extends object
      ? { readonly [K in keyof T]: Views<T[K]> }
      : T;

/** A program with memory of its own: the quickest way to run the same step very often. */
export interface Running<A, R> {
  /** The arguments, as they lie in memory: write into them. */
  readonly inputs: Views<A>;
  /**
   * The results, as they lie in memory. One that is written over a donated argument shares its array with it, so that
   * the next step goes on from there; `explain` says which are. The others lie beside, and must be copied back by hand.
   */
  readonly outputs: Views<R>;
  /** Compute the results from the arguments. */
  readonly step: () => void;
}

/** A compiled function: called like the one that it was made of. */
export interface Compiled<A extends readonly unknown[], R> {
  (...args: A): R;
  /** The program for these arguments: its kernels, what is fused in each, its memory. */
  explain(...args: A): Explanation;
  /** The program for these arguments, to be run without tensors. It begins with their elements. */
  program(...args: A): Running<A, R>;
}

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
  const { donated, threads, relaxed } = known(options);
  const entries = new Map<string, Entry>();
  const made = (args: A): Entry => {
    refuseBeyond(donated, f, args);
    return new Entry(
      traced(f, args),
      args.flatMap((arg, argument) =>
        leavesOf(arg, "argument").map(({ path }) =>
          donated.has(argument) ? { argument, path: path.slice("argument".length) } : undefined,
        ),
      ),
      { threads, relaxed },
    );
  };
  let latest: string | undefined;
  const entryFor = (args: A, signature: string): Entry => {
    const before = entries.get(signature);
    if (before !== undefined && signature === latest) return before;
    latest = signature;
    const entry = before ?? made(args);
    // The one that was used last stands last.
    entries.delete(signature);
    entries.set(signature, entry);
    const [oldest] = entries.keys();
    if (entries.size > KEPT && oldest !== undefined) {
      entries.get(oldest)?.close();
      entries.delete(oldest);
    }
    return entry;
  };
  const call = (...args: A): R => {
    if (isTransforming()) return withoutThis(f, args);
    const leaves = named(args);
    const entry = entryFor(args, signatureOf(args, leaves));
    return entry.run(leaves, () => namePatterns(f, args, entry.traced)) as R;
  };
  return Object.assign(call, {
    explain(...args: A): Explanation {
      const { program, traced: t } = entryFor(args, signatureOf(args, named(args)));
      return explain(program, t.outputs);
    },
    program(...args: A): Running<A, R> {
      const entry = made(args);
      const { inputs, outputs } = entry.views(named(args));
      const [from, to] = [inputs[Symbol.iterator](), outputs[Symbol.iterator]()];
      const next = (views: Iterator<Data>) => (): Tensor => views.next().value;
      return {
        inputs: mapTree(args, next(from)) as unknown as Views<A>,
        outputs: mapTree(entry.traced.tree, next(to)) as Views<R>,
        step: entry.program.step,
      };
    },
  });
}

const named = (args: readonly unknown[]) =>
  args.flatMap((arg, i) => leavesOf(arg, `argument ${i}`));
