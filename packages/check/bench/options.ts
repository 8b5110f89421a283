import { type Paper, digits } from "./learners/planted.ts";

export interface Options {
  readonly runs: number;
  readonly seed: number;
  readonly right: number;
  readonly only: string;
  /** What mistakes are written on, rounded at every step; mixed, and rounded at the end, unless given. */
  readonly paper: Paper | undefined;
  readonly show: boolean;
  readonly write: boolean;
}

const numbers = ["runs", "seed", "right"] as const;
const known = [...numbers, "only", "digits", "show", "write"];

/** The options of the command, refused with exit code 2 where they are not understood. */
export function optionsOf(args: readonly string[]): Options {
  const given = new Map<string, string>();
  for (const arg of args) {
    const [, name = "", value = ""] = /^--(\w+)(?:=(.*))?$/.exec(arg) ?? [];
    if (!known.includes(name)) refuse(`no option ${arg}; there are --${known.join(", --")}`);
    given.set(name, value);
  }
  const count = (name: (typeof numbers)[number], usual: number): number => {
    const text = given.get(name);
    if (text === undefined) return usual;
    if (!/^\d{1,7}$/.test(text)) refuse(`--${name}=${text} is no whole number`);
    return Number(text);
  };
  if (given.has("write") && (given.has("only") || given.has("digits")))
    refuse("a page needs all mistakes as they are: leave --only and --digits out");
  const named = given.get("digits");
  const chosen = digits.find((d) => d === named);
  if (named !== undefined && chosen === undefined)
    refuse(`--digits=${named}; there are ${digits.join(", ")}`);
  return {
    runs: count("runs", 20),
    seed: count("seed", 0),
    right: count("right", 2000),
    only: given.get("only") ?? "",
    paper: chosen && { digits: chosen, everyStep: true },
    show: given.has("show"),
    write: given.has("write"),
  };
}

function refuse(what: string): never {
  console.error(`bench:diagnosis: ${what}`);
  process.exit(2);
}
