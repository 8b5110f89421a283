import type { Tensor } from "@chainrule/core";
import { topological } from "@chainrule/core/engine";
import { Draw } from "./draw.ts";
import type { Has, Learner, Mistake, Problem, Tensors, Values } from "./learner.ts";
import { type Nested, type Write, each, exactly, flat } from "./paper.ts";
import { nodesOf } from "./truth.ts";

/** What a learner hands in, and what is to be said of it. */
export interface Plant {
  readonly loss: (at: Tensors) => Tensor;
  readonly at: Values;
  readonly claimed: Values;
  /** How it was written down, and what of it was handed in. */
  readonly how: string;
  /** The claims that are wrong, and the first of them: several where they stand at the same place. */
  readonly wrong: readonly string[];
  readonly first: readonly string[];
  readonly kinds: readonly string[];
  readonly factor: number | undefined;
  readonly besides: readonly string[];
  readonly also: readonly [claim: string, kind: string] | undefined;
  readonly often: boolean;
}

/** A learner and its mistakes, whatever its problems are made of. */
export interface Planter {
  readonly name: string;
  readonly mistakes: readonly string[];
  /** The problem, the numbers handed in for it and the place of the mistake follow from `seed`. */
  readonly plant: (seed: number, mistake?: string, paper?: Paper) => Plant;
}

/** How many digits are written, and whether at every step or at the end only. */
export interface Paper {
  readonly digits: Digits;
  readonly everyStep: boolean;
}

export const digits = ["float64", "float32", "6 decimals", "4 digits"] as const;
type Digits = (typeof digits)[number];

const writers: Readonly<Record<Digits, Write>> = {
  float64: exactly,
  float32: (x) => each(Math.fround, x),
  "6 decimals": (x) => each((v) => Number(v.toFixed(6)), x),
  "4 digits": (x) => each((v) => Number(v.toPrecision(4)), x),
};

const tries = 20_000;

/** Different mistakes are planted into different problems. */
const hash = (text: string): number =>
  [...text].reduce((h, c) => Math.imul(h ^ (c.codePointAt(0) ?? 0), 0x01000193), 0x811c9dc5);

export function planter<P extends Problem>(learner: Learner<P>): Planter {
  const { name, mistakes } = learner;
  const plant = (seed: number, mistake?: string, paper?: Paper): Plant => {
    const said = mistake === undefined ? undefined : mistakes[mistake];
    if (mistake !== undefined && said === undefined)
      throw new Error(`${name}: no mistake "${mistake}"`);
    const draw = new Draw(seed ^ hash(`${name}: ${mistake}`));
    for (let i = 0; i < tries; i++) {
      const problem = learner.draw(draw);
      if (said?.needs?.(problem) === false) continue;
      const found = planted(learner, problem, draw, mistake, said, paper);
      if (found !== undefined) return found;
    }
    throw new Error(`${name}: no problem in which "${mistake}" shows, seed ${seed}`);
  };
  return { name, mistakes: Object.keys(mistakes), plant };
}

const digitsOf = (draw: Draw): Digits =>
  draw.pick(["float64", "float64", "float64", "float32", "6 decimals"]);

