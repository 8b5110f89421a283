/**
 * `npm run bench:diagnosis`: mistakes planted into derivations done by hand, and what `checkDerivation` says of them.
 * Options: `--runs=N` problems for each mistake (20), `--seed=N` the first of their seeds (0), `--right=N` right
 * derivations (2000), `--only=TEXT` what has the text in its name, `--digits=TEXT` rounds at every step,
 * `--show` prints the reports, `--write` makes the page docs/diagnosis-benchmark.md. Exit code 1 if a figure that is required is missed.
 */
import { writeFileSync } from "node:fs";
import { confusion } from "./confusion.ts";
import { learners } from "./learners/index.ts";
import { type Measured, measured } from "./large.ts";
import { optionsOf } from "./options.ts";
import { pageOf } from "./page.ts";
import { figuresOf, missedOf, rowOf, rowHead } from "./figures.ts";
import { lined, numbered } from "./text.ts";
import { type Trial, alarms, diagnosed, trial } from "./trials.ts";

const options = optionsOf(process.argv.slice(2));
const { runs, seed, only, paper } = options;
const wanted = learners.flatMap((learner) =>
  learner.mistakes
    .filter((mistake) => `${learner.name}: ${mistake}`.includes(only))
    .map((mistake) => ({ learner, mistake })),
);
if (wanted.length === 0 && only !== "") {
  console.error(`bench:diagnosis: no mistake has "${only}" in its name`);
  process.exit(2);
}

if (options.show)
  for (const { learner, mistake } of wanted)
    for (let i = seed; i < seed + runs; i++)
      console.log(
        `\n${learner.name}: ${mistake}, seed ${i}\n${diagnosed(learner.plant(i, mistake, paper)).toString()}`,
      );

const large: readonly Measured[] = only === "" && runs > 0 ? measured() : [];
const trials: Trial[] = [];
let group = "";
for (const { learner, mistake } of wanted) {
  if (learner.name !== group) console.log(`\n${learner.name}`);
  group = learner.name;
  const found = trial(learner, mistake, options);
  trials.push(found);
  console.log(`  ${mistake.padEnd(82)} ${rowOf(found).slice(1).join("  ")}`);
  for (const miss of found.misses) console.log(`      ${miss}`);
}
const seconds = trials.reduce((s, t) => s + t.seconds, 0);
const raised = only === "" ? alarms(learners, options.right, seed) : [];
for (const alarm of raised) console.log(`  alarm: ${alarm}`);

const outcomes = trials.flatMap((t) => t.outcomes);
const { head, rows } = confusion(outcomes);
const narrow = numbered(head, rows);
console.log(`\n(columns: ${rowHead.slice(1).join(", ")})\n`);
console.log(lined(narrow.head, narrow.rows));
const figures = figuresOf(trials, raised, only === "" ? options.right : 0);
console.log(
  `\n${figures.map(({ what, got, required }) => `${what}: ${got} (${required})`).join("\n")}`,
);
console.log(
  `${outcomes.length} mistakes diagnosed in ${seconds.toFixed(1)} s, ${((1000 * seconds) / outcomes.length).toFixed(0)} ms each`,
);
for (const { name, milliseconds, megabytes } of large)
  console.log(
    `  ${name.padEnd(82)} ${milliseconds.toFixed(0)} ms, ${megabytes.toFixed(0)} MB more`,
  );

const missed = missedOf(figures);
if (options.write) {
  const page = pageOf({ trials, figures, confusion: narrow, large, seconds, runs, seed });
  writeFileSync(new URL("../../../../docs/diagnosis-benchmark.md", import.meta.url), page);
}
if (missed.length > 0) {
  console.error(`bench:diagnosis: missed: ${missed.join("; ")}`);
  process.exitCode = 1;
}
