/** What computing a node inside a kernel takes, and therefore what must lie in memory. */
import type { Tensor } from "@chainrule/core";
import { type Access, through, whole } from "./access.ts";
import { storeOperands } from "./contraction.ts";
import type { Roles } from "./roles.ts";
import { type Shape, size, squeeze } from "./shape.ts";

/** A buffer, and where in it a kernel reads. */
export interface Read extends Access {
  readonly node: Tensor;
}

export interface Frontier {
  /** The buffers that are read. */
  readonly reads: readonly Read[];
  /** The maps that are computed on the way. */
  readonly inlined: ReadonlySet<Tensor>;
  /** Those of them that lie behind a view that repeats elements, and would be computed again for each copy. */
  readonly copied: ReadonlySet<Tensor>;
  /** What the maps cost, in instructions. */
  readonly weight: number;
  /** What must be stored first: views that the loops cannot follow, or elements of another width. */
  readonly blocked: readonly Tensor[];
}

/** A map used by several kernels is computed again in each while its cone costs no more than so many instructions. */
export const RECOMPUTE = 6;

interface Step {
  readonly n: Tensor;
  readonly at: Access;
  readonly repeats: boolean;
}

/** Which nodes have been met, and where, in loops of the same extents. */
class Seen {
  readonly #accesses = new Map<string, Access>();
  readonly #nodes = new Map<Access, Set<Tensor>>();

  /** The one object for an access. */
  at(access: Access): Access {
    const key = `${access.offset} ${access.steps.join()}`;
    const known = this.#accesses.get(key);
    if (known !== undefined) return known;
    this.#accesses.set(key, access);
    return access;
  }

  /** Whether `node` is new at `access`, one of those that `at` gave. */
  add(node: Tensor, access: Access): boolean {
    const nodes = this.#nodes.get(access) ?? new Set();
    if (nodes.has(node)) return false;
    this.#nodes.set(access, nodes.add(node));
    return true;
  }
}

/** What an expression for `root` takes at `access`, in loops of `extents`, besides what has been `seen` before. */
export function frontier(
  roles: Roles,
  root: Tensor,
  access: Access,
  extents: Shape,
  stored: ReadonlySet<Tensor>,
  seen: Seen = new Seen(),
): Frontier {
  const reads: Read[] = [];
  const inlined = new Set<Tensor>();
  const copied = new Set<Tensor>();
  const blocked: Tensor[] = [];
  const width = roles.width(roles.source(root));
  let weight = 0;
  let first = true;
  const stack: Step[] = [{ n: root, at: seen.at(access), repeats: false }];
  for (let step = stack.pop(); step !== undefined; step = stack.pop()) {
    const { at, repeats } = step;
    const node = roles.source(step.n);
    const isRoot = first;
    first = false;
    if (!seen.add(node, at) && !isRoot) continue;
    const role = roles.of(node);
    if (role === "fill") continue;
    if (!isRoot && (role === "leaf" || roles.isAnchor(node) || stored.has(node))) {
      reads.push({ node, ...at });
      continue;
    }
    // Only loads convert between widths.
    if (roles.width(node) !== width) blocked.push(node);
    else if (role === "view") {
      const next = through(roles.view(node), at, extents);
      const x = node.first as Tensor;
      const again = repeats || size(x.shape) < size(node.shape);
      if (next === null) blocked.push(node);
      else stack.push({ n: x, at: seen.at(next), repeats: again });
    } else if (role === "map") {
      inlined.add(node);
      if (repeats) copied.add(node);
      weight += roles.cost(node);
      for (let i = 0, x = node.first; x !== undefined; x = node.input(++i))
        stack.push({ n: x, at, repeats });
    }
  }
  return { reads, inlined, copied, weight, blocked };
}

/** What computing `node` over its own elements takes. */
export const cone = (roles: Roles, node: Tensor, stored: ReadonlySet<Tensor>): Frontier => {
  const extents = squeeze(node.shape);
  return frontier(roles, node, whole(extents), extents, stored);
};

/** Whether computing `node` again costs more than reading it. */
export function isDear(roles: Roles, node: Tensor, stored: ReadonlySet<Tensor>): boolean {
  const { weight, reads } = cone(roles, node, stored);
  return weight > RECOMPUTE && reads.length > 0;
}

/**
 * What must lie in memory whatever the kernels: what is asked for, operands of products and of the reference
 * evaluator, what blocks, and dear maps that would be computed again for each copy.
 */
export function storage(
  roles: Roles,
  order: readonly Tensor[],
  wanted: Iterable<Tensor>,
): Set<Tensor> {
  const stored = new Set(wanted);
  const settling = new Settling(roles, stored);
  // Again while there is more: what was stored since may lie between an operand and what it was read from.
  for (let before = -1; before < stored.size;) {
    before = stored.size;
    for (const node of order.toReversed()) {
      const role = roles.of(node);
      if (role === "product") storeOperands(roles, node, stored);
      else if (role === "reference")
        for (const x of [node, ...node.inputs]) stored.add(roles.source(x));
      else if (role === "fold") settling.settle(node.first as Tensor, true);
      else if (stored.has(node) && (role === "map" || role === "view"))
        settling.settle(node, false);
    }
  }
  return stored;
}

/** Stores what stands in the way. What was looked at once, in loops of the same extents, is not looked at again. */
class Settling {
  readonly #roles: Roles;
  readonly #stored: Set<Tensor>;
  readonly #seen = new Map<string, Seen>();

  constructor(roles: Roles, stored: Set<Tensor>) {
    this.#roles = roles;
    this.#stored = stored;
  }

  /** Store what stands in the way of computing `x` over its own elements; a fold's input only until it is stored itself. */
  settle(x: Tensor, forFold: boolean): void {
    const root = this.#roles.source(x);
    const extents = squeeze(x.shape);
    const at = whole(extents);
    const key = `${this.#roles.width(root)}: ${extents}`;
    for (;;) {
      if (forFold && this.#stored.has(root)) return;
      const seen = this.#seen.get(key) ?? new Seen();
      this.#seen.set(key, seen);
      const { blocked, copied } = frontier(this.#roles, root, at, extents, this.#stored, seen);
      const copy =
        blocked.length > 0
          ? undefined
          : [...copied].find((n) => isDear(this.#roles, n, this.#stored));
      const next = copy === undefined ? blocked : [copy];
      if (next.length === 0 || (next[0] === root && !forFold)) return;
      for (const n of next) this.#stored.add(n);
      // What lies below is copied no longer, what else is has yet to be found.
      if (copy !== undefined) this.#seen.delete(key);
    }
  }
}
