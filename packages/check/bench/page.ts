import { cpus, loadavg } from "node:os";
import { type Figure, rowHead, rowOf } from "./figures.ts";
import type { Measured } from "./large.ts";
import { marked } from "./text.ts";
import type { Trial } from "./trials.ts";

export interface Results {
  readonly trials: readonly Trial[];
  readonly figures: readonly Figure[];
  readonly confusion: {
    readonly head: readonly string[];
    readonly rows: readonly (readonly string[])[];
  };
  readonly large: readonly Measured[];
  readonly seconds: number;
  readonly runs: number;
  readonly seed: number;
}

/** docs/diagnosis-benchmark.md. */
export function pageOf(results: Results): string {
  const { trials, figures, confusion, large, seconds, runs, seed } = results;
  const names = [...new Set(trials.map((t) => t.learner))];
  const diagnoses = trials.reduce((s, t) => s + t.outcomes.length, 0);
  const machine = `${cpus()[0]?.model.trim() ?? "unknown processor"}, ${cpus().length} cores, Node ${process.versions.node}`;
  const [load = NaN] = loadavg();
  const parts = [
    "# Planted mistakes",
    `How well \`checkDerivation\` finds what is wrong in a derivation: ${trials.length} mistakes, each planted into ${runs} random problems (seeds from ${seed}). This page is written by the benchmark:`,
    "```text\nnpm run bench:diagnosis               plant, diagnose and print\nnpm run bench:diagnosis -- --write    write this page as well\n```",
    marked(
      ["", "got", "required"],
      figures.map(({ what, got, required }) => [what, got, required]),
    ),
    `The learners (packages/check/bench/learners) are written by hand with loops over nested arrays: they know no graph. Without a mistake they agree with Chainrule to 1e-9, which a test holds. Handed in are all gradients, those of the parameters only, or a random half, with or without the values on the way forward; as float64 (60 %), float32 or with 6 decimals. A kind is right if it is the one that was planted, with its factor if it has one. *Blamed besides* counts claims that were called wrong although they only follow from the mistake. The right derivations are written as float64, float32, with 6 decimals or 4 digits, rounded at the end or at every step.`,
    ...names.map((name) => {
      const own = trials.filter((t) => t.learner === name);
      return `## ${name}\n\n${marked(rowHead, own.map(rowOf))}`;
    }),
    `## What was called what\n\nRows: what was planted. Columns: what was said first, by the numbers of the rows. *forward* is a value on the way forward, named as the first wrong one.\n\n${marked(confusion.head, confusion.rows)}`,
    `## Time and memory\n\n${diagnoses} diagnoses of small problems took ${((1000 * seconds) / diagnoses).toFixed(0)} ms each. Medians of three for a network of 784-128-10, tanh and cross-entropy, batch 32; the memory is how much the process's peak had grown by then. Measured on ${new Date().toISOString().slice(0, 10)}: ${machine}; the load average was ${load.toFixed(1)}: where that is more than there are cores, other work took its share of the time.`,
    marked(
      ["", "ms", "MB"],
      large.map(({ name, milliseconds, megabytes }) => [
        name,
        milliseconds.toFixed(0),
        megabytes.toFixed(0),
      ]),
    ),
  ];
  const misses = trials.flatMap((t) =>
    t.misses.map((miss) => `- ${t.learner}, ${t.mistake}: ${miss}`),
  );
  if (misses.length > 0) parts.push(`## What was missed\n\n${misses.join("\n")}`);
  return `${parts.join("\n\n")}\n`;
}
