/** The one operation of arithmetic in which a number stops being finite. */
import type { Tensor } from "@chainrule/core";
import { type Mask, type Numbers, type ScalarMath, numbersOf } from "@chainrule/core/engine";
import { showNumber } from "../numbers/quantity.ts";
import { type Place, indexOf, valueAt } from "./sources.ts";

/**
 * `pole`: infinite at this point, finite beside it. `overflow`: too large to be stored. `domain`: not defined there.
 * `undetermined`: such as 0/0, ∞ − ∞, 0·∞. `data`: it was given. `routine`: inside an algorithm.
 */
export type Kind = "pole" | "overflow" | "domain" | "undetermined" | "data" | "routine";

/** A word of scalar mathematics, what it was applied to, and what came out. */
export interface Event {
  readonly word: string;
  readonly args: readonly number[];
  readonly result: number;
  readonly kind: Kind;
}

/** A number, and the event that made it, or what it was made from, infinite or NaN. */
interface Told {
  readonly v: number;
  readonly event?: Event | undefined;
}

type Word = (...args: readonly (number | Mask)[]) => number;

/** Arithmetic that remembers where numbers stopped being finite. */
function telling(numbers: Numbers): ScalarMath<Told, Mask> {
  const words = numbers as unknown as Readonly<Record<string, Word>>;
  const apply = (word: string, args: readonly Told[]): Told => {
    const compute = words[word] as Word;
    const values = args.map(({ v }) => v);
    const v = compute(...values);
    if (Number.isFinite(v)) return { v };
    const before = args.find(({ event }) => event !== undefined)?.event;
    return {
      v,
      event: before ?? { word, args: values, result: v, kind: kindOf(compute, values, v) },
    };
  };
  const others = {
    const: (value: number): Told => ({ v: numbers.const(value) }),
    less: (a: Told, b: Told): Mask => numbers.less(a.v, b.v),
    lessOrEqual: (a: Told, b: Told): Mask => numbers.lessOrEqual(a.v, b.v),
    equal: (a: Told, b: Told): Mask => numbers.equal(a.v, b.v),
    and: numbers.and,
    or: numbers.or,
    not: numbers.not,
    select: (mask: Mask, a: Told, b: Told): Told => (mask ? a : b),
    toNumber: (mask: Mask): Told => ({ v: numbers.toNumber(mask) }),
    toMask: ({ v }: Told): Mask => numbers.toMask(v),
  };
  return new Proxy(others, {
    get: (known, word: string) =>
      word in known
        ? known[word as keyof typeof known]
        : (...args: readonly Told[]) => apply(word, args),
  }) as unknown as ScalarMath<Told, Mask>;
}

/** A step to the side that leaves a pole, but not what overflows. */
const ASIDE = 1e-3;
const HUGE = 1e30;

function kindOf(compute: Word, args: readonly number[], result: number): Kind {
  if (!args.every(Number.isFinite)) return "undetermined";
  if (Number.isNaN(result)) return args.every((x) => x === 0) ? "undetermined" : "domain";
  const beside = [ASIDE, -ASIDE].map((by) => Math.abs(compute(...args.map((x) => x + by))));
  return beside.some((size) => size < HUGE) ? "pole" : "overflow";
}

/** What made an element that is not finite, of operands that are, or that are infinite: `undefined` inside an algorithm. */
export function eventOf({ x: y }: Place, sources: readonly Place[]): Event | undefined {
  const { kernel } = y.op;
  const last = y.inputs.at(-1) ?? y;
  const m = telling(numbersOf(last.dtype));
  const read = (place: Place): Told => ({ v: valueAt(place) });
  switch (kernel.kind) {
    case "map": {
      const operands = sources.map((place) =>
        place.x.dtype === "bool" ? valueAt(place) : read(place),
      );
      const out = kernel.scalar<Told, Mask>(m, ...operands) as Told;
      return out.event;
    }
    case "fold":
    case "scan": {
      let sum: Told = m.const(kernel.identity);
      for (const place of sources) sum = kernel.combine(m, sum, read(place));
      return sum.event;
    }
    case "contract": {
      let sum: Told = m.const(0);
      for (const [a, b] of pairs(y, kernel.a, kernel.b, sources))
        sum = m.add(sum, m.mul(read(a), read(b)));
      return sum.event;
    }
    case "scatter": {
      let sum: Told = m.const(0);
      for (const place of sources) sum = m.add(sum, read(place));
      return sum.event;
    }
    case "leaf":
    case "arg":
    case "view":
    case "reshape":
    case "first":
    case "gather":
    case "join":
    case "routine":
      return undefined;
  }
}

/** The factors of a sum of products, those of the same inner index together. */
function pairs(
  y: Tensor,
  a: string,
  b: string,
  sources: readonly Place[],
): (readonly [Place, Place])[] {
  const inner = [...a].filter((label) => b.includes(label));
  const key = (labels: string, { x, at }: Place): string => {
    const index = indexOf(at, x.shape);
    return inner.map((label) => index[labels.indexOf(label)]).join();
  };
  const [left, right] = y.inputs;
  const count = sources.findIndex((_, i) => i >= sources.length / 2);
  const [first, second] =
    left === right
      ? [sources.slice(0, count), sources.slice(count)]
      : [left, right].map((x) => sources.filter((place) => place.x === x));
  const others = new Map((second ?? []).map((place) => [key(b, place), place]));
  return (first ?? []).flatMap((place) => {
    const other = others.get(key(a, place));
    return other === undefined ? [] : [[place, other] as const];
  });
}

const INFIX: Readonly<Record<string, string>> = {
  add: "+",
  sub: "−",
  mul: "·",
  div: "/",
  pow: "^",
};

/** `log of 0`, `∞ − ∞`, `exp of 800`. */
export function said({ word, args }: Event): string {
  const sign = INFIX[word];
  const numbers = args.map((x) => showNumber(x, 6));
  if (sign === undefined) return `${word} of ${numbers.join(" and ")}`;
  return numbers
    .map((text, i) => ((i > 0 || sign === "^") && text.startsWith("−") ? `(${text})` : text))
    .join(` ${sign} `);
}
