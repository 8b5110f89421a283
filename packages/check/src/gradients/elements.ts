/** All derivatives of a study, input by input. */
import { random } from "@chainrule/core";
import type { Verdict } from "./beside.ts";
import { type Judgement, type Lengths, judge } from "./judge.ts";
import type { Direction } from "./point.ts";
import { type Study, signed } from "./study.ts";

/** A derivative of one element of a result, by one element of an input or along a random direction. */
export interface Element extends Judgement {
  /** Of the element of the input; `null` for a direction. */
  readonly index: readonly number[] | null;
  /** The number of the result, where there are several, and the index in it; `null` for a random combination of all elements. */
  readonly output: readonly number[] | null;
  /** What is off, divided by the difference. */
  readonly ratio: number;
}

/** What is found for one input. */
export interface InputCheck {
  readonly input: string;
  readonly shape: readonly number[];
  /** What was differentiated: the function, its gradient by reverse mode, or its derivative by forward mode. */
  readonly of: "f" | "reverse" | "forward";
  readonly tried: "elements" | "directions";
  readonly counts: Readonly<Record<Verdict, number>>;
  /** The one ratio that all wrong derivatives have. */
  readonly ratio?: number;
  readonly elements: readonly Element[];
}

/** Directions for an input with too many elements, and how many wrong elements are looked for in them. */
const DIRECTIONS = 16;
const FOUND = 4;

const ALONG: Lengths = { scale: 1, reach: 1, exact: false, origin: false };

export function checkInputs(
  study: Study,
  of: InputCheck["of"],
  limit: number,
  seed: number,
): InputCheck[] {
  return study.inputs.map(({ name, shape, data }, input): InputCheck => {
    const n = data.length;
    const reach = data.reduce((most, x) => Math.max(most, Math.abs(x)), 0) || 1;
    const one = (i: number): Element[] =>
      named(
        study,
        indexOf(i, shape),
        judge(study, unit(input, n, i), {
          scale: Math.abs(data[i] ?? 0) || reach,
          reach,
          exact: true,
          origin: data[i] === 0,
        }),
      );
    const tried = n <= limit ? "elements" : "directions";
    const elements =
      tried === "elements"
        ? Array.from(data, (_, i) => one(i)).flat()
        : alongDirections(study, input, seed, one);
    const counts = { right: 0, wrong: 0, kink: 0, precision: 0 };
    for (const { verdict } of elements) counts[verdict]++;
    const ratio = common(elements);
    return {
      input: name,
      shape,
      of,
      tried,
      counts,
      ...(ratio !== undefined && { ratio }),
      elements,
    };
  });
}

function alongDirections(
  study: Study,
  input: number,
  seed: number,
  one: (i: number) => Element[],
): Element[] {
  const x = study.inputs[input]?.data ?? new Float64Array();
  const typical = Math.hypot(...sample(x)) / Math.sqrt(Math.min(x.length, 1000)) || 1;
  const rng = random(seed + 1 + input);
  const found: Element[] = [];
  const wrong = new Set<number>();
  for (let k = 0; k < DIRECTIONS; k++) {
    const along = signed(rng, x.length).map(
      (r, i) => r * (k % 2 === 0 ? typical : Math.abs(x[i] ?? 0) || typical),
    );
    const elements = named(study, null, judge(study, { input, along }, ALONG));
    found.push(...elements);
    if (!elements.some(isWrong)) continue;
    locate(study, input, along, 0, along.length, wrong);
    break;
  }
  return [...[...wrong].flatMap(one), ...found];
}

/** Up to a thousand of the numbers. */
const sample = (x: Float64Array): Float64Array => {
  const every = Math.ceil(x.length / 1000);
  return x.filter((_, i) => i % every === 0);
};

/** Elements from `from` to `to` that make a direction wrong, by halves: where the first half is right, it is the other. */
function locate(
  study: Study,
  input: number,
  along: Float64Array,
  from: number,
  to: number,
  wrong: Set<number>,
): void {
  if (to - from === 1) {
    wrong.add(from);
    return;
  }
  const isOff = (start: number, end: number): boolean => {
    const part = along.map((d, i) => (i >= start && i < end ? d : 0));
    return judge(study, { input, along: part }, ALONG).some(isWrong);
  };
  const middle = (from + to) >> 1;
  const first = isOff(from, middle);
  if (first) locate(study, input, along, from, middle, wrong);
  if (wrong.size < FOUND && (!first || isOff(middle, to)))
    locate(study, input, along, middle, to, wrong);
}

const isWrong = ({ verdict }: { readonly verdict: Verdict }): boolean => verdict === "wrong";

function unit(input: number, n: number, i: number): Direction {
  const along = new Float64Array(n);
  along[i] = 1;
  return { input, along };
}

function named(study: Study, index: Element["index"], judgements: readonly Judgement[]): Element[] {
  return judgements.map((found, i): Element => ({
    index,
    output: study.weights === null ? outputOf(i, study.shapes) : null,
    ...found,
    ratio: (found.culprit === "forward" ? found.forward : found.reverse) / found.difference + 0,
  }));
}

/** The index of element `i` of a shape. */
function indexOf(i: number, shape: readonly number[]): number[] {
  const index: number[] = [];
  let rest = i;
  for (const d of shape.toReversed()) {
    index.unshift(rest % d);
    rest = Math.floor(rest / d);
  }
  return index;
}

/** The number of the result that element `i` of all is in, if there are several, and its index there. */
function outputOf(i: number, shapes: readonly (readonly number[])[]): number[] {
  let rest = i;
  for (const [k, shape] of shapes.entries()) {
    const n = shape.reduce((product, d) => product * d, 1);
    if (rest < n) return [...(shapes.length > 1 ? [k] : []), ...indexOf(rest, shape)];
    rest -= n;
  }
  return [];
}

/** The ratio that all wrong elements have, as far as it is known; at least two. */
function common(elements: readonly Element[]): number | undefined {
  const ratios = elements
    .filter(
      ({ verdict, difference, error }) => verdict === "wrong" && Math.abs(difference) > 100 * error,
    )
    .map(({ ratio }) => ratio);
  const [first = NaN] = ratios;
  const all = elements.filter(isWrong).length;
  return all > 0 &&
    ratios.length === all &&
    ratios.every((ratio) => Math.abs(ratio - first) <= 1e-4 * Math.abs(first))
    ? first
    : undefined;
}
