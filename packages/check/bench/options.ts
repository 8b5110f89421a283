export interface Options {
  readonly runs: number;
  readonly seed: number;
  readonly right: number;
  readonly only: string;
  readonly show: boolean;
  readonly write: boolean;
}

const numbers = ["runs", "seed", "right"] as const;
const known = [...numbers, "only", "show", "write"];

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
  if (given.has("write") && given.has("only"))
    refuse("a page needs all mistakes: leave --only out");
  return {
    runs: count("runs", 20),
    seed: count("seed", 0),
    right: count("right", 2000),
    only: given.get("only") ?? "",
    show: given.has("show"),
    write: given.has("write"),
  };
}

function refuse(what: string): never {
  console.error(`bench:diagnosis: ${what}`);
  process.exit(2);
}
