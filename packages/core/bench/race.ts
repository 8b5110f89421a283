/** Times tasks against each other: each in a process of its own, one sample of each in turn. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";

/** Something that can be done again and again, and a number that shows that the work was done. */
export interface Task {
  readonly step: () => unknown;
  readonly check: number;
}

export type Contenders = Readonly<Record<string, () => Task | Promise<Task>>>;

/** Milliseconds per step, and how many of them were garbage collection. */
export interface Sample {
  readonly ms: number;
  readonly gc: number;
}

export interface Times {
  readonly name: string;
  readonly check: number;
  /** Milliseconds per step. */
  readonly median: number;
  readonly min: number;
  /** The median of garbage collection. */
  readonly gc: number;
}

const median = (xs: readonly number[]): number => {
  const sorted = xs.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[half] as number)
    : ((sorted[half - 1] as number) + (sorted[half] as number)) / 2;
};

async function answer<T>(child: ChildProcess, question: string): Promise<T> {
  child.send(question);
  const [message] = (await once(child, "message")) as [T];
  return message;
}

/** The times of the contenders that `module` exports, in `rounds` samples each. */
export async function race(
  module: URL,
  names: readonly string[],
  rounds: number,
): Promise<Times[]> {
  const racer = new URL("./racer.js", import.meta.url);
  const lanes = names.map((name) => ({
    name,
    child: fork(racer, [module.href, name]),
    samples: [] as Sample[],
    check: NaN,
  }));
  try {
    for (const lane of lanes) lane.check = await answer<number>(lane.child, "warm up");
    for (let round = 0; round < rounds; round++)
      for (const { child, samples } of lanes) samples.push(await answer<Sample>(child, "sample"));
  } finally {
    for (const { child } of lanes) child.kill();
  }
  return lanes.map(({ name, check, samples }) => ({
    name,
    check,
    median: median(samples.map(({ ms }) => ms)),
    min: Math.min(...samples.map(({ ms }) => ms)),
    gc: median(samples.map(({ gc }) => gc)),
  }));
}
