/** A program in use: arguments into its memory, results out of it. */
import type { Data, Tensor } from "@chainrule/core";
import {
  type Leaf,
  type Note,
  evaluateRoots,
  fillTree,
  given,
  topological,
} from "@chainrule/core/engine";
import { type Program, type ProgramOptions, program } from "../program.ts";
import { type Names, ResultNames } from "./names.ts";
import { type Place, donate, placeOf, resident, vacate } from "./resident.ts";
import { type Donated, successors } from "./successors.ts";
import type { Traced } from "./trace.ts";

/** An input of the program, and the tensor whose elements it was last given, so that they need not be copied again. */
interface Slot extends Place {
  fed: Tensor | undefined;
}

/** How one result comes out. */
type Result =
  /** It is an argument. */
  | { readonly kind: "argument"; readonly index: number }
  /** It is known beforehand. */
  | { readonly kind: "constant"; readonly tensor: Tensor }
  | { readonly kind: "scalar"; readonly like: Tensor; readonly place: Place }
  | {
      readonly kind: "memory";
      readonly like: Tensor;
      readonly place: Place;
      readonly shared: boolean;
    };

export class Entry {
  readonly program: Program;
  readonly traced: Traced;
  readonly #slots: readonly Slot[];
  /** Numbers of the arguments whose memory is handed over. */
  readonly #donated: readonly number[];
  readonly #results: readonly Result[];
  readonly #names: ResultNames;
  /** Numbers of the arguments that are results as well. */
  readonly #returned: readonly number[];
  /** Places that every step writes. */
  readonly #written: readonly Place[];

