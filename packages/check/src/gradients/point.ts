/** A function at a point, and its derivatives there by either mode. */
import { type Tensor, add } from "@chainrule/core";
import { dataOf, evaluateAll, evaluateRoots, sweep, tangents } from "@chainrule/core/engine";
import { type Input, type Listed, filled } from "./flat.ts";

/** What the elements of a result are multiplied by and added up with; alone if there is no such list. */
export type Weights = Float64Array | null;

/** A direction: how far the elements of one input go. */
export interface Direction {
  readonly input: number;
  readonly along: Float64Array;
}

/** Cotangents and tangents that a rule is given: not 1, so that it has to make use of them, and negative. */
const SEED = -1.375;
const MOVE = -0.625;

export class Point {
  readonly values: Float64Array;
  readonly #xs: readonly Tensor[];
  readonly #ys: readonly Tensor[];
  readonly #weights: Weights;
  readonly #pulled = new Map<number, (Float64Array | undefined)[]>();

  constructor(f: Listed, inputs: readonly Input[], weights: Weights) {
    this.#xs = inputs.map((input) => filled(input.data, input));
    this.#ys = f(this.#xs);
    for (const y of this.#ys) evaluateAll(y);
    this.#weights = weights;
    this.values = weighted(elementsOf(this.#ys), weights);
  }

  /** The gradient of result `i` in an input, by reverse mode. */
  gradient(i: number, input: number): Float64Array | undefined {
    const known = this.#pulled.get(i) ?? this.#pull(i);
    this.#pulled.set(i, known);
    return known[input];
  }

  /** Whether the gradients of result `i` grow as its cotangent does, as those of every right rule. */
  isLinear(i: number, slack: number): boolean {
    const twice = this.#pull(i, 2 * SEED);
    return twice.every(
      (g, input) =>
        g?.every((v, k) => {
          const once = this.gradient(i, input)?.[k] ?? 0;
          return !(Math.abs(v - once) > slack * (Math.abs(v) + Math.abs(once)));
        }) ?? true,
    );
  }

  #pull(i: number, by = SEED): (Float64Array | undefined)[] {
    let offset = 0;
    let sums: (Tensor | undefined)[] = this.#xs.map(() => undefined);
    for (const y of this.#ys) {
      const [from, to] = [offset, offset + y.size];
      offset = to;
      if (this.#weights === null && (i < from || i >= to)) continue;
      const seed = new Float64Array(y.size);
      for (let k = 0; k < seed.length; k++)
        seed[k] =
          by * (this.#weights === null ? Number(from + k === i) : (this.#weights[from + k] ?? 0));
      const found = sweep(y, this.#xs, filled(seed, y));
      sums = sums.map((sum, k) => {
        const part = found[k];
        return sum && part ? add(sum, part) : (sum ?? part);
      });
    }
    evaluateRoots(sums.filter((sum) => sum !== undefined));
    return sums.map((sum) => sum && Float64Array.from(dataOf(sum), (g) => g / by + 0));
  }

  /** How fast all results move along a direction, by forward mode. */
  tangent({ input, along }: Direction): Float64Array {
    const x = this.#xs[input] as Tensor;
    const move = filled(
      along.map((d) => d * MOVE),
      x,
    );
    const found = tangents(this.#ys, new Map([[x, move]]));
    evaluateRoots(found.filter((dy) => dy !== null));
    const moves = this.#ys.flatMap((y, i) => {
      const dy = found[i];
      return dy ? Array.from(dataOf(dy), (d) => d / MOVE + 0) : new Array<number>(y.size).fill(0);
    });
    return weighted(Float64Array.from(moves), this.#weights);
  }

  /** The derivative of result `i` along a direction, by reverse mode. */
  slope(i: number, { input, along }: Direction): number {
    const g = this.gradient(i, input);
    let sum = 0;
    if (g !== undefined)
      for (let k = 0; k < along.length; k++)
        if (along[k] !== 0) sum += (g[k] ?? 0) * (along[k] ?? 0);
    return sum;
  }
}

/** The elements of all tensors, one after the other. */
export const elementsOf = (ys: readonly Tensor[]): Float64Array =>
  Float64Array.from(ys.flatMap((y) => Array.from(dataOf(y))));

export function weighted(elements: Float64Array, weights: Weights): Float64Array {
  if (weights === null) return elements;
  let sum = 0;
  for (let k = 0; k < weights.length; k++) sum += (weights[k] ?? 0) * (elements[k] ?? 0);
  return Float64Array.of(sum);
}
