/** Kernels as one module: a function for each, and functions that call them in order. */
import type { Tensor } from "@chainrule/core";
import { Code } from "./wasm/code.ts";
import { f32, f64 } from "./wasm/lanes.ts";
import { type Export, assemble } from "./wasm/module.ts";
import { emitLoop, isEmpty } from "./kernels/loop.ts";
import { PARAMS } from "./kernels/part.ts";
import { emitCombined, partialBytes } from "./kernels/partial.ts";
import { type WriteBack, emitPacking, emitProduct, writeBack } from "./kernels/product.ts";
import { Scope } from "./kernels/scope.ts";
import { type Tape, tapeOf } from "./kernels/tape.ts";
import { type Arena, MARGIN, arena } from "./plan/arena.ts";
import type { Kernel } from "./plan/kernel.ts";
import type { Phase } from "./plan/phases.ts";
import type { Schedule } from "./plan/schedule.ts";

/** A call of a function of the module, by name: it computes one part of a kernel. */
export type PartCall = readonly [name: string, part: number];

/** What runs between two points where threads wait for each other. */
interface Stage {
  /** The whole of it: the name of a function, or a kernel for the reference evaluator. */
  readonly whole: string | Kernel;
  /** The same in parts, in any order, and what is to be called when all are done. */
  readonly parts: readonly PartCall[];
  readonly last: string | null;
  /** What it computes. */
  readonly kernels: readonly Kernel[];
}

export interface Emitted {
  readonly arena: Arena;
  /** What memory must hold besides the values of leaves. */
  readonly data: Tape["data"];
  /** By how much the scratch memory of each thread lies behind that of the one before. */
  readonly scratch: number;
  readonly stages: readonly Stage[];
  /** Kernels that are cut, and into how many parts. */
  readonly cut: ReadonlyMap<Kernel, number>;
  /** Whether any stage has parts, so that the memory is one that threads share. */
  readonly shared: boolean;
  /** The module; a memory that threads share states its pages. */
  readonly module: (pages: number) => Uint8Array<ArrayBuffer>;
}

/** The first bytes are left free: a worker that knows the program says so there. */
const RESERVED = 64;

/** The module of a schedule, for so many threads. */
export function emitted(
  s: Schedule,
  phases: readonly Phase[],
  roots: readonly Tensor[],
  threads: number,
  relaxed: boolean,
): Emitted {
  const place = arena(s, phases, roots, RESERVED);
  const functions: Code[] = [];
  const exports: Export[] = [];
  const define = (code: Code): number => functions.push(code) - 1;
  const exported = (index: number): string => {
    const name = `f${exports.length}`;
    exports.push({ name, index });
    return name;
  };
  const scopeOf = (k: Kernel, params = 0): Scope =>
    new Scope(
      new Code(params),
      { ...(k.width === 4 ? f32 : f64), relaxed },
      s.roles,
      k,
      place.addresses,
    );

  /** Calls of all parts of a function, one after the other in `code` too. */
  const called = (code: Code, index: number, parts: number): PartCall[] => {
    const name = exported(index);
    return Array.from({ length: parts }, (_, part) => {
      code.i32(part).i32(0).call(index);
      return [name, part];
    });
  };

  // Packing needs room, which is known only when the write-backs are.
  const backs = new Map<Kernel, WriteBack>();
  for (const { kernels, shared, parts } of phases)
    for (const k of kernels)
      if (k.kind === "product")
        backs.set(k, writeBack(scopeOf(k, shared ? PARAMS : 0), parts.get(k) ?? 1));
  const scratch = [...backs.values()].reduce((most, b) => Math.max(most, b.scratch), 0);
  // What is packed for all threads lies behind, of one phase at a time.
  const common = place.scratch + scratch * threads;
  const packs = (k: Kernel): number => {
    const back = backs.get(k);
    return back === undefined || back.packing === null ? 0 : back.tiling.scratchA;
  };
  let free =
    common +
    phases.reduce(
      (most, p) =>
        Math.max(
          most,
          p.kernels.reduce((sum, k) => sum + packs(k), 0),
        ),
      0,
    );

  let addresses = place.addresses;
  const data: Tape["data"][number][] = [];
  const cut = new Map<Kernel, number>();
  const stages = phases.flatMap(({ kernels, shared, parts: wanted }): Stage[] => {
    const [reference] = kernels;
    if (reference?.kind === "reference")
      return [{ whole: reference, parts: [], last: null, kernels }];
    const [packing, packingParts]: [Code, PartCall[]] = [new Code(), []];
    let packed = common;
    const [whole, combine] = [new Code(), new Code()];
    const parts: PartCall[] = [];
    for (const k of kernels) {
      if (isEmpty(k)) continue;
      if (k.steps !== undefined) {
        const tape = tapeOf(k.steps, place.addresses, free, functions.length);
        addresses = new Map([...addresses, ...tape.addresses]);
        free = tape.end;
        data.push(...tape.data);
        whole.call(functions.push(...tape.functions) - 1);
        continue;
      }
      const partials = free;
      const back = backs.get(k);
      const scope = back?.scope ?? scopeOf(k, shared ? PARAMS : 0);
      const made =
        back === undefined
          ? emitLoop(scope, wanted.get(k) ?? 1, partials)
          : { parts: emitProduct(back, place.scratch, packed), partial: false };
      if (back !== undefined && back.packing !== null) {
        const code = new Code(PARAMS);
        emitPacking(code, back, packed);
        packingParts.push(...called(packing, define(code), back.packing.parts));
        packed += back.tiling.scratchA;
      }
      const index = define(scope.code);
      if (!shared) {
        whole.call(index);
        continue;
      }
      if (made.parts > 1) cut.set(k, made.parts);
      parts.push(...called(whole, index, made.parts));
      if (!made.partial) continue;
      free += made.parts * partialBytes(k.folds.length);
      const rest = scopeOf(k);
      emitCombined(rest, made.parts, partials);
      combine.call(define(rest.code));
    }
    const before: Stage[] =
      packingParts.length === 0
        ? []
        : [{ whole: exported(define(packing)), parts: packingParts, last: null, kernels: [] }];
    const last = combine.length === 0 ? null : define(combine);
    if (last !== null) whole.call(last);
    return [
      ...before,
      {
        whole: exported(define(whole)),
        parts,
        last: last === null ? null : exported(last),
        kernels,
      },
    ];
  });
  const isShared = stages.some((stage) => stage.parts.length > 1);
  return {
    arena: { ...place, addresses, bytes: free + MARGIN },
    data,
    scratch,
    stages,
    cut,
    shared: isShared,
    module: (pages) => assemble(functions, exports, isShared ? pages : 0),
  };
}
