import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const bin = join(import.meta.dirname, "../dist/main.js");

/** The root of the repository. */
export const root: string = join(import.meta.dirname, "../../..");

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs `chainrule` with `args` in the folder `cwd`. */
export function chainrule(
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const { NO_COLOR: _no, FORCE_COLOR: _force, NODE_OPTIONS: _options, ...rest } = process.env;
  const child = spawn(process.execPath, [bin, ...args], { cwd, env: { ...rest, ...env } });
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk) => (out += String(chunk)));
  child.stderr.on("data", (chunk) => (err += String(chunk)));
  return new Promise((settle) => {
    child.on("close", (code) => settle({ code, out, err }));
  });
}

/** A folder of its own for a test, outside the repository, with these files in it. */
export function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "chainrule-cli-")));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  folders.push(folder);
  return folder;
}

const folders: string[] = [];

/** Takes away what `folderWith` made. */
export const sweep = (): void => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
};

/** L = Σ (w·x)², with types in it; ∂L/∂w = 2wx² and ∂L/∂x = 2w²x. */
export const program: string = `import { type Tensor } from "@chainrule/core";

interface At {
  readonly x: Tensor;
  readonly w: Tensor;
}

export function loss({ x, w }: At): Tensor {
  return w.mul(x).named("p").square().sum();
}
export const at = { x: [1, 2], w: [3, 4] };
`;

export const right = `${program}export const claimed = { dp: [6, 16], dw: [6, 32], dx: [18, 64] };\n`;
export const wrong = `${program}export const claimed = { dp: [6, 16], dw: [-6, -32], dx: [18, 64] };\n`;
