/** What compile is asked for besides the function. */
import { ValueError } from "@chainrule/core";
import { asOptions, kindOf } from "@chainrule/core/engine";

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

interface Known {
  /** Numbers of arguments. */
  readonly donated: ReadonlySet<number>;
  readonly threads: number;
  readonly relaxed: boolean;
}

/** Options, refused unless they can be followed. */
export function known(options: CompileOptions): Known {
  const {
    donate = [],
    threads = 1,
    relaxed = false,
  } = asOptions("compile", options, "donate", "threads", "relaxed");
  const donated = new Set<number>(Array.isArray(donate) ? donate : [donate]);
  for (const i of donated)
    if (!Number.isInteger(i) || i < 0)
      throw refused(
        "donate",
        i,
        "arguments are counted from 0",
        "write { donate: 0 } or { donate: [0, 1] }",
      );
  if (!Number.isInteger(threads) || threads < 1)
    throw refused(
      "threads",
      threads,
      "at least one thread computes",
      "write { threads: 2 }, or leave it out for one",
    );
  if (typeof relaxed !== "boolean")
    throw refused("relaxed", relaxed, "it is neither true nor false", "write { relaxed: true }");
  return { donated, threads, relaxed };
}

const refused = (option: string, given: unknown, wrong: string, instead: string): ValueError =>
  new ValueError("compile", `${option} ${kindOf(given)}`, wrong, instead);

/** Refuses to donate an argument that `f` does not take. */
export function refuseBeyond(
  donated: ReadonlySet<number>,
  f: { readonly length: number },
  { length }: readonly unknown[],
): void {
  const count = Math.max(f.length, length);
  const beyond = [...donated].find((i) => i >= count);
  if (beyond === undefined) return;
  throw refused(
    "donate",
    beyond,
    `it was called with ${length} argument${length === 1 ? "" : "s"}, and the first is 0`,
    count === 0 ? "leave it out" : `write { donate: ${count - 1} } for the last`,
  );
}
