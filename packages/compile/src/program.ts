/** A graph as one WebAssembly module over one block of memory. */
import { type Data, type DType, type Tensor, ValueError } from "@chainrule/core";
import { Code } from "./wasm/code.ts";
import { f32, f64 } from "./wasm/lanes.ts";
import { type Export, assemble } from "./wasm/module.ts";
import { emitLoop, isEmpty } from "./kernels/loop.ts";
import { type WriteBack, emitProduct, writeBack } from "./kernels/product.ts";
import { referenceStep } from "./kernels/reference.ts";
import { Scope } from "./kernels/scope.ts";
import { type Tape, tapeOf } from "./kernels/tape.ts";
import { type Arena, MARGIN, arena } from "./plan/arena.ts";
import type { Kernel } from "./plan/kernel.ts";
import { type Schedule, schedule } from "./plan/schedule.ts";
import { size } from "./plan/shape.ts";

export interface Program {
  /** Compute every output from the inputs as they now lie in memory. */
  readonly step: () => void;
  /** The elements of an input or an output, as they lie in memory. */
  readonly view: (node: Tensor) => Data;
  readonly schedule: Schedule;
  readonly arena: Arena;
  /** Bytes of the module. */
  readonly bytes: number;
}

export interface ProgramOptions {
  /** Single elements become a tape if there are at least so many nodes. */
  readonly tapeFrom?: number;
}

const PAGE = 65_536;
/** The most that a memory of 32-bit addresses holds. */
const LARGEST = 2 ** 32 - PAGE;

/** The first bytes are left free, for threads to meet at. */
const RESERVED = 64;

/** Compile the graph under `outputs`. An output of `donated` takes over the memory of its input, where that is possible. */
export function program(
  outputs: readonly Tensor[],
  donated: ReadonlyMap<Tensor, Tensor> = new Map(),
  options: ProgramOptions = {},
): Program {
  const s = schedule(outputs, donated, options.tapeFrom);
  const roots = outputs.map((y) => s.roles.source(y));
  const code = emitted(s, roots);
  const memory = new WebAssembly.Memory({ initial: Math.ceil(code.arena.bytes / PAGE) });
  const module = new WebAssembly.Module(code.module);
  const { exports } = new WebAssembly.Instance(module, { m: { m: memory } });
  const view = (n: Tensor): Data => {
    const node = s.roles.source(n);
    const at = size(node.shape) === 0 ? 0 : code.arena.addresses.get(node);
    if (at === undefined) throw new Error(`${node.op.name} has no place in memory`);
    return viewOf(memory.buffer, node.dtype, at, size(node.shape));
  };
  for (const node of code.arena.addresses.keys())
    if (node.op.kernel.kind === "leaf" && node.value !== undefined)
      fillWith(view(node), node.value);
  for (const [at, bytes] of code.data) new Uint8Array(memory.buffer).set(bytes, at);
  const steps = code.steps.map((part) =>
    typeof part === "string" ? (exports[part] as () => void) : referenceStep(part, s.roles, view),
  );
  const [only] = steps;
  return {
    step: steps.length === 1 && only !== undefined ? only : () => steps.forEach((run) => run()),
    view,
    schedule: s,
    arena: code.arena,
    bytes: code.module.length,
  };
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

/** The module, and what runs one after the other: functions of it, by name, and kernels of the reference evaluator. */
interface Emitted {
  readonly arena: Arena;
  readonly module: Uint8Array<ArrayBuffer>;
  readonly steps: readonly (string | Kernel)[];
  /** What memory must hold besides the values of leaves. */
  readonly data: Tape["data"];
}

function emitted(s: Schedule, roots: readonly Tensor[]): Emitted {
  // Packing needs room, which is known only when the write-backs are.
  const draft = arena(s, roots, 0, RESERVED);
  const backs = new Map<Kernel, WriteBack>();
  const scopeOf = (k: Kernel): Scope =>
    new Scope(new Code(), k.width === 4 ? f32 : f64, s.roles, k, draft.addresses);
  for (const k of s.kernels) if (k.kind === "product") backs.set(k, writeBack(scopeOf(k)));
  const scratch = [...backs.values()].reduce(
    (most, { tiling }) => Math.max(most, tiling.scratchA + tiling.scratchB),
    0,
  );
  let whole = { ...draft, bytes: draft.bytes + scratch };
  if (whole.bytes > LARGEST)
    throw new ValueError(
      "compile",
      `${(whole.bytes / 2 ** 30).toFixed(1)} GiB of tensors`,
      "a program holds at most 4 GiB",
      "work on smaller parts",
    );
  const functions: Code[] = [];
  const exports: Export[] = [];
  const steps: (string | Kernel)[] = [];
  const data: Tape["data"][number][] = [];
  let calls: number[] = [];
  const close = (): void => {
    if (calls.length === 0) return;
    const code = new Code();
    for (const index of calls) code.call(index);
    const name = `step${exports.length}`;
    exports.push({ name, index: functions.push(code) - 1 });
    steps.push(name);
    calls = [];
  };
  for (const k of s.kernels) {
    if (isEmpty(k)) continue;
    if (k.kind === "reference") {
      close();
      steps.push(k);
      continue;
    }
    if (k.steps !== undefined) {
      const tape = tapeOf(k.steps, draft.addresses, whole.bytes, functions.length);
      const addresses = new Map([...whole.addresses, ...tape.addresses]);
      whole = { ...whole, addresses, bytes: tape.end + MARGIN };
      data.push(...tape.data);
      calls.push(functions.push(...tape.functions) - 1);
      continue;
    }
    const back = backs.get(k);
    const scope = back?.scope ?? scopeOf(k);
    if (back === undefined) emitLoop(scope);
    else emitProduct(back, whole.scratch, { part: 0, parts: 1 });
    calls.push(functions.push(scope.code) - 1);
  }
  close();
  return { arena: whole, module: assemble(functions, exports), steps, data };
}
