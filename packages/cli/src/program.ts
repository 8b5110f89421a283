import { readFileSync } from "node:fs";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { type CheckOptions, check } from "./commands/check.ts";
import { type ExplainOptions, explain } from "./commands/explain.ts";
import type { GradeOptions } from "./commands/grade.ts";
import { Failure } from "./failure.ts";
import { formats } from "./task.ts";

/** Runs the command line `argv`; resolves to the exit code: 0 right, 1 something is wrong, 2 bad input. */
export async function program(argv: readonly string[]): Promise<number> {
  let code = 0;
  const chainrule = new Command("chainrule")
    .description("Checks gradients that somebody derived by hand, and says which step is wrong.")
    .version(version())
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  chainrule
    .command("check <file>")
    .description("a module with loss, at and claimed, or with f and inputs, or gradients as JSON")
    .option("--claimed <file>", "the learner's gradients: a module or JSON, as NumPy exports it")
    .option("--program <file>", "the module that the gradients in <file> belong to")
    .addOption(format())
    .addOption(out())
    .addOption(timeout())
    .action(async (path: string, options: CheckOptions) => {
      code = await check(path, options);
    });
  chainrule
    .command("explain <file>")
    .description("a module with y, or with loss and at: each step forwards and back")
    .option("--steps", "one step after the other, as JSON")
    .addOption(
      new Option("--digits <number>", "significant digits of the numbers")
        .argParser(numberUpTo(17, "It is a number of digits, at most 17."))
        .default(6),
    )
    .addOption(format())
    .addOption(out())
    .addOption(timeout())
    .action(async (path: string, options: ExplainOptions) => {
      code = await explain(path, options);
    });
  chainrule
    .command("grade <folder>")
    .description("exercises, one a file, or one a subfolder with a task and an answer")
    .addOption(
      new Option("--hints <grade>", "how much is given away: 1 where, 2 what kind, 3 everything")
        .choices(["0", "1", "2", "3"])
        .default("0"),
    )
    .option("--answer <name>", "the file in each subfolder that answers its task", "answer")
    .addOption(format())
    .addOption(out())
    .addOption(timeout())
    .action(async (path: string, options: GradeOptions) => {
      // The other commands need no engine in this process.
      const { grade } = await import("./commands/grade.ts");
      code = await grade(path, options);
    });
  try {
    await chainrule.parseAsync(argv);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === "commander.help")
      throw new Failure("no command: write check, explain or grade, or --help");
    if (error.exitCode !== 0)
      throw new Failure(`${error.message.replaceAll(/^error: |\.$/g, "")}: see --help`);
  }
  return code;
}

const format = (): Option =>
  new Option("--format <format>", "how the report is written").choices(formats).default("text");

const out = (): Option => new Option("--out <file>", "write the report to a file");

const timeout = (): Option =>
  new Option("--timeout <seconds>", "how long the learner's code may run")
    .argParser(numberUpTo(86_400, "It is a number of seconds, at most a day."))
    .default(30);

/** Reads a number above 0 and at most `most`; other text is `wrong`. */
const numberUpTo =
  (most: number, wrong: string) =>
  (text: string): number => {
    const number = Number(text);
    if (number > 0 && number <= most) return number;
    throw new InvalidArgumentError(wrong);
  };

function version(): string {
  const manifest = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}
