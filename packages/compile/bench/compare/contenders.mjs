/** Who takes part, what is installed for it, and with what each is compared. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** By folder: packages and their versions. */
export const packages = {
  jax: { "@jax-js/jax": "0.1.25" },
  tfjs: { "@tensorflow/tfjs": "4.22.0", "@tensorflow/tfjs-backend-wasm": "4.22.0" },
  brain: { "brain.js": "1.6.1" },
};

/** Module and the function of it that opens the engine; `peer` if it is somebody else's. */
export const contenders = {
  Chainrule: { module: "chainrule", open: "open" },
  "Chainrule, called": { module: "chainrule", open: "openTensors" },
  "jax-js": { module: "jax", open: "open", peer: "jax" },
  "TensorFlow.js, wasm": { module: "tfjs", open: "openWasm", peer: "tfjs" },
  "TensorFlow.js, cpu": { module: "tfjs", open: "openCpu", peer: "tfjs" },
  "brain.js": { module: "brain", open: "open", peer: "brain", another: true },
  micrograd: { module: "by-hand", open: "openMicrograd" },
  "arrays by hand": { module: "by-hand", open: "openTape" },
};

/** The folders of `packages` that are there; those that are missing are installed into `folder` if that can be done. */
export function installed(folder) {
  return Object.entries(packages)
    .filter(([name, dependencies]) => {
      const at = join(folder, name);
      const there = () =>
        Object.keys(dependencies).every((id) => existsSync(join(at, "node_modules", id)));
      if (there()) return true;
      console.log(`Installing ${Object.keys(dependencies).join(", ")} ...`);
      mkdirSync(at, { recursive: true });
      writeFileSync(join(at, "package.json"), JSON.stringify({ private: true, dependencies }));
      const flags = ["--ignore-scripts", "--no-package-lock", "--no-audit", "--no-fund"];
      spawnSync("npm", ["install", "--prefix", at, ...flags], {
        shell: process.platform === "win32",
        stdio: ["ignore", "ignore", "inherit"],
      });
      return there();
    })
    .map(([name]) => name);
}

/** The engine of a contender. */
export async function opened(name, folder) {
  const { module, open } = contenders[name];
  const load = (at, id) => {
    const resolve = createRequire(join(folder, at, "package.json")).resolve;
    return import(pathToFileURL(resolve(id)).href);
  };
  const namespace = await import(`./${module}.mjs`);
  return namespace[open](load);
}
