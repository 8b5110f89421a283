/** Kernels under construction: which there are, who computes and reads what, and who runs before whom. */
import type { Tensor } from "@chainrule/core";
import { type Access, sameAccess } from "./access.ts";
import type { Frontier, Read } from "./frontier.ts";
import type { Kernel } from "./kernel.ts";
import { Lengths } from "./length.ts";
import { Precedence } from "./precedence.ts";
import type { Roles } from "./roles.ts";

/** The buffers that something is computed from, and by which maps. */
export type Taken = Pick<Frontier, "reads" | "inlined">;

export class Construction {
  readonly kernels: Kernel[] = [];
  /** The kernel that computes a node. */
  readonly home: Map<Tensor, Kernel> = new Map();
  readonly precedence: Precedence = new Precedence();
  /** The kernels that read or compute a buffer. */
  readonly #users = new Map<Tensor, Set<Kernel>>();
  /** Loops by the width and the extents of what they can compute, in the order in which they were created. */
  readonly #loops = new Map<string, Kernel[]>();
  readonly #lengths: Lengths;
  /** What kernels compute after their folds, and the folds. */
  readonly #late = new Set<Tensor>();

  constructor(roles: Roles) {
    this.#lengths = new Lengths(roles);
  }

  create(
    kind: Kernel["kind"],
    width: number,
    extents: readonly number[],
    more: Partial<Kernel> = {},
  ): Kernel {
    const k: Kernel = {
      id: this.kernels.length,
      kind,
      extents,
      reduced: extents.map(() => false),
      width,
      folds: [],
      stores: [],
      after: [],
      needs: new Set(),
      reads: [],
      ...more,
    };
    this.kernels.push(k);
    if (kind === "loop") this.offer(k, extents);
    return k;
  }

  /** From now on a stage of `k` has these extents. */
  offer(k: Kernel, extents: readonly number[]): void {
    const list = this.#offered(k.width, extents);
    const at = list.findLastIndex((other) => other.id <= k.id);
    if (list[at] !== k) list.splice(at + 1, 0, k);
  }

  /** `k` computes `node`, after its folds or before, from these buffers; its own results it has. */
  put(k: Kernel, node: Tensor, after: boolean, { reads, inlined }: Taken): void {
    this.home.set(node, k);
    this.#lengths.add(k, inlined);
    if (after) this.#late.add(node);
    this.#use(k, node);
    for (const read of reads) {
      const from = this.home.get(read.node);
      if (from === k) continue;
      if (from !== undefined) this.precedence.add(k, from);
      k.reads.push(read);
      this.#use(k, read.node);
    }
  }

  /** Whether `k` may compute so much more. */
  hasRoom(k: Kernel, { inlined }: Taken): boolean {
    return this.#lengths.fits(k, inlined);
  }

  /**
   * Whether `k`, standing at `at`, has what it would read: in a register, as a result of this stage, or in memory,
   * finished before.
   */
  isReady(k: Kernel, read: Read, after: boolean, at: Access): boolean {
    const from = this.home.get(read.node);
    if (from === undefined) return true;
    if (from === k) return this.#late.has(read.node) === after && sameAccess(read, at);
    return !this.precedence.isAfter(from, k);
  }

  /** The kernels that compute these buffers, latest first. */
  makers(reads: readonly Read[]): Kernel[] {
    return latest(reads.flatMap((r) => this.home.get(r.node) ?? []));
  }

  /** Loops with a stage of these extents that read or compute one of the buffers, latest first; others may be among them. */
  sharing(reads: readonly Read[], width: number, extents: readonly number[]): Iterable<Kernel> {
    const loops = this.#offered(width, extents);
    const users = reads.map((r) => this.#users.get(r.node) ?? new Set<Kernel>());
    const isLoop = (k: Kernel): boolean => k.kind === "loop" && k.width === width;
    if (users.reduce((sum, { size }) => sum + size, 0) < loops.length)
      return latest(users.flatMap((by) => [...by].filter(isLoop)));
    return backwards(loops, (k) => users.some((by) => by.has(k)));
  }

  #offered(width: number, extents: readonly number[]): Kernel[] {
    const key = `${width}: ${extents}`;
    const list = this.#loops.get(key) ?? [];
    this.#loops.set(key, list);
    return list;
  }

  #use(k: Kernel, node: Tensor): void {
    this.#users.set(node, (this.#users.get(node) ?? new Set()).add(k));
  }
}

/** Each of these kernels once, the one created last first. */
const latest = (kernels: readonly Kernel[]): Kernel[] =>
  [...new Set(kernels)].toSorted((p, q) => q.id - p.id);

function* backwards<T>(list: readonly T[], wanted: (x: T) => boolean): Iterable<T> {
  for (let i = list.length - 1; i >= 0; i--) if (wanted(list[i] as T)) yield list[i] as T;
}
