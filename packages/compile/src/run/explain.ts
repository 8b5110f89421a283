/** What a program is made of, as data that prints itself. */
import { type Tensor, graph } from "@chainrule/core";
import { describe, input, named, substitute, topological } from "@chainrule/core/engine";
import type { Kernel } from "../plan/kernel.ts";
import type { Roles } from "../plan/roles.ts";
import { bytesOf, size } from "../plan/shape.ts";
import { referenceOperations, whyReference } from "../plan/why.ts";
import type { Program } from "../program.ts";
import { type MemoryReport, memoryOf } from "./memory.ts";

export interface KernelReport {
  /** A product with everything around it, a pass of loops, a tape of single elements, or a call of the reference evaluator. */
  readonly kind: Kernel["kind"];
  /** Why the reference evaluator computes it; undefined if it does not. */
  readonly why: string | undefined;
  /** What its loops run over; for a product the number of summed elements comes last. */
  readonly extents: readonly number[];
  /** What it computes, in terms of what lies in memory: `h = relu(x @ W + b)`. */
  readonly computes: readonly string[];
  /** What it computes on the way and never stores, by the names of the ops. */
  readonly fused: readonly string[];
  /** Results written over an argument. */
  readonly inPlace: readonly string[];
  /** Parts that threads compute: 1 if it is in one piece. */
  readonly parts: number;
  /** Bytes read and written, each buffer counted once. */
  readonly bytes: number;
  /** Arithmetic operations, roughly. */
  readonly operations: number;
}

export interface Explanation {
  readonly kernels: readonly KernelReport[];
  readonly memory: MemoryReport;
  /** Bytes of the WebAssembly module; 0 if the host has no WebAssembly with vectors, and there is none. */
  readonly module: number;
  toString(): string;
}

export function explain(program: Program, outputs: readonly Tensor[]): Explanation {
  const names = namesOf(program, outputs);
  const kernels = program.schedule.kernels.map((k) => report(k, program, names));
  const memory = memoryOf(program, outputs, names);
  const module = program.bytes;
  return { kernels, memory, module, toString: () => text({ kernels, memory, module }) };
}

/** A name for everything in memory: its own or that of the argument it is written over, `y` for results, `t1`, `t2`, … */
function namesOf({ schedule, arena }: Program, outputs: readonly Tensor[]): Map<Tensor, string> {
  const names = new Map<Tensor, string>();
  const taken = new Set<string>();
  const results = outputs.map((y) => schedule.roles.source(y));
  const name = (x: Tensor, own: string | undefined, other: string): void => {
    let chosen = own ?? other;
    for (let i = 2; taken.has(chosen); i++) chosen = `${own ?? other}${"′".repeat(i - 1)}`;
    taken.add(chosen);
    names.set(x, chosen);
  };
  // What is empty lies nowhere, and is spoken of.
  const empty = topological(outputs).filter(
    ({ op: { kernel }, shape }) => kernel.kind === "leaf" && kernel.input && size(shape) === 0,
  );
  const all = [...new Set([...arena.addresses.keys(), ...empty])].toSorted((a, b) => a.id - b.id);
  let count = 0;
  for (const x of all) {
    const result = results.indexOf(x);
    const shown = result < 0 ? x : (outputs[result] as Tensor);
    const own = shown.name ?? schedule.inPlace.get(x)?.name;
    if (result < 0 && own === undefined) count++;
    const other = results.length === 1 ? "y" : `y${result + 1}`;
    name(x, own, result < 0 ? `t${count}` : other);
  }
  return names;
}

function report(
  k: Kernel,
  { schedule, arena, cut, bytes }: Program,
  names: ReadonlyMap<Tensor, string>,
): KernelReport {
  const { roles, inPlace } = schedule;
  const written = [...new Set([...k.stores, ...k.after])].filter((x) => arena.addresses.has(x));
  const own = new Set(written);
  const fused = new Set<Tensor>();
  const stack = written.toReversed();
  for (let x = stack.pop(); x !== undefined; x = stack.pop()) {
    const node = roles.source(x);
    if (fused.has(node) || roles.of(node) === "fill" || roles.of(node) === "leaf") continue;
    if (arena.addresses.has(node) && !own.has(node)) continue;
    fused.add(node);
    stack.push(...node.inputs.toReversed());
  }
  const inner = k.contraction?.inner;
  const buffers = new Set([...written, ...k.reads.map((r) => r.node)]);
  const products = inner === undefined ? 0 : size(k.extents) * size(inner);
  return {
    kind: k.kind,
    why:
      k.kind !== "reference"
        ? undefined
        : bytes === 0
          ? "no WebAssembly with vectors here"
          : written.map(whyReference).join("; "),
    extents: inner === undefined ? k.extents : [...k.extents, size(inner)],
    computes:
      k.steps === undefined
        ? written.map((x) => `${names.get(x) ?? ""} = ${formula(x, names)}`)
        : [`${written.map((x) => names.get(x)).join(", ")} in ${k.steps.sorted.length} steps`],
    fused: [...fused].filter((x) => !own.has(x)).map((x) => x.op.name),
    inPlace: written.filter((x) => inPlace.has(x)).map((x) => names.get(x) ?? describe(x)),
    parts: cut.get(k) ?? 1,
    bytes: [...buffers].reduce((sum, x) => sum + size(x.shape) * bytesOf[x.dtype], 0),
    operations: 2 * products + [...fused].reduce((sum, x) => sum + operationsOf(x, k, roles), 0),
  };
}

/** Arithmetic operations of what a kernel computes besides its product, roughly. */
function operationsOf(x: Tensor, k: Kernel, roles: Roles): number {
  const role = roles.of(x);
  if (k.kind === "reference") return referenceOperations(x);
  if (role === "fold") return size((x.first as Tensor).shape);
  return role === "map" ? roles.cost(x) * size(x.shape) : 0;
}

/** What `x` is in terms of what lies in memory. */
function formula(x: Tensor, names: ReadonlyMap<Tensor, string>): string {
  const leaves = new Map<Tensor, Tensor>();
  for (const [node, name] of names)
    if (node !== x) leaves.set(node, named(input(undefined, node.shape, node.dtype), name));
  const [y] = substitute([x], leaves);
  return String(graph(y as Tensor))
    .split("\n")
    .join("; ");
}

function text({ kernels, memory, module }: Omit<Explanation, "toString">): string {
  const lines = kernels.map((k, i) => {
    const over = `${k.kind} [${k.extents.join(", ")}]`;
    const notes = [
      k.parts > 1 ? `${k.parts} parts` : "",
      k.inPlace.length > 0 ? `in place: ${k.inPlace.join(", ")}` : "",
      k.why === undefined ? "" : `by the reference evaluator: ${k.why}`,
    ].filter((note) => note !== "");
    return `${String(i + 1).padStart(3)}  ${over}  ${k.computes.join(", ")}${notes.length > 0 ? `  (${notes.join("; ")})` : ""}`;
  });
  const kb = (n: number): string => `${(n / 1000).toFixed(1)} kB`;
  return [
    ...lines,
    `memory ${kb(memory.total)}: given ${kb(memory.given)}, results ${kb(memory.results)}, in between ${kb(memory.between)}; ${module === 0 ? "no WebAssembly with vectors here" : `module ${kb(module)}`}`,
  ].join("\n");
}
