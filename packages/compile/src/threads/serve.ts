/** What a worker does. */
import type { PartCall } from "../emit.ts";
import type { Layout } from "./layout.ts";

/** To a worker, first of all: who it is. */
interface Greeting {
  readonly words: Int32Array;
  readonly layout: Layout;
  /** Workers count from 1; the thread that has them is 0. */
  readonly index: number;
  readonly spin: number;
}

/** To a worker: a program to help with. */
export interface Enlistment {
  readonly id: number;
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly stages: readonly (readonly PartCall[])[];
  readonly scratch: number;
}

export type Message = Greeting | Enlistment | { readonly drop: number };

interface Port {
  onmessage: ((event: { readonly data: unknown }) => void) | null;
}

/**
 * Compute parts as they are offered. Between messages the worker does not return to its event loop: it spins for a
 * moment, then sleeps until it is woken. The text of this function is the worker's program: it refers to nothing
 * outside, and names no function inside, since build tools may wrap those.
 */
export function serve(port: Port): void {
  type Run = (part: number, scratch: number) => void;
  interface Known {
    readonly stages: readonly (readonly [Run, number])[][];
    readonly scratch: number;
  }
  const programs = new Map<number, Known>();
  let me: Greeting | undefined;
  let read = 0;
  // oxlint-disable-next-line unicorn/prefer-add-event-listener -- which would not open Node's port
  port.onmessage = ({ data }): void => {
    const message = data as Message;
    read++;
    if ("words" in message) me = message;
    else if ("drop" in message) programs.delete(message.drop);
    else {
      const { id, module, memory, stages, scratch } = message;
      const imports: WebAssembly.ModuleImports = { m: memory };
      for (const { kind, name } of WebAssembly.Module.imports(module))
        if (kind === "function")
          imports[name] =
            (Math as unknown as Record<string, (a: number, b: number) => number>)[name] ??
            ((a: number, b: number): number => a % b);
      const { exports } = new WebAssembly.Instance(module, { m: imports });
      programs.set(id, {
        stages: stages.map((calls) => calls.map(([name, part]) => [exports[name] as Run, part])),
        scratch,
      });
      Atomics.add(new Int32Array(memory.buffer), 0, 1);
    }
    if (me === undefined) return;
    const { words, layout, index, spin } = me;
    for (let until = 0; Atomics.load(words, layout.mail + index) === read;) {
      const open = Atomics.load(words, layout.open);
      const left = open & 255;
      const known = left > 0 && ((open >> 8) & 15) >= index ? programs.get(open >> 12) : undefined;
      if (known !== undefined) {
        // Whoever takes the number away computes the part; until it is done, nothing else is offered.
        if (Atomics.compareExchange(words, layout.open, open, open - 1) !== open) continue;
        try {
          const call = known.stages[Atomics.load(words, layout.stage)]?.[left - 1];
          call?.[0](call[1], known.scratch * index);
        } catch {
          Atomics.store(words, layout.failed, 1);
        }
        Atomics.add(words, layout.done, 1);
        if (Atomics.load(words, layout.waiting) === 1) Atomics.notify(words, layout.done);
        until = 0;
        continue;
      }
      if (until === 0) until = performance.now() + spin;
      for (let i = 0; i < 100 && Atomics.load(words, layout.open) === open; i++);
      if (performance.now() < until) continue;
      const seen = Atomics.load(words, layout.wake);
      Atomics.add(words, layout.asleep, 1);
      if (
        Atomics.load(words, layout.open) === open &&
        Atomics.load(words, layout.mail + index) === read
      )
        Atomics.wait(words, layout.wake, seen);
      Atomics.sub(words, layout.asleep, 1);
      until = 0;
    }
  };
}
