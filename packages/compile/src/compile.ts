import { type Data, type Tensor, ValueError } from "@chainrule/core";
import {
  asFunction,
  asOptions,
  isTransforming,
  kindOf,
  leavesOf,
  mapTree,
} from "@chainrule/core/engine";
import { Entry } from "./run/entry.ts";
import { type Explanation, explain } from "./run/explain.ts";
import { signatureOf, traced } from "./run/trace.ts";

export interface CompileOptions {
  /**
   * The arguments, by number, whose memory is handed to the results: they cannot be read afterwards. With the parameters
   * donated, a training step updates them where they lie.
   */
  readonly donate?: number | readonly number[];
  /**
   * How many threads may work on a step, the caller's among them; 1 unless more are asked for. Workers are shared by all
   * programs and help where it pays; where there can be none, one thread does it all. Results have the same bits with
   * any number of threads, but for sums over everything, which depend on whether it is 1 or more.
   */
  readonly threads?: number;
  /**
   * Let a product and a sum be rounded once, where the machine can: quicker and no less exact, but not the same bits on
   * every machine.
   */
  readonly relaxed?: boolean;
}

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
  const known = asOptions("compile", options, "donate", "threads", "relaxed");
  const { donate = [], threads = 1, relaxed = false } = known;
  const donated = argumentNumbers(donate);
  checkThreads(threads);
  const entries = new Map<string, Entry>();
  const made = (args: A): Entry =>
    new Entry(
      traced(f, args),
      args.flatMap((arg, argument) =>
        leavesOf(arg, "argument").map(({ path }) =>
          donated.has(argument) ? { argument, path: path.slice("argument".length) } : undefined,
        ),
      ),
      { threads, relaxed },
    );
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
    if (isTransforming()) return f(...args);
    const leaves = named(args);
    return entryFor(args, signatureOf(args, leaves)).run(leaves) as R;
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

function checkThreads(threads: unknown): void {
  if (Number.isInteger(threads) && (threads as number) >= 1) return;
  throw new ValueError(
    "compile",
    `threads ${kindOf(threads)}`,
    "at least one thread computes",
    "write { threads: 2 }, or leave it out for one",
  );
}

/** Numbers of arguments. */
function argumentNumbers(donate: unknown): ReadonlySet<number> {
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
