// Packages as their users have them: packed, then installed by npm.

import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const pnpm = join(root, "node_modules/pnpm/bin/pnpm.cjs");
const shell = process.platform === "win32";

/** Pack package `name` into `folder`; returns the tarball. What tsc makes of it must be there. */
export function pack(name, folder) {
  const tarball = join(folder, `${name}.tgz`);
  const args = [pnpm, "--dir", `packages/${name}`, "pack", "--out", tarball];
  execFileSync(process.execPath, args, { cwd: root, stdio: "pipe" });
  return tarball;
}

/** Install `tarballs`, which need nothing but each other, into `folder`. */
export function install(tarballs, folder) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "private": true, "type": "module" }\n');
  const args = ["install", "--offline", "--no-audit", "--no-fund", ...tarballs];
  execFileSync("npm", args, { cwd: folder, shell, stdio: "pipe" });
}
