import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";
import { fcSeed, setupFile, source } from "./vitest.shared.ts";

const executablePath = process.env["CHROMIUM"];

export default defineConfig({
  resolve: { conditions: [source, "module", "browser", "development|production"] },
  // SharedArrayBuffer exists on isolated pages only.
  server: {
    headers: {
      "Cross-Origin-Opener-Policy": "same-origin",
      "Cross-Origin-Embedder-Policy": "require-corp",
    },
  },
  test: {
    include: ["packages/*/test/**/*.browser.test.ts"],
    passWithNoTests: true,
    setupFiles: [setupFile],
    provide: { fcSeed },
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({
        launchOptions: {
          ...(executablePath === undefined ? {} : { executablePath }),
          args: [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-default-apps",
            "--disable-sync",
            "--no-first-run",
          ],
        },
      }),
      instances: [{ browser: "chromium" }],
    },
  },
});
