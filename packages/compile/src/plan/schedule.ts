/** From a graph to kernels in order, with what lies in memory and what takes over whose place. */
import type { Tensor } from "@chainrule/core";
import { topological } from "@chainrule/core/engine";
import { assigned } from "./assign.ts";
import type { Construction } from "./construction.ts";
import { RECOMPUTE, cone, isDear, storage } from "./frontier.ts";
import { shortened } from "./length.ts";
import { takeovers } from "./in-place.ts";
import type { Kernel } from "./kernel.ts";
import { Precedence, sorted } from "./precedence.ts";
import { Roles } from "./roles.ts";
import { scalarKernel } from "./scalars.ts";

export interface Schedule {
  readonly roles: Roles;
  readonly kernels: readonly Kernel[];
  /** Everything that has a place in memory. */
  readonly stored: ReadonlySet<Tensor>;
  /** Inputs whose memory a result takes over. */
  readonly inPlace: ReadonlyMap<Tensor, Tensor>;
}

/** Nodes from which on single elements become a tape: straight-line code runs faster, but is dear to build. */
const TAPE = 6000;

/**
 * Kernels for the graph under `outputs`; `donated` says which input's memory an output would like to take over.
 * Single elements become a tape if there are at least `tapeFrom` nodes.
 */
export function schedule(
  outputs: readonly Tensor[],
  donated: ReadonlyMap<Tensor, Tensor> = new Map(),
  tapeFrom: number = TAPE,
): Schedule {
  const roles = new Roles();
  const roots = outputs.map((y) => roles.source(y));
  const nodes = topological(roots);
  const single = scalarKernel(roles, nodes, roots, tapeFrom);
  if (single !== null) {
    const home = new Map(single.stores.map((node) => [node, single]));
    const alone = { kernels: [single], home, precedence: new Precedence() };
    return finished(roles, roots, alone, new Set(roots), donated);
  }
  const order = nodes.filter((n) => roles.of(n) !== "alias");
  // What turns out to be computed dearly in two kernels is stored; then again, until there is none.
  for (let wanted = shortened(roles, order, roots); ;) {
    const stored = storage(roles, order, wanted);
    const made = assigned(roles, order, stored);
    const more = twice(roles, order, made.home, stored);
    if (more.length === 0) return finished(roles, roots, made, stored, donated);
    wanted = new Set([...wanted, ...more]);
  }
}

/** Where a node is computed while it is not stored: the first of the kernels that need it, and whether there are more. */
interface Demand {
  readonly first: Kernel;
  readonly several: boolean;
}

const together = (p: Demand | undefined, q: Demand): Demand => {
  if (p === undefined) return q;
  const first = p.first.id < q.first.id ? p.first : q.first;
  return { first, several: p.several || q.several || p.first !== q.first };
};

/**
 * What several kernels compute although it is dear: single maps, or else the topmost of dear chains, and what is still
 * dear below when the first kernel that needs such a one computes it for all.
 */
function twice(
  roles: Roles,
  order: readonly Tensor[],
  home: Construction["home"],
  before: ReadonlySet<Tensor>,
): Tensor[] {
  const walk = (pick: (n: Tensor) => boolean): Tensor[] => {
    const picked: Tensor[] = [];
    const demands = new Map<Tensor, Demand>();
    for (const node of order.toReversed()) {
      const own = home.get(node);
      let demand = own === undefined ? demands.get(node) : { first: own, several: false };
      if (demand === undefined) continue;
      if (demand.several && roles.of(node) === "map" && pick(node)) {
        picked.push(node);
        demand = { first: demand.first, several: false };
      }
      for (const input of node.inputs) {
        const x = roles.source(input);
        demands.set(x, together(demands.get(x), demand));
      }
    }
    return picked;
  };
  const single = walk((n) => roles.cost(n) > RECOMPUTE && isDear(roles, n, before));
  if (single.length > 0) return single;
  const stored = new Set(before);
  return walk((n) => {
    const { weight, reads } = cone(roles, n, stored);
    const dear = weight > RECOMPUTE && reads.length > 0;
    if (dear || reads.some((r) => roles.isAnchor(r.node))) stored.add(n);
    return stored.has(n);
  });
}

function finished(
  roles: Roles,
  roots: readonly Tensor[],
  { kernels, home, precedence }: Pick<Construction, "kernels" | "home" | "precedence">,
  stored: Set<Tensor>,
  donated: ReadonlyMap<Tensor, Tensor>,
): Schedule {
  // Folds and products need memory only if another kernel reads them.
  for (const k of kernels) for (const r of k.reads) if (home.get(r.node) !== k) stored.add(r.node);
  for (const k of kernels) {
    const product = k.contraction?.node;
    if (product !== undefined && stored.has(product)) k.stores.unshift(product);
    k.after.unshift(...k.folds.filter((f) => stored.has(f)));
  }
  const inPlace = takeovers({ roles, roots, kernels, home, precedence }, donated);
  return { roles, kernels: sorted(kernels), stored, inPlace };
}
