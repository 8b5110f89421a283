/** Which kernel computes what: everything elementwise goes into the loops that make or use it. */
import type { Tensor } from "@chainrule/core";
import { type Access, same, sameAccess, whole } from "./access.ts";
import { Construction, type Taken } from "./construction.ts";
import { loopsOf } from "./contraction.ts";
import { type Frontier, type Read, frontier } from "./frontier.ts";
import { type Kernel, keptExtents, place } from "./kernel.ts";
import type { Roles } from "./roles.ts";
import { size, squeeze } from "./shape.ts";

/** The kernels that compute `order`, for a given choice of what is stored. */
export function assigned(
  roles: Roles,
  order: readonly Tensor[],
  stored: ReadonlySet<Tensor>,
): Construction {
  const assignment = new Assignment(roles, stored);
  for (const node of order) assignment.assign(node);
  return assignment.made;
}

class Assignment {
  readonly made: Construction;
  readonly #roles: Roles;
  readonly #stored: ReadonlySet<Tensor>;

  constructor(roles: Roles, stored: ReadonlySet<Tensor>) {
    this.#roles = roles;
    this.#stored = stored;
    this.made = new Construction(roles);
  }

  assign(node: Tensor): void {
    const role = this.#roles.of(node);
    if (role === "product") this.#product(node);
    else if (role === "reference") this.#reference(node);
    else if (role === "fold") this.#fold(node);
    else if (this.#stored.has(node) && (role === "map" || role === "view")) this.#stores(node);
  }

  #product(node: Tensor): void {
    const loops = loopsOf(this.#roles, node, this.#stored);
    if ("blocked" in loops) throw new Error(`${node.op.name}: an operand is not stored`);
    const { extents, inner, a, b } = loops;
    const contraction = { node, inner, a, b };
    const k = this.made.create("product", this.#roles.width(node), extents, { contraction });
    this.made.put(k, node, false, { reads: [a, b], inlined: NONE });
  }

  #reference(node: Tensor): void {
    const k = this.made.create("reference", this.#roles.width(node), []);
    k.stores.push(node);
    const inputs = node.inputs.map((x) => this.#roles.source(x));
    const read = inputs.filter((x) => this.#roles.of(x) !== "fill");
    const reads = read.map((x) => ({ node: x, ...whole(squeeze(x.shape)) }));
    this.made.put(k, node, false, { reads, inlined: NONE });
  }

  #fold(node: Tensor): void {
    const x = node.first as Tensor;
    const { axes } = node.op.kernel as { axes: readonly number[] };
    const extents = squeeze(x.shape);
    const reduced = [...x.shape.keys()]
      .filter((i) => x.shape[i] !== 1)
      .map((i) => axes.includes(i));
    const at = whole(extents);
    const width = this.#roles.width(node);
    const taken = this.#takenBy(this.#roles.source(x), at, extents);
    const { reads } = taken;
    const makers = this.made.makers(reads);
    const fits = (k: Kernel): boolean =>
      same(k.extents, extents) &&
      (k.folds.length === 0 || k.reduced.every((r, i) => r === reduced[i])) &&
      (k.folds.length > 0 || k.after.length === 0) &&
      this.made.hasRoom(k, taken) &&
      // What was made last stands in the way of most.
      makers.every((from) => !this.made.precedence.isAfter(from, k)) &&
      reads.every((r) => this.made.isReady(k, r, false, at));
    const k =
      first(this.made.sharing(reads, width, extents), fits) ??
      this.made.create("loop", width, extents);
    for (const [i, r] of reduced.entries()) k.reduced[i] = r;
    k.folds.push(node);
    this.made.offer(k, keptExtents(k));
    this.made.put(k, node, true, taken);
  }

  /** What a fold takes: its input, if that lies in memory, or what that is computed from. */
  #takenBy(input: Tensor, at: Access, extents: readonly number[]): Taken {
    const role = this.#roles.of(input);
    if (this.#stored.has(input) || this.#roles.isAnchor(input) || role === "leaf")
      return { reads: [{ node: input, ...at }], inlined: NONE };
    return frontier(this.#roles, input, at, extents, this.#stored);
  }

  /** A stored map or view: into a kernel that computes or reads what it needs, else into one of its own. */
  #stores(node: Tensor): void {
    const extents = squeeze(node.shape);
    const at = whole(extents);
    const width = this.#roles.width(node);
    const near = frontier(this.#roles, node, at, extents, this.#stored);
    const [blocked] = near.blocked;
    if (blocked !== undefined) throw new Error(`${node.op.name}: ${blocked.op.name} is not stored`);
    const known = new Map([[keyOf(extents, at), near]]);
    /** What computing the node inside of `k` takes, at this stage; null if it is not possible. */
    const fits = (k: Kernel, after: boolean): Frontier | null => {
      const own = place(k, after);
      const key = keyOf(k.extents, own);
      const found = known.get(key) ?? frontier(this.#roles, node, own, k.extents, this.#stored);
      known.set(key, found);
      if (found.blocked.length > 0 || !this.made.hasRoom(k, found)) return null;
      return found.reads.every((r) => this.made.isReady(k, r, after, own)) ? found : null;
    };
    for (const k of this.#hosts(near.reads, at, width, extents)) {
      if (k.width !== width) continue;
      for (const after of [false, true]) {
        if (!stageFits(k, extents, after)) continue;
        const cone = fits(k, after);
        if (cone !== null) return this.#join(k, node, cone, after);
      }
    }
    this.#join(this.made.create("loop", width, extents), node, near, false);
  }

  /** Kernels that a node may join: those that compute what it reads, latest first; then loops over a common buffer. */
  *#hosts(
    reads: readonly Read[],
    at: Access,
    width: number,
    extents: readonly number[],
  ): Iterable<Kernel> {
    yield* this.made.makers(reads.filter((r) => sameAccess(r, at)));
    yield* this.made.sharing(reads, width, extents);
  }

  #join(k: Kernel, root: Tensor, taken: Taken, after: boolean): void {
    (after ? k.after : k.stores).push(root);
    this.made.put(k, root, after, taken);
  }
}

const NONE: ReadonlySet<Tensor> = new Set();

const keyOf = (extents: readonly number[], at: Access): string => `${extents} ${at.steps}`;

function first<T>(list: Iterable<T>, wanted: (x: T) => boolean): T | undefined {
  for (const x of list) if (wanted(x)) return x;
  return undefined;
}

/** Whether the results of a stage of `k` have these extents. */
function stageFits(k: Kernel, extents: readonly number[], after: boolean): boolean {
  if (k.kind === "reference") return false;
  if (k.kind === "product") return !after && size(k.extents) === size(extents);
  return after ? k.folds.length > 0 && same(keptExtents(k), extents) : same(k.extents, extents);
}
