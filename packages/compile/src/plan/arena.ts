/** Where everything lies in memory. */
import type { Tensor } from "@chainrule/core";
import type { Kernel } from "./kernel.ts";
import type { Phase } from "./phases.ts";
import type { Schedule } from "./schedule.ts";
import { bytesOf, size } from "./shape.ts";

export { bytesOf } from "./shape.ts";

export interface Arena {
  /** Byte address of everything that has a place. */
  readonly addresses: ReadonlyMap<Tensor, number>;
  /** Where scratch memory begins, for packing and for the parts of folds. */
  readonly scratch: number;
  /** Bytes in all. */
  readonly bytes: number;
}

interface Block {
  readonly node: Tensor;
  readonly bytes: number;
  readonly from: number;
  readonly to: number;
  at: number;
}

/** Large places begin at cache lines. */
export const align = (n: number): number => Math.ceil(n / 64) * 64;

/** The room for `n` bytes: whole cache lines, or a power of 2. Where the largest are placed first, all are aligned. */
const room = (n: number): number => (n > 32 ? align(n) : 2 ** Math.ceil(Math.log2(Math.max(n, 4))));

/** Room for vector loads that run past the last element. */
export const MARGIN = 128;

/**
 * One block of memory for all. Inputs, constants and results come first and live throughout; the rest from the kernel
 * that writes it to the last that reads it, kernels of a phase that threads share being of one time. The largest first,
 * each at the lowest place where nothing of the same time lies.
 */
export function arena(
  s: Schedule,
  phases: readonly Phase[],
  outputs: readonly Tensor[],
  first: number,
): Arena {
  const times = new Map<Kernel, number>();
  let end = 0;
  for (const { kernels, shared } of phases) {
    for (const k of kernels) times.set(k, shared ? end : end++);
    if (shared) end++;
  }
  const lives = new Map<Tensor, [from: number, to: number]>();
  const touch = (n: Tensor, from: number, to: number): void => {
    const old = lives.get(n);
    lives.set(n, old === undefined ? [from, to] : [Math.min(old[0], from), Math.max(old[1], to)]);
  };
  const isGiven = (n: Tensor): boolean => n.op.kernel.kind === "leaf";
  for (const [k, i] of times) {
    for (const n of [...k.stores, ...k.after]) touch(n, i, i);
    for (const { node } of k.reads) touch(node, isGiven(node) ? 0 : i, isGiven(node) ? end : i);
  }
  for (const n of outputs) touch(n, 0, end);
  const blocks: Block[] = [...lives]
    .filter(([n]) => !s.inPlace.has(n) && (s.stored.has(n) || isGiven(n)))
    .map(([node, [from, to]]) => ({
      node,
      bytes: room(size(node.shape) * bytesOf[node.dtype]),
      from,
      to,
      at: 0,
    }))
    .toSorted((p, q) => q.bytes - p.bytes);
  let top = first;
  const lasting = blocks.filter(({ from, to }) => from === 0 && to === end);
  for (const block of lasting) {
    block.at = top;
    top += block.bytes;
  }
  top = align(top);
  const start = top;
  const placed: Block[] = [];
  for (const block of blocks) {
    if (block.from === 0 && block.to === end) continue;
    const rivals = placed
      .filter((other) => other.from <= block.to && block.from <= other.to)
      .toSorted((p, q) => p.at - q.at);
    block.at = start;
    for (const rival of rivals) {
      if (block.at + block.bytes <= rival.at) break;
      block.at = Math.max(block.at, rival.at + rival.bytes);
    }
    placed.push(block);
    top = Math.max(top, align(block.at + block.bytes));
  }
  const addresses = new Map(blocks.map(({ node, at }) => [node, at]));
  for (const [output, input] of s.inPlace) addresses.set(output, addresses.get(input) ?? 0);
  return { addresses, scratch: top, bytes: top + MARGIN };
}
