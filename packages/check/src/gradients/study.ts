/** A function and the place where its derivatives are checked. */
import { GradientError, type Tensor, random, data } from "@chainrule/core";
import { evaluateRoots, topological } from "@chainrule/core/engine";
import { type Flat, type Input, type Listed, filled } from "./flat.ts";
import { shaken, shakenNumbers } from "./noise.ts";
import { type Direction, Point, type Weights, elementsOf, weighted } from "./point.ts";
import type { Curve } from "./slope.ts";

/** Results up to this many elements are differentiated one by one, more of them in a random combination. */
const APART = 16;

/** Runs with random roundings. */
const SHAKES = 8;

/** How exact differences are: the steps, powers of 4 of the size of what moves, and relative errors. */
export interface Accuracy {
  /** Rounding. */
  readonly epsilon: number;
  /** Steps that do for most functions; the shortest where they do not. */
  readonly steps: readonly [from: number, to: number];
  readonly shortest: number;
  /** An error that is small enough to look no further. */
  readonly goal: number;
  /** The largest error at which a derivative may still be called right. */
  readonly blind: number;
  /** By how much derivatives may differ from differences besides. */
  readonly slack: number;
}

const DOUBLE: Accuracy = {
  epsilon: 2 ** -52,
  steps: [-10, -6],
  shortest: -24,
  goal: 1e-6,
  blind: 1e-4,
  slack: 1e-6,
};
const SINGLE: Accuracy = {
  epsilon: 2 ** -23,
  steps: [-4, -1],
  shortest: -8,
  goal: 1e-3,
  blind: 2e-2,
  slack: 1e-4,
};

export class Study {
  readonly op: string;
  readonly inputs: readonly Input[];
  readonly point: Point;
  readonly accuracy: Accuracy;
  /** What the elements of the result are put together with, if they are not differentiated apart. */
  readonly weights: Weights;
  /** The shapes of the results. */
  readonly shapes: readonly (readonly number[])[];
  evaluations = 0;
  readonly #f: Listed;
  readonly #coin: () => boolean;
  readonly #noise = new Map<number | undefined, Float64Array>();
  #shaky: readonly Point[] | undefined;

  constructor(op: string, { call, inputs }: Pick<Flat, "call" | "inputs">, seed: number) {
    this.op = op;
    this.#f = call;
    this.inputs = inputs;
    const ys = this.#run(inputs);
    const elements = elementsOf(ys);
    this.shapes = ys.map(({ shape }) => shape);
    this.#refuseChange(elements, elementsOf(this.#run(inputs)));
    const odd = elements.findIndex((y) => !Number.isFinite(y));
    if (odd >= 0)
      throw new GradientError(
        op,
        `f, which gives ${elements[odd]}`,
        "only where its value is finite are there differences",
        "move the inputs, or ask findNaN where that comes from",
      );
    this.weights = elements.length > APART ? signed(random(seed), elements.length) : null;
    this.accuracy = topological(ys).some(({ dtype }) => dtype === "float32") ? SINGLE : DOUBLE;
    this.point = new Point(call, inputs, this.weights);
    this.#coin = coins(seed);
  }

  /** The values along a direction from the point that lies `from` along it. */
  curve(direction: Direction, from = 0): Curve {
    return (t) => {
      try {
        const values = weighted(
          elementsOf(this.#run(this.moved(direction, from + t))),
          this.weights,
        );
        return values.length === this.point.values.length ? values : null;
      } catch {
        return null;
      }
    };
  }

  /** The point that lies `t` along a direction; nothing outside of the domain. */
  beside(direction: Direction, t: number): Point | null {
    try {
      return new Point(this.#f, this.moved(direction, t), this.weights);
    } catch {
      return null;
    }
  }

  moved({ input, along }: Direction, t: number): Input[] {
    const { inputs } = this;
    return inputs.map((x, k) =>
      k === input ? { ...x, data: x.data.map((v, i) => v + t * (along[i] ?? 0)) } : x,
    );
  }

  /** The rounding errors of the derivatives along a direction, as far as such runs show them. */
  uncertainty(i: number, direction: Direction): readonly [reverse: number, forward: number] {
    const exact = [this.point.slope(i, direction), this.point.tangent(direction)[i] ?? 0] as const;
    const found = this.#shaken(() => {
      this.#shaky ??= Array.from(
        { length: SHAKES },
        () => new Point(this.#f, this.inputs, this.weights),
      );
      return this.#shaky.map(
        (point) => [point.slope(i, direction), point.tangent(direction)[i] ?? 0] as const,
      );
    });
    const spread = (k: 0 | 1) => Math.max(...found.map((slopes) => Math.abs(slopes[k] - exact[k])));
    return [spread(0), spread(1)];
  }

  #shaken<T>(body: () => T): T {
    return shaken(this.accuracy.epsilon, this.#coin, body);
  }

  #rounded(x: Input): Input {
    return { ...x, data: shakenNumbers(x.data, this.accuracy.epsilon, this.#coin) };
  }

  #run(inputs: readonly Input[]): Tensor[] {
    this.evaluations++;
    const ys = this.#f(inputs.map((input) => filled(input.data, input)));
    evaluateRoots(ys);
    return ys;
  }

  #refuseChange(first: Float64Array, second: Float64Array): void {
    const i = first.findIndex((y, k) => !Object.is(y, second[k]));
    if (first.length === second.length && i < 0) return;
    throw new GradientError(
      this.op,
      i < 0
        ? `f, which gives ${first.length}, then ${second.length} numbers`
        : `f, which gives ${first[i]}, then ${second[i]}`,
      "it is not the same function at every call",
      "draw random numbers before, or from a new random(seed) inside, and change nothing that it reads",
    );
  }

  /** The rounding errors of the values at the point; with those of the elements of an input, if it is given. */
  noise(input?: number): Float64Array {
    const known = this.#noise.get(input) ?? this.noiseAt(this.inputs, this.point.values, input);
    this.#noise.set(input, known);
    return known;
  }

  /** How far values vary when every step is rounded at random. */
  noiseAt(at: readonly Input[], values: Float64Array, input?: number): Float64Array {
    const noise = values.map((y) => this.accuracy.epsilon * Math.abs(y) + 4 * Number.MIN_VALUE);
    for (let run = 0; run < SHAKES; run++) {
      const inputs = at.map((x, k) => (k === input ? this.#rounded(x) : x));
      const ys = this.#shaken(() => weighted(elementsOf(this.#run(inputs)), this.weights));
      for (let i = 0; i < noise.length; i++)
        noise[i] = Math.max(noise[i] ?? 0, Math.abs((ys[i] ?? NaN) - (values[i] ?? 0)) || 0);
    }
    return noise;
  }
}

/** Numbers of both signs between ½ and 1½ in size. */
export function signed(rng: ReturnType<typeof random>, n: number): Float64Array {
  return Float64Array.from(
    data(rng.uniform([n], { low: -1, high: 1 })),
    (r) => r + (r < 0 ? -0.5 : 0.5),
  );
}

/** Throws of a coin: a counter, mixed as A. Appleby's MurmurHash3 does in the end. */
function coins(seed: number): () => boolean {
  let count = seed | 0;
  return () => {
    let bits = ++count;
    bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
    bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
    return ((bits ^ (bits >>> 16)) & 1) !== 0;
  };
}
