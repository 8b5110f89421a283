/** Which kernel computes what: everything elementwise goes into the loops that make or use it. */
import type { Tensor } from "@chainrule/core";
import { type Access, same, sameAccess, whole } from "./access.ts";
import { loopsOf } from "./contraction.ts";
import { type Read, frontier } from "./frontier.ts";
import { type Kernel, keptExtents, place, reaches } from "./kernel.ts";
import type { Roles } from "./roles.ts";
import { size, squeeze } from "./shape.ts";

/** What computing a node inside a kernel takes: the buffers it reads and the maps it repeats. */
interface Cone {
  readonly reads: readonly Read[];
  readonly inlined: ReadonlySet<Tensor>;
}

/** Kernels under construction, for a given choice of what is stored. */
export class Assignment {
  readonly kernels: Kernel[] = [];
  /** The kernel that computes a node. */
  readonly home: Map<Tensor, Kernel> = new Map();
  /** The kernels that a map is computed in on the way. */
  readonly inlined: Map<Tensor, Set<Kernel>> = new Map();
  readonly #roles: Roles;
  readonly #stored: ReadonlySet<Tensor>;

  constructor(roles: Roles, order: readonly Tensor[], stored: ReadonlySet<Tensor>) {
    this.#roles = roles;
    this.#stored = stored;
    for (const node of order) this.#assign(node);
  }

  #assign(node: Tensor): void {
    const role = this.#roles.of(node);
    if (role === "product") this.#product(node);
    else if (role === "reference") this.#reference(node);
    else if (role === "fold") this.#fold(node);
    else if (this.#stored.has(node) && (role === "map" || role === "view")) this.#stores(node);
  }

