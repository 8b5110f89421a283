/** What may run at the same time. */
import type { Kernel } from "./kernel.ts";
import type { Schedule } from "./schedule.ts";
import { nanoseconds } from "./work.ts";

/** Kernels none of which needs another: between two phases, threads wait for each other. */
export interface Phase {
  readonly kernels: readonly Kernel[];
  /** Whether threads share it; else the first runs it, one kernel after the other. */
  readonly shared: boolean;
  /** Into how many parts each kernel should be cut. */
  readonly parts: ReadonlyMap<Kernel, number>;
}

/** Nanoseconds at least of a part, of a phase that is worth sharing, and of all such phases of a program. */
export interface Worth {
  readonly part: number;
  readonly phase: number;
  readonly program: number;
}

const WORTH: Worth = { part: 4_000, phase: 10_000, program: 50_000 };
/** Parts of a kernel; enough for a thread to take over what another has not begun. */
const PARTS = 32;
/** Parts of a phase, as many as the word that threads meet at can count. */
const MOST = 255;

/** Kernels in order, for one thread or several. How they are cut depends on sizes alone. */
export function phases(s: Schedule, threads: number, worth: Worth = WORTH): Phase[] {
  if (threads === 1) return serial(s.kernels);
  const out: Phase[] = [];
  let total = 0;
  for (const group of independent(s.kernels)) {
    const work = new Map(group.map((k) => [k, nanoseconds(k, s)]));
    const sum = group.reduce((ns, k) => ns + (work.get(k) ?? 0), 0);
    const parts = new Map(
      [...work].map(([k, ns]) => [k, Math.min(PARTS, Math.max(1, Math.floor(ns / worth.part)))]),
    );
    if (sum >= worth.phase && [...parts.values()].reduce((a, b) => a + b, 0) > 1) {
      total += sum;
      // Parts are handed out from the last to the first: the large ones go first.
      const kernels = group.toSorted((p, q) => (work.get(p) ?? 0) - (work.get(q) ?? 0));
      out.push({ kernels, shared: true, parts });
    } else out.push(...serial(group));
  }
  return total >= worth.program ? joined(out) : serial(s.kernels);
}

/** Runs of kernels that do not need each other, as long as the order allows. */
function independent(kernels: readonly Kernel[]): Kernel[][] {
  const groups: Kernel[][] = [];
  for (const k of kernels) {
    const last = groups.at(-1);
    const alone = k.kind === "reference" || last?.[0]?.kind === "reference";
    const full = (last?.length ?? 0) >= MOST / PARTS - 1;
    if (last === undefined || alone || full || last.some((before) => k.needs.has(before)))
      groups.push([k]);
    else last.push(k);
  }
  return groups;
}

/** For one thread: what lies between kernels of the reference evaluator is one phase. */
const serial = (kernels: readonly Kernel[]): Phase[] =>
  joined(kernels.map((k) => ({ kernels: [k], shared: false, parts: new Map() })));

function joined(list: readonly Phase[]): Phase[] {
  const out: Phase[] = [];
  const isSerial = (p: Phase | undefined): p is Phase =>
    p !== undefined && !p.shared && p.kernels[0]?.kind !== "reference";
  for (const phase of list) {
    const last = out.at(-1);
    if (isSerial(last) && isSerial(phase))
      out.splice(-1, 1, { ...last, kernels: [...last.kernels, ...phase.kernels] });
    else out.push(phase);
  }
  return out;
}
