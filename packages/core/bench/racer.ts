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

let steps = 1;

function warmUp(): number {
  const start = performance.now();
  let ms = Infinity;
  while (performance.now() - start < WARM_UP) {
    ms = run(steps) / steps;
    steps = Math.max(1, Math.round(SAMPLE / ms));
  }
  return check;
}

async function sample(): Promise<Sample> {
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
