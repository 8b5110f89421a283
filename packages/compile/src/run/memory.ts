/** Where everything lies, and when. */
import type { Tensor } from "@chainrule/core";
import { bytesOf, size } from "../plan/shape.ts";
import type { Program } from "../program.ts";

/** One buffer of a program. */
export interface BufferReport {
  readonly name: string;
  /** Where it begins in the memory, in bytes. */
  readonly offset: number;
  readonly bytes: number;
  /** The kernels, counted from 1, from the first that needs its elements there to the last. */
  readonly from: number;
  readonly to: number;
  /** Buffers that lie in the same bytes at another time, or that are written over it. */
  readonly shares: readonly string[];
}

export interface MemoryReport {
  readonly total: number;
  /** Bytes of arguments and constants, of results, and of what lies in between. */
  readonly given: number;
  readonly results: number;
  readonly between: number;
  /** Every buffer, in the order in which they lie. */
  readonly buffers: readonly BufferReport[];
}

const isGiven = (x: Tensor): boolean => x.op.kernel.kind === "leaf";
const bytes = (x: Tensor): number => size(x.shape) * bytesOf[x.dtype];

export function memoryOf(
  { schedule, arena }: Program,
  outputs: readonly Tensor[],
  names: ReadonlyMap<Tensor, string>,
): MemoryReport {
  const { roles, kernels, inPlace } = schedule;
  const results = new Set(outputs.map((y) => roles.source(y)));
  const sum = (list: readonly Tensor[]): number => list.reduce((total, x) => total + bytes(x), 0);
  const all = [...arena.addresses.keys()].filter((x) => !inPlace.has(x));
  const times = new Map<Tensor, [from: number, to: number]>();
  const touch = (x: Tensor, at: number): void => {
    const life = times.get(x);
    if (life === undefined) times.set(x, [at, at]);
    else life[1] = at;
  };
  for (const [i, k] of kernels.entries())
    for (const x of [...k.reads.map((r) => r.node), ...k.stores, ...k.after]) touch(x, i + 1);
  const buffers = [...arena.addresses]
    .map(([x, offset]) => {
      const [from, to] = times.get(x) ?? [1, kernels.length];
      return {
        name: names.get(x) ?? "",
        offset,
        bytes: bytes(x),
        from: isGiven(x) ? 1 : from,
        to: isGiven(x) || results.has(x) ? kernels.length : to,
      };
    })
    .toSorted((a, b) => a.offset - b.offset);
  return {
    total: arena.bytes,
    given: sum(all.filter(isGiven)),
    results: sum(all.filter((x) => results.has(x) && !isGiven(x))),
    between: sum(all.filter((x) => !results.has(x) && !isGiven(x))),
    buffers: buffers.map((a) => ({
      ...a,
      shares: buffers
        .filter((b) => b !== a && a.offset < b.offset + b.bytes && b.offset < a.offset + a.bytes)
        .map((b) => b.name),
    })),
  };
}
