// Every check of the project, two at a time. Prints the result and the time of each, the whole
// output of those that failed, and last the totals of the tests: "N passed, N failed".

import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), "chainrule-check-"));
const report = join(scratch, "tests.json");
const env = {
  ...process.env,
  PATH: join(root, "node_modules", ".bin") + delimiter + process.env.PATH,
  NO_COLOR: "1",
};

const manifest = (name) => join(root, "packages", name, "package.json");
const read = (name) => JSON.parse(readFileSync(manifest(name), "utf8"));
const tarballOf = (name) => join(scratch, name, "package.tgz");

const published = () =>
  readdirSync(join(root, "packages"))
    .filter((name) => existsSync(manifest(name)))
    .filter((name) => !read(name).private);

/** A package is judged as it would be published: packed, without the source condition. */
function packageStep(name) {
  const tarball = tarballOf(name);
  mkdirSync(join(scratch, name));
  return [
    `package ${name}`,
    `pnpm --dir packages/${name} pack --out ${tarball}`,
    `publint run ${tarball} --strict`,
    `attw ${tarball} --profile esm-only`,
  ];
}

const packages = published();
const folders = packages.map((name) => `packages/${name}`);
const build = ["build", `tsc -b docs ${folders.join(" ")}`];
const tests = [
  "tests",
  `vitest run --coverage --reporter=default --reporter=json --outputFile.json=${report}`,
];
/** Those that can be installed without a registry. */
const installed = packages.filter((name) =>
  Object.values(read(name).dependencies ?? {}).every((range) => range.startsWith("workspace:")),
);
const others = [
  ["types of tests", "tsc -p tsconfig.test.json"],
  ["lint", "oxlint --type-aware --deny-warnings --format=unix"],
  ["format", "oxfmt --check"],
  ...packages.map(packageStep),
  ["unused code", "knip"],
  ["mutants", "node scripts/mutants.mjs"],
];

/** Runs one command; resolves to whether it succeeded and all that it printed. */
function execute(line) {
  const [command, ...args] = line.split(" ");
  const child = spawn(command, args, { cwd: root, env, shell: process.platform === "win32" });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => (output += text));
  }
  return new Promise((resolve) => {
    child.on("error", (error) => resolve({ ok: false, output: `${command}: ${error.message}` }));
    child.on("close", (code) => resolve({ ok: code === 0, output }));
  });
}

async function runStep([name, ...commands]) {
  const start = performance.now();
  let result;
  for (const command of commands) {
    result = await execute(command);
    if (!result.ok) break;
  }
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${result.ok ? "ok    " : "FAILED"} ${name.padEnd(16)} ${seconds.padStart(5)} s`);
  if (!result.ok) console.log(`\n${result.output.trim()}\n`);
  return { name, ...result };
}

async function drain(queue, results) {
  for (let step = queue.shift(); step; step = queue.shift()) results.push(await runStep(step));
}

/** Tests that passed and failed; a file that could not be run counts as one failed test. */
function totals() {
  if (!existsSync(report)) return { passed: 0, failed: 1 };
  const { numPassedTests, numFailedTests, testResults, success } = JSON.parse(
    readFileSync(report, "utf8"),
  );
  const broken = testResults.filter(
    ({ status, assertionResults }) =>
      status === "failed" && !assertionResults.some((test) => test.status === "failed"),
  );
  const failed = numFailedTests + broken.length;
  return { passed: numPassedTests, failed: failed === 0 && !success ? 1 : failed };
}

const results = [await runStep(build)];
const queue = [tests, ...others];
await Promise.all([drain(queue, results), drain(queue, results)]);
// Last, when all are packed.
const tarballs = installed.map(tarballOf).join(" ");
results.push(await runStep(["installed", `node scripts/installed.mjs ${tarballs}`]));

const { passed, failed } = totals();
const testsStep = results.find(({ name }) => name === "tests");
const failedSteps = results.filter((step) => step !== testsStep && !step.ok).length;
const uncounted = !testsStep.ok && failed === 0 ? 1 : 0;
const allFailed = failed + failedSteps + uncounted;

const coverage = testsStep.output.match(/^(Statements|Branches|Functions|Lines) .*$/gm) ?? [];
console.log(["", ...coverage, ""].join("\n"));
rmSync(scratch, { recursive: true, force: true });
process.exitCode = allFailed === 0 ? 0 : 1;
console.log(`${passed} passed, ${allFailed} failed`);
