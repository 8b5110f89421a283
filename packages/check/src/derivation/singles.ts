import { type Tensor, add, mul } from "@chainrule/core";
import { apply } from "@chainrule/core/engine";
import type { Changes } from "../pass/flow.ts";
import { type Numbers, dot, minus, near, numbersOf } from "../pass/numbers.ts";
import type { Edit, Kind } from "./edit.ts";
import { editsAbove } from "./edits/index.ts";
import { updates } from "./edits/updated.ts";
import { nameFactor } from "./factors.ts";
import { type Match, type Question, type Tried, combined, slack, solve } from "./question.ts";
import { rounded } from "../numbers/quantity.ts";

/** Operations that trying all edits at one claim may take: a few seconds. The steps nearest to the claim come first. */
const MOST_WORK = 1.5e8;

/** What was tried at the steps above a claim. */
export interface Tries {
  readonly tried: readonly Tried[];
  /** For every step, the claim's numbers without it. */
  readonly without: ReadonlyMap<Tensor, Numbers>;
}

/** Every edit at a suspect step with the numbers it gives, and for every suspect the numbers without it. */
export function collect(q: Question, suspect: (site: Tensor) => boolean): Tries {
  const { flow, target } = q;
  const without = new Map<Tensor, Numbers>();
  const all = flow.bottlenecks(target);
  const nothing = new Float64Array(q.want.length);
  const limit = flow.work + MOST_WORK;
  for (const site of flow.suspects(target))
    if (suspect(site) && flow.work < limit)
      without.set(
        site,
        all.has(site) ? nothing : flow.run(new Map([[site, { times: 0 }]]), target),
      );
  const tried: Tried[] = [];
  const base = flow.base(target);
  for (const parts of flow.back.parts.values())
    for (const site of parts) {
      const got = without.get(site);
      if (parts.length < 2 || got === undefined || all.has(site)) continue;
      if (!near(got, base, q.tolerance))
        tried.push({
          edit: { kind: "path", site, changes: new Map([[site, { times: 0 }]]), cost: 1.2 },
          got,
        });
    }
  for (const edit of editsAbove(target, flow, suspect)) {
    if (tried.length > q.budget || flow.work > limit) break;
    const got = flow.run(edit.changes, target);
    if (!near(got, base, q.tolerance)) tried.push({ edit, got });
  }
  return { tried, without };
}

/** One step multiplied by a number: found by solving, named afterwards. */
export function factors(q: Question, { without }: Tries): Match[] {
  const base = q.flow.base(q.target);
  const found: Match[] = [];
  const partial = new Set(q.flow.back.sums.values());
  for (const [site, rest] of without) {
    const part = minus(base, rest);
    const k = solve(q, rest, part);
    if (k === undefined) continue;
    const whole = rest.every((v) => v === 0);
    const names = nameFactor(k, q.names, slack(q, part, k)).filter((f) =>
      near(combined(rest, f.value, part), q.want, q.tolerance),
    );
    if (names[0]?.value === 1) continue;
    const lost = near(rest, q.want, q.tolerance);
    // Of a sum of contributions cut short, the fan-out of its node tells.
    if (lost && (whole || partial.has(site))) continue;
    if (names.length === 0 && !lost && q.want.length < 3) continue;
    const kind: Kind = lost ? "path" : names[0]?.value === -1 ? "sign" : "scale";
    const cost = lost ? 1.2 : names[0] === undefined ? 3.5 : 0.5 + names[0].cost;
    const times = lost ? 0 : (names[0]?.value ?? k);
    found.push({
      edit: { kind, site, changes: new Map([[site, { times }]]), cost },
      factor: k,
      names,
      cost: cost + (whole ? 0 : 0.3),
      partial: !whole,
    });
  }
  return found;
}

/** Edits that give the numbers as they are. One that leaves nothing of its path is better called a missing path. */
export function singles(q: Question, { tried, without }: Tries): Match[] {
  return tried
    .filter(({ got }) => near(got, q.want, q.tolerance))
    .map(({ edit, got }) => {
      const rest = edit.changes.size === 1 ? without.get(edit.site) : undefined;
      const dead = rest !== undefined && near(rest, got, q.tolerance);
      return { edit, factor: 1, names: [], cost: edit.cost + (dead ? 1 : 0) };
    });
}

/** Steps too small to see, or larger than anybody takes. */
const [SHORTEST, LONGEST] = [1e-6, 100];
/** Two that differ in direction by no more are parallel. */
const PARALLEL = 1e-9;

/** A parameter that was already updated when it was used: its step size is solved for. */
export function updated(q: Question, { without }: Tries): Match[] {
  const base = q.flow.base(q.target);
  const found: Match[] = [];
  if (q.want.length < 3) return found;
  for (const { site, of, expr } of updates([...without.keys()], q.flow, q.slope)) {
    const rest = without.get(site);
    if (rest === undefined) continue;
    const part = minus(q.flow.run(new Map([[site, { expr }]]), q.target), rest);
    if (isParallel(part, base)) continue;
    const k = solve(q, base, part);
    if (k === undefined || k > -SHORTEST || k < -LONGEST) continue;
    const sum = add(apply(site.op, ...site.inputs), mul(k, expr));
    const changes: Changes = new Map([[site, { expr: sum }]]);
    const note = rounded(-k, 4);
    found.push({
      edit: { kind: "updated", site, changes, cost: 2.2, of, note },
      factor: 1,
      names: [],
      cost: 2.2,
    });
  }
  return found;
}

/** A multiple of the parameter itself beside its gradient, as a weight penalty brings it: solved for. */
export function added(q: Question, suspect: (site: Tensor) => boolean): Match[] {
  const { target, flow } = q;
  const [of] = [...flow.back.cotangent].find(([x, t]) => t === target && isParameter(x)) ?? [];
  if (of === undefined || q.want.length < 3 || target.arity === 0 || !suspect(target)) return [];
  const base = flow.base(target);
  const part = numbersOf(of);
  if (isParallel(part, base)) return [];
  const k = solve(q, base, part);
  if (k === undefined || Math.abs(k) < SHORTEST || Math.abs(k) > LONGEST) return [];
  const expr = add(apply(target.op, ...target.inputs), mul(of, k));
  const changes: Changes = new Map([[target, { expr }]]);
  const note = rounded(k, 4);
  const edit: Edit = { kind: "added", site: target, changes, cost: 2.6, of, note };
  return [{ edit, factor: 1, names: [], cost: edit.cost }];
}

const isParameter = (x: Tensor): boolean => x.inputs.length === 0;

/** What is parallel to the claim is a factor: with a free number it fits any. */
const isParallel = (a: Numbers, b: Numbers): boolean =>
  dot(a, b) ** 2 > (1 - PARALLEL) * dot(a, a) * dot(b, b);
