// tsc -b packages/compile && node packages/compile/bench/startup.mjs [runs]
//
// From the start of a process to its end: Node alone, with packages imported, and with the first training step of a network,
// batch 32. From files as tsc writes them, and from the bundles of the packed packages. Processes take turns.

import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { install, pack } from "../../../scripts/install.mjs";

const runs = Number(process.argv[2] ?? 11);
const folder = mkdtempSync(join(tmpdir(), "chainrule-startup-"));
const files = fileURLToPath(new URL("startup/program.mjs", import.meta.url));
const bundles = join(folder, "app/program.mjs");

const alone = "const t = process.cpuUsage(); console.log((t.user + t.system) / 1000)";
const works = [
  { name: "node -e", args: ["-e", alone] },
  ...["core", "compile", "4-6-4-2", "13-64-64-1"].flatMap((what) => [
    { name: `${what}, files`, args: [files, what] },
    { name: `${what}, bundles`, args: [bundles, what] },
  ]),
].map((work) => ({ ...work, wall: [], processor: [] }));

try {
  const tarballs = mkdirSync(join(folder, "tarballs"), { recursive: true });
  install(
    ["core", "compile"].map((name) => pack(name, tarballs)),
    join(folder, "app"),
  );
  copyFileSync(files, bundles);
  for (let i = 0; i < runs; i++)
    for (const { args, wall, processor } of works) {
      const start = performance.now();
      const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
      if (status !== 0) throw new Error(stderr);
      wall.push(performance.now() - start);
      processor.push(Number(stdout));
    }
} finally {
  rmSync(folder, { recursive: true });
}

console.log(
  `${cpus()[0].model}, Node ${process.versions.node}, load ${loadavg()[0].toFixed(1)}; ${runs} runs, milliseconds`,
);
const shown = (times) => {
  times.sort((a, b) => a - b);
  return [times[0], times[times.length >> 1]].map((ms) => ms.toFixed(0).padStart(8)).join("");
};
console.log(`${" ".repeat(24)}     wall  median     CPU  median`);
for (const { name, wall, processor } of works)
  console.log(name.padEnd(24) + shown(wall) + shown(processor));
