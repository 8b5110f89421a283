import { join } from "node:path";
import { defineConfig } from "vitest/config";
import { fcSeed, setupFile, source } from "./vitest.shared.ts";

const project = (name: string, root: string) => ({
  extends: true as const,
  test: {
    name,
    root,
    include: ["test/**/*.test.ts"],
    exclude: ["**/*.browser.test.ts"],
  },
});

const cli = project("cli", "packages/cli");
const build = join(import.meta.dirname, "packages/cli/test/build.ts");

export default defineConfig({
  resolve: { conditions: [source, "module", "browser", "development|production"] },
  ssr: { resolve: { conditions: [source, "module", "node", "development|production"] } },
  test: {
    setupFiles: [setupFile],
    testTimeout: 60_000,
    provide: { fcSeed },
    coverage: {
      provider: "v8",
      include: ["packages/*/src/**/*.ts"],
      // It is tested in processes of its own.
      exclude: ["packages/cli/**"],
      reporter: ["text-summary", "json-summary"],
    },
    projects: [
      project("core", "packages/core"),
      project("nn", "packages/nn"),
      project("compile", "packages/compile"),
      project("check", "packages/check"),
      { ...cli, test: { ...cli.test, globalSetup: build } },
      project("docs", "docs"),
    ],
  },
});
