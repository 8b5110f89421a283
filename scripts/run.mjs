// node scripts/run.mjs <script> [arguments]
//
// Installs what the lockfile names, unless that is done already, then runs a script of package.json.
// Needs only Node and npm. A script is plain commands joined by `&&`: started without a shell, each
// receives signals and arguments unchanged.

import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const at = (...parts) => join(root, ...parts);
const shell = process.platform === "win32";

const fail = (message) => {
  console.error(`chainrule: ${message}`);
  process.exit(1);
};

const manifests = [
  "package.json",
  "docs/package.json",
  ...readdirSync(at("packages")).map((name) => `packages/${name}/package.json`),
].filter((path) => existsSync(at(path)));

const read = (path) => readFileSync(at(path), "utf8");
const { packageManager, scripts } = JSON.parse(read("package.json"));

/** What an installation depends on: it is up to date while this stays the same. */
function fingerprint() {
  const hash = createHash("sha256").update(`${process.platform} ${process.arch} ${root}`);
  for (const path of [...manifests, "pnpm-lock.yaml", "pnpm-workspace.yaml"]) {
    hash.update(`\0${path}\0${read(path)}`);
  }
  return hash.digest("hex");
}

function isInstalled(stampFile, stamp) {
  if (!existsSync(stampFile) || readFileSync(stampFile, "utf8") !== stamp) return false;
  return manifests
    .filter((path) => JSON.parse(read(path)).dependencies !== undefined)
    .every((path) => existsSync(at(dirname(path), "node_modules")));
}

function install() {
  const stampFile = at("node_modules", ".chainrule-install");
  const stamp = fingerprint();
  if (isInstalled(stampFile, stamp)) return;

  console.error("chainrule: installing the dependencies named in pnpm-lock.yaml ...");
  const env = { ...process.env, CI: "true", COREPACK_ENABLE_DOWNLOAD_PROMPT: "0" };
  const run = (command, args, stdio) =>
    spawnSync(command, args, { cwd: root, env, shell, stdio }).status === 0;

  const corepack = run("corepack", ["pnpm", "--version"], "ignore");
  const [pinned] = packageManager.split("+");
  const [command, ...first] = corepack ? ["corepack", "pnpm"] : ["npx", "--yes", pinned];
  const args = [...first, "install", "--frozen-lockfile", "--prefer-offline", "--loglevel=warn"];
  // Standard output belongs to the script that runs afterwards.
  if (!run(command, args, ["ignore", 2, 2])) fail(`"${[command, ...args].join(" ")}" failed`);
  writeFileSync(stampFile, stamp);
}

const env = { ...process.env, PATH: at("node_modules", ".bin") + delimiter + process.env.PATH };

/** Runs one command to its end, passing signals on; resolves to its exit status. */
function execute([name, ...args]) {
  const command = name === "node" && !shell ? process.execPath : name;
  const child = spawn(command, args, { cwd: root, env, shell, stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => {
      // A terminal sends Ctrl-C to parent and child alike.
      if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
    });
  }
  return new Promise((resolve) => {
    child.on("error", (error) => fail(`cannot start ${name}: ${error.message}`));
    child.on("exit", (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  });
}

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  fail(`Node 20.19 or newer is needed, this is ${process.versions.node}`);
}

const [script, ...rest] = process.argv.slice(2);
const line = scripts[script];
if (line === undefined) fail(`package.json has no script "${script ?? ""}"`);

install();
const commands = line.split(" && ").map((command) => command.split(" "));
commands.at(-1).push(...rest);
for (const command of commands) {
  const status = await execute(command);
  if (status !== 0) process.exit(status);
}
