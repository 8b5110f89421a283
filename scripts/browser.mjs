// Runs packages/*/test/**/*.browser.test.ts in Chromium, where there is one.

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chromium } from "playwright";

const candidates = [
  process.env.CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  chromium.executablePath(),
];
const executable = candidates.find((path) => path && existsSync(path));

if (executable === undefined) {
  console.log("No Chromium found: the browser tests were not run (CHROMIUM=<path> names one).");
} else {
  const args = ["run", "--config", "vitest.browser.config.ts", ...process.argv.slice(2)];
  const { status } = spawnSync("vitest", args, {
    env: { ...process.env, CHROMIUM: executable },
    shell: process.platform === "win32",
    stdio: "inherit",
  });
  process.exitCode = status ?? 1;
}