function planted<P extends Problem>(
  learner: Learner<P>,
  drawn: P,
  draw: Draw,
  mistake: string | undefined,
  said: Mistake<P> | undefined,
  paper: Paper = { digits: digitsOf(draw), everyStep: false },
): Plant | undefined {
  const write = writers[paper.digits];
  const step = paper.everyStep ? write : exactly;
  const problem = { ...drawn, at: writtenDown(drawn.at, step) };
  const has: Has = (m, layer) => m === mistake && (layer === undefined || layer === problem.layer);
  const right = learner.derive(problem, step, () => false);
  const given = learner.derive(problem, step, has);
  const places: readonly Values[] = [
    ...Object.entries(given.forward).map(([name, value]) => ({ [name]: value })),
    ...given.backward,
  ];
  const all: Values = Object.assign({}, ...places);
  const truth: Values = Object.assign({}, right.forward, ...right.backward);
  const verdicts = Object.entries(all).map(([name, x]) => [name, differs(truth[name], x)] as const);
  if (verdicts.some(([, verdict]) => verdict === "hardly")) return undefined;
  const wrong = new Set(verdicts.filter(([, v]) => v === "clearly").map(([name]) => name));
  const { how, names } = handing(learner, problem, draw, given.forward, all, said);
  const first = places.map((place) => names.filter((n) => n in place && wrong.has(n)));
  const claimed = Object.fromEntries(names.map((n) => [n, write(all[n] ?? NaN)]));
  const earliest =
    (learner.branches ?? false)
      ? withoutUpstream(learner.loss(problem), problem.at, first.flat(), given.forward)
      : (first.find((place) => place.length > 0) ?? []);
  if (names.length === 0 || (mistake !== undefined && earliest.length === 0)) return undefined;
  if (said?.kinds[0] === "forward" && !earliest.some((n) => n in given.forward)) return undefined;
  return {
    loss: learner.loss(problem),
    at: problem.at,
    claimed,
    how: `${how}, ${paper.digits}${paper.everyStep ? " at every step" : ""}`,
    wrong: names.filter((n) => wrong.has(n)),
    first: earliest,
    kinds: said?.kinds ?? [],
    factor: said?.factor?.(problem),
    besides: said?.besides ?? [],
    also: said?.also?.(problem),
    often: said?.often ?? false,
  };
}

/** Those of the claims that no other one of them lies above: where ways branch, there is no single order. */
function withoutUpstream(
  loss: (at: Tensors) => Tensor,
  at: Values,
  names: readonly string[],
  forward: Values,
): string[] {
  const nodes = nodesOf(loss, at);
  const flows = (from: string, into: string): boolean => {
    const [x, y] = [nodes.get(from), nodes.get(into)];
    return x !== y && y !== undefined && topological([y]).some((node) => node === x);
  };
  const above = (a: string, b: string): boolean => {
    if (a in forward) return !(b in forward) || flows(a, b);
    return !(b in forward) && flows(b.slice(1), a.slice(1));
  };
  return names.filter((b) => !names.some((a) => above(a, b)));
}

const writtenDown = (at: Values, write: Write): Values =>
  Object.fromEntries(Object.entries(at).map(([name, x]) => [name, write(x)]));

/** Mistakes that a rounding could hide are not planted. */
function differs(right: Nested | undefined, given: Nested): "not" | "hardly" | "clearly" {
  if (right === undefined) return "clearly";
  const [a, b] = [flat(right), flat(given)];
  if (a.length !== b.length || lengths(right) !== lengths(given)) return "clearly";
  const top = Math.max(...a.map(Math.abs), ...b.map(Math.abs));
  const off = Math.max(...a.map((x, i) => Math.abs(x - (b[i] ?? NaN))));
  if (off <= 1e-12 * top) return "not";
  return off > 0.02 * top && off > 1e-3 ? "clearly" : "hardly";
}

const lengths = (x: Nested): string =>
  typeof x === "number" ? "" : `${x.length},${lengths(x[0] ?? 0)}`;

/** All, the parameters only, or about half of them; the values on the way forward now and then. */
function handing<P extends Problem>(
  learner: Learner<P>,
  problem: P,
  draw: Draw,
  forward: Values,
  all: Values,
  said: Mistake<P> | undefined,
): { how: string; names: string[] } {
  const how = draw.pick(["all", "parameters", "half"] as const);
  const [other] = said?.also?.(problem) ?? [];
  const must = [...(said?.hands?.(problem) ?? []), other];
  const not = said?.lacks?.(problem) ?? [];
  const parameters = learner.parameters(problem).map((name) => `d${name}`);
  const values = draw.chance(0.3) || said?.kinds[0] === "forward";
  const names = Object.keys(all).filter((name) => {
    if (not.includes(name)) return false;
    if (must.includes(name)) return true;
    if (name in forward) return values && how !== "parameters";
    return how === "all" || (how === "half" ? draw.chance(0.5) : parameters.includes(name));
  });
  return { how: `${how}${names.some((n) => n in forward) ? " with forward values" : ""}`, names };
}
