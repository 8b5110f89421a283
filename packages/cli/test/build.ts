import { execFileSync } from "node:child_process";
import { join } from "node:path";

/** The command is run as it is published: compiled. What is up to date already takes no time. */
export default function setup(): void {
  const root = join(import.meta.dirname, "../../..");
  execFileSync(
    process.execPath,
    [join(root, "node_modules/typescript/bin/tsc"), "-b", "packages/cli"],
    { cwd: root, stdio: "inherit" },
  );
}
