/** The process of one contender: warms it up, then takes a sample whenever it is asked to. */
import { type PerformanceEntry, PerformanceObserver } from "node:perf_hooks";
import { setImmediate } from "node:timers/promises";
import type { Contenders, Sample } from "./race.ts";

const WARM_UP = 1500;
const SAMPLE = 60;

const [module = "", name = ""] = process.argv.slice(2);
const { contenders } = (await import(module)) as { contenders: Contenders };
const { step, check } = await (contenders[name] as Contenders[string])();

let pauses: PerformanceEntry[] = [];
const observer = new PerformanceObserver((list) => void pauses.push(...list.getEntries()));
observer.observe({ entryTypes: ["gc"] });

/** Milliseconds that `steps` steps take. */
function run(steps: number): number {
  const start = performance.now();
  for (let i = 0; i < steps; i++) step();
  return performance.now() - start;
}

/**
 * Up to 16 MB of garbage, about what V8 allows between two collections. A step allocates nearly the same each
 * time: without this, collections would fall on one phase of it, for one engine a cheap one, for the other not.
 */
function litter(): void {
  for (let bytes = Math.random() * 16e6; bytes > 0; bytes -= 816) new Array<number>(100).fill(0);
}

let steps = 1;

function warmUp(): number {
  const start = performance.now();
  let ms = Infinity;
  while (performance.now() - start < WARM_UP) {
    litter();
    ms = run(steps) / steps;
    steps = Math.max(1, Math.round(SAMPLE / ms));
  }
  return check;
}

async function sample(): Promise<Sample> {
  litter();
  pauses = [];
  const start = performance.now();
  const ms = run(steps);
  // Observers are told a little later.
  await setImmediate();
  const gc = [...pauses, ...observer.takeRecords()]
    .filter(({ startTime }) => startTime >= start && startTime < start + ms)
    .reduce((sum, { duration }) => sum + duration, 0);
  return { ms: ms / steps, gc: gc / steps };
}

process.on("message", (question) => {
  void (question === "sample" ? sample() : Promise.resolve(warmUp())).then((reply) =>
    process.send?.(reply),
  );
});
