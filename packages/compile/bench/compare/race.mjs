/** Contenders against each other: a process for each, one sample of each in turn. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const racer = fileURLToPath(new URL("racer.mjs", import.meta.url));
/** Relative difference up to which numbers of float32 count as the same. */
const SAME = 2e-4;

export const median = (numbers) => {
  const sorted = numbers.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
};
const summary = (samples) => ({
  median: median(samples),
  min: Math.min(...samples),
  samples: samples.length,
});

const started = (...args) =>
  fork(racer, args.map(String), { execArgv: ["--stack-size=50000"], silent: true });

/** The longest that anything may take: seconds. */
const PATIENCE = 20;

/** What the process says next; what it says last, if it ends instead. */
async function reply(child) {
  const over = new AbortController();
  const { signal } = over;
  try {
    const [message] = await Promise.race([
      once(child, "message", { signal }),
      once(child, "exit", { signal }).then(([code]) => [{ error: `it ended with code ${code}` }]),
      setTimeout(PATIENCE * 1000, [{ error: `not done in ${PATIENCE} s` }], { signal }),
    ]);
    if (message.error !== undefined) throw new Error(message.error);
    return message;
  } finally {
    over.abort();
  }
}

/** By name: median and minimum in milliseconds, and the numbers that show what was done. */
export async function race(work, names, { folder, warmUp, sample, rounds, most }) {
  const lanes = [];
  const results = {};
  for (const name of names) {
    const child = started("warm", name, work, folder, warmUp, sample);
    try {
      const { none, check, steps } = await reply(child);
      if (none) child.kill("SIGKILL");
      else lanes.push({ name, child, check, steps, samples: [] });
    } catch (error) {
      child.kill("SIGKILL");
      results[name] = { error: String(error.message).slice(0, 300) };
    }
  }
  const start = performance.now();
  for (let i = 0; i < rounds && (i < 3 || performance.now() - start < most); i++)
    for (const { child, samples } of lanes) {
      child.send("sample");
      const { ms } = await reply(child);
      samples.push(ms);
    }
  for (const { name, child, check, samples } of lanes) {
    child.kill("SIGKILL");
    results[name] = { ...summary(samples), check };
  }
  return results;
}

/** The same for what can be done once in a process. */
export async function raceCold(work, names, { folder, starts }) {
  const samples = Object.fromEntries(names.map((name) => [name, []]));
  const errors = {};
  for (let i = 0; i < starts; i++)
    for (const name of names) {
      if (errors[name] !== undefined) continue;
      const child = started("cold", name, work, folder);
      try {
        const { ms } = await reply(child);
        samples[name].push(ms);
      } catch (error) {
        errors[name] = { error: String(error.message).slice(0, 300) };
      } finally {
        child.kill("SIGKILL");
      }
    }
  return Object.fromEntries(names.map((n) => [n, errors[n] ?? summary(samples[n])]));
}

/** What numbers of the contenders are not those of the first. */
export function differences(results) {
  const [[first, { check: wanted = [] } = {}] = [], ...others] = Object.entries(results).filter(
    ([, { check }]) => check !== undefined && check.length > 0,
  );
  return others
    .filter(({ 1: { check } }) =>
      check.some((x, i) => !(Math.abs(x - wanted[i]) <= SAME * Math.abs(wanted[i]))),
    )
    .map(([name, { check }]) => `${name}: ${check} beside ${wanted} of ${first}`);
}