  #create(
    node: Tensor,
    kind: Kernel["kind"],
    extents: readonly number[],
    more: Partial<Kernel> = {},
  ): Kernel {
    const k: Kernel = {
      id: this.kernels.length,
      kind,
      extents,
      reduced: extents.map(() => false),
      width: this.#roles.width(node),
      folds: [],
      stores: [],
      after: [],
      needs: new Set(),
      reads: [],
      ...more,
    };
    this.kernels.push(k);
    return k;
  }

  /** `k` reads these buffers, so that it runs after those who write them. */
  #depend(k: Kernel, reads: Iterable<Read>): void {
    for (const read of reads) {
      const from = this.home.get(read.node);
      if (from !== undefined && from !== k) k.needs.add(from);
      k.reads.push(read);
    }
  }

  #inline(k: Kernel, nodes: Iterable<Tensor>): void {
    for (const n of nodes) {
      const by = this.inlined.get(n) ?? new Set();
      this.inlined.set(n, by.add(k));
    }
  }

  #product(node: Tensor): void {
    const loops = loopsOf(this.#roles, node, this.#stored);
    if ("blocked" in loops) throw new Error(`${node.op.name}: an operand is not stored`);
    const { extents, inner, a, b } = loops;
    const k = this.#create(node, "product", extents, { contraction: { node, inner, a, b } });
    this.home.set(node, k);
    this.#depend(k, [a, b]);
  }

  #reference(node: Tensor): void {
    const k = this.#create(node, "reference", []);
    this.home.set(node, k);
    k.stores.push(node);
    const inputs = node.inputs.map((x) => this.#roles.source(x));
    const read = inputs.filter((x) => this.#roles.of(x) !== "fill");
    this.#depend(
      k,
      read.map((x) => ({ node: x, ...whole(squeeze(x.shape)) })),
    );
  }

  #fold(node: Tensor): void {
    const x = node.first as Tensor;
    const { axes } = node.op.kernel as { axes: readonly number[] };
    const extents = squeeze(x.shape);
    const reduced = [...x.shape.keys()]
      .filter((i) => x.shape[i] !== 1)
      .map((i) => axes.includes(i));
    const at = whole(extents);
    const input = this.#roles.source(x);
    const role = this.#roles.of(input);
    const direct = this.#stored.has(input) || this.#roles.isAnchor(input) || role === "leaf";
    const found = frontier(this.#roles, input, at, extents, this.#stored);
    const reads = direct ? [{ node: input, ...at }] : found.reads;
    const host = this.kernels.findLast(
      (k) =>
        k.kind === "loop" &&
        k.width === this.#roles.width(node) &&
        same(k.extents, extents) &&
        (k.folds.length === 0 || k.reduced.every((r, i) => r === reduced[i])) &&
        (k.folds.length > 0 || k.after.length === 0) &&
        reads.every((r) => this.#ready(k, r, k.stores, at)) &&
        reads.some((r) => this.home.get(r.node) === k || k.reads.some((q) => q.node === r.node)),
    );
    const k = host ?? this.#create(node, "loop", extents);
    for (const [i, r] of reduced.entries()) k.reduced[i] = r;
    this.home.set(node, k);
    k.folds.push(node);
    if (!direct) this.#inline(k, found.inlined);
    this.#depend(
      k,
      reads.filter((r) => this.home.get(r.node) !== k),
    );
  }

  /** Whether `k`, standing at `at`, has what it would read: in a register, being one of `results`, or finished before. */
  #ready(k: Kernel, read: Read, results: readonly (Tensor | undefined)[], at: Access): boolean {
    const from = this.home.get(read.node);
    if (from === undefined) return true;
    return from === k ? results.includes(read.node) && sameAccess(read, at) : !reaches(from, k);
  }

  /** What computing `root` inside `k` takes, at this stage; null if it is not possible. */
  #fits(k: Kernel, root: Tensor, after: boolean): Cone | null {
    const at = place(k, after);
    const found = frontier(this.#roles, root, at, k.extents, this.#stored);
    if (found.blocked !== null) return null;
    const results = after ? [...k.folds, ...k.after] : [...k.stores, k.contraction?.node];
    return found.reads.every((r) => this.#ready(k, r, results, at)) ? found : null;
  }

  /** A stored map or view: into a kernel that computes or reads what it needs, else into one of its own. */
  #stores(node: Tensor): void {
    const extents = squeeze(node.shape);
    const at = whole(extents);
    const near = frontier(this.#roles, node, at, extents, this.#stored);
    if (near.blocked !== null)
      throw new Error(`${node.op.name}: ${near.blocked.op.name} is not stored`);
    for (const k of this.#hosts(near.reads, at)) {
      if (k.width !== this.#roles.width(node)) continue;
      for (const after of [false, true]) {
        if (!stageFits(k, extents, after)) continue;
        const cone = this.#fits(k, node, after);
        if (cone !== null) return this.#join(k, node, cone, after ? k.after : k.stores);
      }
    }
    const k = this.#create(node, "loop", extents);
    this.#join(k, node, near, k.stores);
  }

  /** Kernels that a node may join: those that compute what it reads, latest first; then loops over a common buffer. */
  #hosts(reads: readonly Read[], at: Access): Set<Kernel> {
    const makers = reads
      .filter((r) => sameAccess(r, at))
      .map((r) => this.home.get(r.node))
      .filter((k) => k !== undefined && k.kind !== "reference") as Kernel[];
    const sharing = this.kernels.filter(
      (k) => k.kind === "loop" && reads.some((r) => k.reads.some((q) => q.node === r.node)),
    );
    return new Set([...makers.toSorted((p, q) => q.id - p.id), ...sharing.toReversed()]);
  }

  #join(k: Kernel, root: Tensor, { reads, inlined }: Cone, list: Tensor[]): void {
    this.home.set(root, k);
    this.#inline(k, inlined);
    list.push(root);
    const own = (n: Tensor) =>
      this.home.get(n) === k &&
      (k.stores.includes(n) || k.after.includes(n) || this.#roles.isAnchor(n));
    this.#depend(
      k,
      reads.filter((r) => !own(r.node)),
    );
  }
}

/** Whether the results of a stage of `k` have these extents. */
function stageFits(k: Kernel, extents: readonly number[], after: boolean): boolean {
  if (k.kind === "reference") return false;
  if (k.kind === "product") return !after && size(k.extents) === size(extents);
  return after ? k.folds.length > 0 && same(keptExtents(k), extents) : same(k.extents, extents);
}
