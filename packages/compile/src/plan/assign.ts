/** Which kernel computes what: everything elementwise goes into the loops that make or use it. */
import type { Tensor } from "@chainrule/core";
import { type Access, same, sameAccess, whole } from "./access.ts";
import { loopsOf } from "./contraction.ts";
import { type Frontier, type Read, frontier } from "./frontier.ts";
import { type Kernel, keptExtents, place } from "./kernel.ts";
import { Precedence } from "./precedence.ts";
import type { Roles } from "./roles.ts";
import { size, squeeze } from "./shape.ts";

/** Kernels under construction, for a given choice of what is stored. */
export class Assignment {
  readonly kernels: Kernel[] = [];
  /** The kernel that computes a node. */
  readonly home: Map<Tensor, Kernel> = new Map();
  readonly precedence: Precedence = new Precedence();
  /** The kernels that read a buffer. */
  readonly #readers = new Map<Tensor, Set<Kernel>>();
  /** What kernels compute after their folds, and the folds. */
  readonly #late = new Set<Tensor>();
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

  /** `k` reads these buffers, so that it runs after those who write them; its own results it has. */
  #depend(k: Kernel, reads: Iterable<Read>): void {
    for (const read of reads) {
      const from = this.home.get(read.node);
      if (from === k) continue;
      if (from !== undefined) this.precedence.add(k, from);
      k.reads.push(read);
      this.#readers.set(read.node, (this.#readers.get(read.node) ?? new Set()).add(k));
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
    const makers = reads.map((r) => this.home.get(r.node));
    const host = latest([...makers, ...this.#sharing(reads)]).find(
      (k) =>
        k.kind === "loop" &&
        k.width === this.#roles.width(node) &&
        same(k.extents, extents) &&
        (k.folds.length === 0 || k.reduced.every((r, i) => r === reduced[i])) &&
        (k.folds.length > 0 || k.after.length === 0) &&
        reads.every((r) => this.#ready(k, r, false, at)),
    );
    const k = host ?? this.#create(node, "loop", extents);
    for (const [i, r] of reduced.entries()) k.reduced[i] = r;
    this.home.set(node, k);
    k.folds.push(node);
    this.#late.add(node);
    this.#depend(k, reads);
  }

  /**
   * Whether `k`, standing at `at`, has what it would read: in a register, as a result of this stage, or in memory,
   * finished before.
   */
  #ready(k: Kernel, read: Read, after: boolean, at: Access): boolean {
    const from = this.home.get(read.node);
    if (from === undefined) return true;
    if (from === k) return this.#late.has(read.node) === after && sameAccess(read, at);
    return !this.precedence.isAfter(from, k);
  }

  /** A stored map or view: into a kernel that computes or reads what it needs, else into one of its own. */
  #stores(node: Tensor): void {
    const extents = squeeze(node.shape);
    const at = whole(extents);
    const near = frontier(this.#roles, node, at, extents, this.#stored);
    const [blocked] = near.blocked;
    if (blocked !== undefined)
      throw new Error(`${node.op.name}: ${blocked.op.name} is not stored`);
    const known = new Map([[keyOf(extents, at), near]]);
    /** What computing the node inside of `k` takes, at this stage; null if it is not possible. */
    const fits = (k: Kernel, after: boolean): Frontier | null => {
      const own = place(k, after);
      const key = keyOf(k.extents, own);
      const found = known.get(key) ?? frontier(this.#roles, node, own, k.extents, this.#stored);
      known.set(key, found);
      if (found.blocked.length > 0) return null;
      return found.reads.every((r) => this.#ready(k, r, after, own)) ? found : null;
    };
    for (const k of this.#hosts(near.reads, at)) {
      if (k.width !== this.#roles.width(node)) continue;
      for (const after of [false, true]) {
        if (!stageFits(k, extents, after)) continue;
        const cone = fits(k, after);
        if (cone !== null) return this.#join(k, node, cone, after);
      }
    }
    this.#join(this.#create(node, "loop", extents), node, near, false);
  }

  /** Kernels that a node may join: those that compute what it reads, latest first; then loops over a common buffer. */
  *#hosts(reads: readonly Read[], at: Access): Iterable<Kernel> {
    const makers = latest(
      reads.filter((r) => sameAccess(r, at)).map((r) => this.home.get(r.node)),
    ).filter((k) => k.kind !== "reference");
    yield* makers;
    yield* latest(this.#sharing(reads)).filter((k) => k.kind === "loop" && !makers.includes(k));
  }

  /** The kernels that read one of these buffers. */
  #sharing(reads: readonly Read[]): Kernel[] {
    return [...new Set(reads.map((r) => r.node))].flatMap((n) => [...(this.#readers.get(n) ?? [])]);
  }

  #join(k: Kernel, root: Tensor, { reads }: Frontier, after: boolean): void {
    this.home.set(root, k);
    if (after) this.#late.add(root);
    (after ? k.after : k.stores).push(root);
    this.#depend(k, reads);
  }
}

/** Each of these kernels once, the one created last first. */
const latest = (kernels: readonly (Kernel | undefined)[]): Kernel[] =>
  [...new Set(kernels)].filter((k) => k !== undefined).toSorted((p, q) => q.id - p.id);

const keyOf = (extents: readonly number[], at: Access): string => `${extents} ${at.steps}`;

/** Whether the results of a stage of `k` have these extents. */
function stageFits(k: Kernel, extents: readonly number[], after: boolean): boolean {
  if (k.kind === "reference") return false;
  if (k.kind === "product") return !after && size(k.extents) === size(extents);
  return after ? k.folds.length > 0 && same(keptExtents(k), extents) : same(k.extents, extents);
}
