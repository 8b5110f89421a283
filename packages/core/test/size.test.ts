import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

test("bundled, minified and gzipped, the packages stay within their limits, and core needs nothing", () => {
  const script = fileURLToPath(new URL("../../../scripts/size.mjs", import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, [script], { encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toMatch(/^core +\d+\.\d kB gzipped/);
});
