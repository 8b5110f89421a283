import { type Data, type Tensor } from "@chainrule/core";
import { type Emitted, emitted } from "../src/emit.ts";
import { referenceStep } from "../src/kernels/reference.ts";
import { phases } from "../src/plan/phases.ts";
import { schedule } from "../src/plan/schedule.ts";
import { size } from "../src/plan/shape.ts";
import { imports } from "../src/wasm/module.ts";

const arrays = {
  float64: Float64Array,
  float32: Float32Array,
  int32: Int32Array,
  bool: Uint8Array,
};

export interface InParts {
  readonly code: Emitted;
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly view: (x: Tensor) => Data;
  /** Call a function of the module. */
  readonly call: (name: string, part: number, scratch: number) => void;
  /** Everything in one piece. */
  readonly whole: () => void;
  /** A stage in parts, each computed by `one`. */
  readonly stages: readonly {
    readonly parts: number;
    readonly one: (i: number) => void;
    readonly end: () => void;
  }[];
}

/** A program with every kernel cut that can be, in memory that threads may share. */
export function inParts(
  outputs: readonly Tensor[],
  donated: ReadonlyMap<Tensor, Tensor>,
  threads: number,
): InParts {
  const s = schedule(outputs, donated);
  const roots = outputs.map((y) => s.roles.source(y));
  const plan = phases(s, threads, { part: 0, phase: 0, program: 0 });
  const code = emitted(s, plan, roots, threads, false);
  const pages = Math.ceil(code.arena.bytes / 65_536);
  const memory = new WebAssembly.Memory(
    code.shared ? { initial: pages, maximum: pages, shared: true } : { initial: pages },
  );
  const module = new WebAssembly.Module(code.module(pages));
  const { exports } = new WebAssembly.Instance(module, imports(memory));
  const call = exports as Record<string, (part?: number, scratch?: number) => void>;
  const view = (x: Tensor): Data => {
    const node = s.roles.source(x);
    const at = code.arena.addresses.get(node) ?? 0;
    return new arrays[node.dtype](memory.buffer, at, size(node.shape));
  };
  for (const x of code.arena.addresses.keys())
    if (x.op.kernel.kind === "leaf")
      if (typeof x.value === "number") view(x).fill(x.value);
      else if (x.value !== undefined) view(x).set(x.value);
  const wholes = code.stages.map(({ whole }) =>
    typeof whole === "string" ? () => call[whole]?.() : referenceStep(whole, s.roles, view),
  );
  return {
    code,
    module,
    memory,
    view,
    call: (name, part, scratch) => call[name]?.(part, scratch),
    whole: () => wholes.forEach((run) => run()),
    stages: code.stages.map(({ parts, last }, i) => ({
      parts: parts.length > 1 ? parts.length : 0,
      // Scratch memory of all threads in turn.
      one: (part) => {
        const [name, index] = parts[part] as (typeof parts)[number];
        call[name]?.(index, code.scratch * (part % threads));
      },
      end: () => {
        if (parts.length <= 1) wholes[i]?.();
        else if (last !== null) call[last]?.();
      },
    })),
  };
}
