/** The process of one contender and one work: warms up, then takes a sample whenever it is asked to. */
import { opened } from "./contenders.mjs";
import { cold, works } from "./works.mjs";

const [mode, name, work, folder, warmUp, sampleOf] = process.argv.slice(2);
const send = (message) => new Promise((done) => process.send(message, done));

/** Milliseconds of `steps` steps, for each of them. */
async function timed(run, steps) {
  const start = performance.now();
  await run(steps);
  return (performance.now() - start) / steps;
}

async function warm(task) {
  const check = [...(await task.check())].map(Number);
  let steps = 1;
  const start = performance.now();
  for (let i = 0; i < 3 || performance.now() - start < Number(warmUp); i++) {
    const ms = await timed(task.run, steps);
    if (ms * steps > 2000) break;
    steps = Math.max(1, Math.min(4 * steps, Math.round(Number(sampleOf) / ms)));
  }
  process.on("message", () => void timed(task.run, steps).then((ms) => send({ ms })));
  await send({ check, steps });
}

async function main() {
  const engine = await opened(name, folder);
  if (mode === "cold") {
    const start = work.startsWith("start") ? 0 : performance.now();
    await cold[work](engine);
    await send({ ms: performance.now() - start });
    process.exit(0);
  }
  const task = await works[work](engine);
  if (task === undefined) await send({ none: true });
  else await warm(task);
}

main().catch((error) => void send({ error: String(error?.stack ?? error) }));
