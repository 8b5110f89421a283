import type { Data, Tensor } from "@chainrule/core";
import type { Arena } from "./plan/arena.ts";
import type { Kernel } from "./plan/kernel.ts";
import type { Schedule } from "./plan/schedule.ts";

/** What a graph has become, whoever runs it. */
export interface Program {
  /** Compute every output from the inputs as they now lie in memory. */
  readonly step: () => void;
  /** After a step that failed: the inputs that it may have written over. */
  readonly overwritten: () => ReadonlySet<Tensor>;
  /** The elements of an input or an output, as they lie in memory. */
  readonly view: (node: Tensor) => Data;
  readonly schedule: Schedule;
  readonly arena: Arena;
  /** Bytes of the module; 0 where there is none, because the host has no WebAssembly with vectors. */
  readonly bytes: number;
  /** Kernels that threads share, and into how many parts they are cut. */
  readonly cut: ReadonlyMap<Kernel, number>;
  /** Let workers go. The program goes on alone. */
  readonly close: () => void;
}