  /** `donated` says of each input whose memory may be handed over where it stands; an argument that is returned stays what it is. */
  constructor(traced: Traced, donated: readonly (Donated | undefined)[], options: ProgramOptions) {
    this.traced = traced;
    this.#names = new ResultNames(traced);
    const { inputs, outputs } = traced;
    const asked = new Set(outputs);
    const indices = new Map(inputs.map((x, i) => [x, i]));
    const handed = donated.map((place, i) => (asked.has(inputs[i] as Tensor) ? undefined : place));
    this.#donated = [...handed.keys()].filter((i) => handed[i] !== undefined);
    const computed = outputs.filter((y) => y.op.kernel.kind !== "leaf");
    this.program = program(computed, successors(inputs, handed, traced.tree, outputs), options);
    const { schedule, arena, view } = this.program;
    this.#slots = inputs.map((x) => ({
      view: arena.addresses.has(x) ? view(x) : new Float64Array(0),
      owner: undefined,
      fed: undefined,
    }));
    const places = new Map<Tensor, Place>();
    this.#results = outputs.map((y): Result => {
      const index = indices.get(y);
      if (index !== undefined) return { kind: "argument", index };
      if (y.op.kernel.kind === "leaf") return { kind: "constant", tensor: y };
      const node = schedule.roles.source(y);
      const input = schedule.inPlace.get(node);
      const known = places.get(node);
      const place: Place =
        known ??
        (input === undefined
          ? { view: view(y), owner: undefined }
          : (this.#slots[indices.get(input) ?? -1] as Slot));
      places.set(node, place);
      if (y.shape.length === 0) return { kind: "scalar", like: y, place };
      // An argument in another shape lies where the next argument will.
      const shared = known !== undefined || indices.has(node);
      return { kind: "memory", like: y, place, shared };
    });
    this.#returned = this.#results.flatMap((r) => (r.kind === "argument" ? [r.index] : []));
    const slots: ReadonlySet<Place> = new Set(this.#slots);
    this.#written = [...new Set(places.values())].filter((place) => !slots.has(place));
  }

  /** Run the program on these arguments; `patterns` says how the names of results are made of those of arguments. */
  run(leaves: readonly Leaf[], patterns: () => Names): unknown {
    this.#feed(leaves);
    for (const place of this.#written) vacate(place);
    // What is returned as it is stays readable, whatever becomes of its place.
    const kept = this.#returned.map((i) => leaves[i]?.tensor);
    for (const i of this.#donated)
      if (kept.includes(leaves[i]?.tensor)) vacate(this.#slots[i] as Slot);
    try {
      this.program.step();
    } catch (error) {
      this.#handOver(leaves, kept, this.#overwritten());
      throw error;
    }
    this.#handOver(leaves, kept, this.#donated);
    const names = this.#names.of(leaves, patterns);
    const note = { derivedFrom: originsOf(leaves, this.traced.captured) };
    const results = this.#results.map((result, i) => {
      if (result.kind === "argument") return (leaves[result.index] as Leaf).tensor;
      const [y, name] = [made(result), names[i]];
      y.note = name === undefined ? note : { ...note, name };
      return y;
    });
    return fillTree(this.traced.tree, results);
  }

  /** These arguments are donated. */
  #handOver(leaves: readonly Leaf[], kept: readonly unknown[], donated: readonly number[]): void {
    for (const i of donated) {
      const { path, tensor } = leaves[i] as Leaf;
      if (!kept.includes(tensor)) donate(tensor, path);
      (this.#slots[i] as Slot).fed = undefined;
    }
  }

  /** Numbers of the donated arguments that a step which failed may have written over. */
  #overwritten(): readonly number[] {
    const { overwritten } = this.program;
    const lost = overwritten();
    return this.#donated.filter((i) => lost.has(this.traced.inputs[i] as Tensor));
  }

  /** Arguments and results as they lie in memory, with the elements of these arguments there. */
  views(leaves: readonly Leaf[]): {
    readonly inputs: readonly Data[];
    readonly outputs: readonly Data[];
  } {
    this.#feed(leaves);
    const inputs = this.#slots.map(({ view }, i) =>
      view.length > 0 ? view : (leaves[i] as Leaf).tensor.data(),
    );
    const outputs = this.#results.map((result) => {
      if (result.kind === "argument") return inputs[result.index] as Data;
      return result.kind === "constant" ? result.tensor.data() : result.place.view;
    });
    return { inputs, outputs };
  }

  /** Bring every argument into its place. */
  #feed(leaves: readonly Leaf[]): void {
    const waiting = leaves.filter(({ tensor }, i) => {
      const slot = this.#slots[i] as Slot;
      return slot.fed !== tensor && placeOf(tensor) !== slot;
    });
    evaluateRoots(waiting.map(({ tensor }) => tensor));
    for (const [i, { tensor }] of leaves.entries()) {
      const slot = this.#slots[i] as Slot;
      if (slot.fed === tensor || placeOf(tensor) === slot) continue;
      vacate(slot);
      const { value } = tensor;
      if (typeof value === "number") slot.view.fill(value);
      else if (value !== undefined && slot.view.length > 0) slot.view.set(value);
      slot.fed = tensor;
    }
  }

  /** Copy out what somebody may still read: the memory is about to be let go. */
  close(): void {
    for (const place of [...this.#slots, ...this.#written]) vacate(place);
    this.program.close();
  }
}

/** The tensor that a result comes out as; a constant as a copy, which may be donated without harm. */
function made(result: Exclude<Result, { readonly kind: "argument" }>): Tensor {
  if (result.kind === "constant") {
    const { value = NaN, shape, dtype } = result.tensor;
    return given(value, shape, dtype);
  }
  const { like, place } = result;
  const { shape, dtype } = like;
  if (result.kind === "scalar") return given(place.view[0] ?? NaN, shape, dtype);
  return result.shared ? given(place.view.slice(), shape, dtype) : resident(place, shape, dtype);
}

/** What results were computed from without a trace: these arguments and what is captured, with their histories. */
function originsOf(
  leaves: readonly Leaf[],
  captured: ReadonlySet<number>,
): Note["derivedFrom"] & {} {
  const ids = leaves.map(({ tensor }) => tensor.id);
  const computed = leaves.filter(({ tensor }) => tensor.first !== undefined);
  if (computed.length > 0)
    for (const { id } of topological(computed.map(({ tensor }) => tensor))) ids.push(id);
  return { has: (id) => ids.includes(id) || captured.has(id) };
}
