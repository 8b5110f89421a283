/** Options, refused early. */
import { Random, ValueError } from "@chainrule/core";
import { kindOf } from "@chainrule/core/engine";

/** `n` if it is a whole number of at least `least`. */
export function whole(op: string, what: string, n: unknown, least: number): number {
  if (typeof n === "number" && Number.isSafeInteger(n) && n >= least) return n;
  throw new ValueError(op, `${what} ${String(n)}`, `it is not a whole number of at least ${least}`);
}

/** `x` if it lies in the half-open interval from `low` up to, but without, `high`. */
export function within(op: string, what: string, x: unknown, low: number, high: number): number {
  if (typeof x === "number" && x >= low && x < high) return x;
  throw new ValueError(
    op,
    `${what} ${String(x)}`,
    high === Infinity
      ? `it is not a finite number of at least ${low}`
      : `it is not at least ${low} and below ${high}`,
  );
}

/** `x` if it is finite and above 0. */
export function positive(op: string, what: string, x: unknown): number {
  if (typeof x === "number" && x > 0 && x < Infinity) return x;
  throw new ValueError(op, `${what} ${String(x)}`, "it is not a finite number above 0");
}

/** `x` if it is a list of two. */
export function pair(op: string, what: string, x: unknown): readonly [unknown, unknown] {
  if (Array.isArray(x) && x.length === 2) return [x[0], x[1]];
  throw new ValueError(
    op,
    `${what} ${kindOf(x)}`,
    "it is not a list of two numbers",
    `write { ${what}: [0.9, 0.999] }`,
  );
}

/** `rng` if it is a stream of random numbers. */
export function stream(op: string, rng: unknown): Random {
  if (rng instanceof Random) return rng;
  throw new ValueError(
    op,
    `rng of type ${typeof rng}`,
    "it is no stream of random numbers",
    "write { rng: random(0) }, with random from @chainrule/core",
  );
}
