/** How long the code of a kernel may get. */
import type { Tensor } from "@chainrule/core";
import { cone } from "./frontier.ts";
import type { Kernel } from "./kernel.ts";
import type { Roles } from "./roles.ts";

/**
 * In instructions. The time that an engine takes to compile a function grows faster than its length, and V8 refuses one of
 * more than 50,000 locals, of which each instruction takes one at most.
 */
export const LONGEST = 30_000;

/** At most what computing a node takes: what is used twice counted twice, or all that lies between its first operand and it. */
interface Bounds {
  readonly weight: number;
  readonly start: number;
}

/** `wanted`, and what else has to lie in memory so that nothing takes more instructions to compute than that. */
export function shortened(
  roles: Roles,
  order: readonly Tensor[],
  wanted: Iterable<Tensor>,
): Set<Tensor> {
  const stored = new Set(wanted);
  const cones = new Map<Tensor, Bounds>();
  // The instructions of all that comes before in the order.
  let sum = 0;
  for (const node of order) {
    const role = roles.of(node);
    if (stored.has(node) || (role !== "map" && role !== "view")) continue;
    const own = role === "map" ? roles.cost(node) : 0;
    let [weight, start] = [own, sum];
    for (const x of node.inputs) {
      const behind = cones.get(roles.source(x));
      // Elements of another width lie in memory.
      if (behind === undefined || roles.width(x) !== roles.width(node)) continue;
      weight += behind.weight;
      start = Math.min(start, behind.start);
    }
    sum += own;
    const long = Math.min(weight, sum - start) > LONGEST;
    if (long) ({ weight } = cone(roles, node, stored));
    // Half of it is enough to store: what comes next would be just as long, and have to be looked at too.
    if (long && 2 * weight > LONGEST) stored.add(node);
    else cones.set(node, { weight, start });
  }
  return stored;
}

/** How long each kernel has become: what several of its results need counts once. */
export class Lengths {
  readonly #roles: Roles;
  readonly #maps = new Map<Kernel, Set<Tensor>>();
  readonly #sums = new Map<Kernel, number>();

  constructor(roles: Roles) {
    this.#roles = roles;
  }

  /** Whether `k` may compute these maps as well. */
  fits(k: Kernel, maps: ReadonlySet<Tensor>): boolean {
    return this.#with(k, maps) <= LONGEST;
  }

  add(k: Kernel, maps: ReadonlySet<Tensor>): void {
    this.#sums.set(k, this.#with(k, maps));
    const known = this.#maps.get(k) ?? new Set();
    for (const x of maps) known.add(x);
    this.#maps.set(k, known);
  }

  #with(k: Kernel, maps: ReadonlySet<Tensor>): number {
    const known = this.#maps.get(k);
    let sum = this.#sums.get(k) ?? 0;
    for (const x of maps) if (known?.has(x) !== true) sum += this.#roles.cost(x);
    return sum;
  }
}
