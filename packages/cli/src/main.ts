#!/usr/bin/env node
import { Failure } from "./failure.ts";
import { program } from "./program.ts";

// A reader that has seen enough, as in `chainrule check net.ts | head`, is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit();
  throw error;
});

for (const [signal, code] of [
  ["SIGHUP", 129],
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)
  process.once(signal, () => process.exit(code));

try {
  process.exitCode = await program(process.argv);
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  process.stderr.write(`chainrule: ${error.message}\n`);
  process.exitCode = 2;
}
