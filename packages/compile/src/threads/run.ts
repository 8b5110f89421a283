/** A program on several threads. */
import type { Emitted } from "../emit.ts";
import { Judge } from "./judge.ts";
import { enlist } from "./team.ts";

type Call = (part: number, scratch: number) => void;

interface Shareable {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly exports: WebAssembly.Exports;
  readonly threads: number;
  /** Every stage on one thread. */
  readonly whole: readonly (() => void)[];
}

/** A step that workers help with, once they are ready and as long as it pays; and what lets them go. */
export function shared(
  { stages, scratch }: Emitted,
  { module, memory, exports, threads, whole }: Shareable,
): { readonly step: () => void; readonly stop: () => void } {
  const alone = (): void => {
    for (const run of whole) run();
  };
  const list = stages.map(({ parts }) => (parts.length > 1 ? parts : []));
  const team = enlist({ module, memory, scratch, threads, stages: list });
  if (team === undefined) return { step: alone, stop: () => {} };
  const judge = new Judge();
  const ready = new Int32Array(memory.buffer);
  const runs = stages.map(({ last }, stage) => {
    const calls = (list[stage] ?? []).map(([name, part]) => {
      const call = exports[name] as Call;
      return (): void => call(part, 0);
    });
    const finish = last === null ? undefined : (exports[last] as () => void);
    if (calls.length === 0) return whole[stage] as () => void;
    const one = (index: number): void => calls[index]?.();
    return (): void => {
      team.run(stage, one);
      finish?.();
    };
  });
  const step = (): void => {
    if (ready[0] === 0) return alone();
    const start = performance.now();
    if (judge.together) {
      for (const run of runs) run();
      judge.ranTogether(performance.now() - start);
    } else {
      alone();
      judge.ranAlone(performance.now() - start);
    }
  };
  return { step, stop: team.stop };
}
