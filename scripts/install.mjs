// Packages as their users have them: packed, then installed by npm into an empty folder.

import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const shell = process.platform === "win32";

/** Run a command that must succeed, without what it prints. */
const run = (command, args, cwd) =>
  execFileSync(command, args, { cwd, shell, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

/** Pack `names`, which depend on nothing but each other, and install them into `folder`; their files must be built. */
export function install(names, folder) {
  mkdirSync(folder, { recursive: true });
  const pnpm = join(root, "node_modules/pnpm/bin/pnpm.cjs");
  const tarballs = names.map((name) => {
    const tarball = join(folder, `${name}.tgz`);
    run(process.execPath, [pnpm, "--dir", `packages/${name}`, "pack", "--out", tarball], root);
    return tarball;
  });
  writeFileSync(join(folder, "package.json"), '{ "private": true, "type": "module" }\n');
  run("npm", ["install", "--offline", "--no-audit", "--no-fund", ...tarballs], folder);
}
