import cliProgress from "cli-progress";
import type { Page } from "./page.ts";

/** How far something has come. */
export interface Progress {
  /** `value` of the total is done. `remark` is a few words on how it stands. */
  at(value: number, remark: string): void;
  /** All is done. A bar is wiped away. */
  done(): void;
}

/** Characters in a bar. */
const BAR = 40;

/** A bar on a terminal; elsewhere a plain line every `every` steps. */
export function progress(page: Page, what: string, total: number, every: number): Progress {
  if (!page.live)
    return {
      at(value, remark) {
        if (value % every === 0 || value === total)
          page.write(`  ${what} ${value}/${total}  ${remark}`);
      },
      done: () => undefined,
    };
  const { cyan, dim } = page.colors;
  const bar = new cliProgress.SingleBar({
    format: `  ${what} {bar} {value}/{total}  {remark}`,
    formatBar(share) {
      const done = Math.round(share * BAR);
      return cyan("━".repeat(done)) + dim("─".repeat(BAR - done));
    },
    hideCursor: true,
    clearOnComplete: true,
    stream: process.stdout,
  });
  bar.start(total, 0, { remark: "" });
  return { at: (value, remark) => bar.update(value, { remark }), done: () => bar.stop() };
}
