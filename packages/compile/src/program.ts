/** A graph as one WebAssembly module over one block of memory. */
import { type Data, type DType, type Tensor, ValueError } from "@chainrule/core";
import { type Emitted, emitted } from "./emit.ts";
import { hasRelaxed, hasSimd } from "./host.ts";
import { interpreted } from "./interpreted.ts";
import { referenceStep } from "./kernels/reference.ts";
import { phases } from "./plan/phases.ts";
import { schedule } from "./plan/schedule.ts";
import { size } from "./plan/shape.ts";
import { imports } from "./wasm/module.ts";
import type { Program } from "./runnable.ts";
import { canShare } from "./threads/host.ts";
import { WORKERS } from "./threads/layout.ts";
import { shared } from "./threads/run.ts";

export type { Program } from "./runnable.ts";

export interface ProgramOptions {
  /** Threads that may work on it, the caller's among them. */
  readonly threads?: number;
  /** Whether products and sums may be rounded once, where the host can. */
  readonly relaxed?: boolean;
  /** Single elements become a tape if there are at least so many nodes. */
  readonly tapeFrom?: number;
}

const PAGE = 65_536;
/** The most that a memory of 32-bit addresses holds. */
const LARGEST = 2 ** 32 - PAGE;

/** Compile the graph under `outputs`. An output of `donated` takes over the memory of its input, where that is possible. */
export function program(
  outputs: readonly Tensor[],
  donated: ReadonlyMap<Tensor, Tensor> = new Map(),
  { threads = 1, relaxed = false, tapeFrom }: ProgramOptions = {},
): Program {
  const s = schedule(outputs, donated, tapeFrom);
  const roots = outputs.map((y) => s.roles.source(y));
  if (!hasSimd()) return interpreted(s, roots);
  const count = threads > 1 && canShare() ? Math.min(threads, WORKERS + 1) : 1;
  const code = emitted(s, phases(s, count), roots, count, relaxed && hasRelaxed());
  const memory = memoryOf(code);
  const bytes = code.module(memory.buffer.byteLength / PAGE);
  const module = new WebAssembly.Module(bytes);
  const { exports } = new WebAssembly.Instance(module, imports(memory));
  const view = (n: Tensor): Data => {
    const node = s.roles.source(n);
    const at = size(node.shape) === 0 ? 0 : code.arena.addresses.get(node);
    if (at === undefined) throw new Error(`${node.op.name} has no place in memory`);
    return viewOf(memory.buffer, node.dtype, at, size(node.shape));
  };
  for (const node of code.arena.addresses.keys())
    if (node.op.kernel.kind === "leaf" && node.value !== undefined)
      fillWith(view(node), node.value);
  for (const [at, held] of code.data) new Uint8Array(memory.buffer).set(held, at);
  // The stage that runs, where it may fail.
  let at = Infinity;
  const whole = code.stages.map(({ whole: part }, stage) => {
    if (typeof part === "string") return exports[part] as () => void;
    const run = referenceStep(part, s.roles, view);
    return (): void => {
      at = stage;
      run();
      at = Infinity;
    };
  });
  const [only] = whole;
  const alone =
    whole.length === 1 && only !== undefined ? only : () => whole.forEach((run) => run());
  const team = code.shared
    ? shared(code, { module, memory, exports, threads: count, whole })
    : { step: alone, stop: () => {} };
  return {
    view,
    schedule: s,
    arena: code.arena,
    cut: code.cut,
    bytes: bytes.length,
    step: team.step,
    overwritten: () => {
      const ran = code.stages.filter((_, stage) => stage < at).flatMap(({ kernels }) => kernels);
      const written = new Set(ran.flatMap((k) => [...k.stores, ...k.after]));
      return new Set([...s.inPlace].filter(([y]) => written.has(y)).map(([, x]) => x));
    },
    close: team.stop,
  };
}

/** Memory for a program; or what to do if there is not so much. */
function memoryOf({ arena, shared: isShared }: Emitted): WebAssembly.Memory {
  const pages = Math.ceil(arena.bytes / PAGE);
  const refuse = (wrong: string): never => {
    const given = `${(arena.bytes / 2 ** 30).toFixed(1)} GiB of tensors`;
    throw new ValueError("compile", given, wrong, "work on smaller parts");
  };
  if (arena.bytes > LARGEST) return refuse("a program holds at most 4 GiB");
  try {
    return new WebAssembly.Memory(
      isShared ? { initial: pages, maximum: pages, shared: true } : { initial: pages },
    );
  } catch (error) {
    if (error instanceof RangeError) return refuse("there is not so much memory");
    throw error;
  }
}

const fillWith = (to: Data, value: Data | number): void => {
  if (typeof value === "number") to.fill(value);
  else to.set(value);
};

const arrays = {
  float64: Float64Array,
  float32: Float32Array,
  int32: Int32Array,
  bool: Uint8Array,
} as const;
const viewOf = (buffer: ArrayBuffer, dtype: DType, at: number, n: number): Data =>
  new arrays[dtype](buffer, at, n);
