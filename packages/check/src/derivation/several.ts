import { type Tensor, mul, tensor } from "@chainrule/core";
import { opKey } from "@chainrule/core/engine";
import type { Changes, Flow } from "../pass/flow.ts";
import { type Numbers, minus, near } from "../pass/numbers.ts";
import type { Edit } from "./edit.ts";
import { type FactorName, nameFactor } from "./factors.ts";
import { grouped } from "../numbers/grouped.ts";
import {
  type Match,
  type Question,
  type Tried,
  combined,
  merged,
  slack,
  solve,
} from "./question.ts";
import { indexOf, transpose } from "./shapes.ts";
import { type Tries, factors, singles } from "./singles.ts";

/** The names that `k` may have, given that with them rest + k · part has to be the claim again. */
const namesOf = (q: Question, k: number, part: Numbers, rest: Numbers): FactorName[] =>
  nameFactor(k, q.names, slack(q, part, k)).filter((f) =>
    near(combined(rest, f.value, part), q.want, q.tolerance),
  );

/** An edit, and everything multiplied by a number with a name; or, for a square matrix, an edit and a transposition. */
export function compounds(q: Question, tries: Tries): Match[] {
  const found: Match[] = [];
  const nothing = new Float64Array(q.want.length);
  for (const { edit, got } of tries.tried) {
    const rest = tries.without.get(edit.site) ?? nothing;
    for (const [part, beside] of [
      [got, nothing],
      [minus(got, rest), rest],
    ] as const) {
      const k = solve(q, beside, part);
      const names = k === undefined ? [] : namesOf(q, k, part, beside);
      const [name] = names;
      if (k === undefined || name === undefined) continue;
      const changes: Changes = new Map(
        [...edit.changes].map(([s, c]) => [s, "expr" in c ? { expr: mul(c.expr, name.value) } : c]),
      );
      found.push({
        edit: { ...edit, changes },
        factor: k,
        names,
        cost: edit.cost + 1.5 + name.cost,
      });
      break;
    }
  }
  const [m = 0, n = 0] = q.shape;
  if (q.shape.length !== 2 || m !== n) return found;
  const turned = { ...q, want: transpose(q.want, m, n), tolerance: transpose(q.tolerance, m, n) };
  const also: Edit = { kind: "transposed", site: q.target, changes: new Map(), cost: 1 };
  for (const match of [...factors(turned, tries), ...singles(turned, tries)])
    if (match.names.length > 0 || match.edit.kind !== "scale")
      found.push({ ...match, more: [also], cost: match.cost + 2 });
  return found;
}

/** The ops on the way from one forward value to the other, as a text to compare. */
function relation(p: Tensor, q: Tensor): string {
  const climb = (from: Tensor, to: Tensor): string | undefined => {
    let level: (readonly [Tensor, string])[] = [[from, ""]];
    for (let depth = 0; depth < 7 && level.length < 500; depth++) {
      const hit = level.find(([x]) => x === to);
      if (hit !== undefined) return hit[1];
      level = level.flatMap(([x, way]) =>
        x.inputs.map((y) => [y, `${way},${opKey(x.op)}`] as const),
      );
    }
    return undefined;
  };
  return climb(q, p) ?? `back${climb(p, q) ?? opKey(q.op)}`;
}

/** What makes two edits the same mistake at different steps: for an operand, how the wrong one lies to the right one. */
export function signature(e: Edit, { back }: Flow): string {
  const edge = back.origin.get(e.site);
  const operands =
    e.of === undefined ? "" : e.instead === undefined ? opKey(e.of.op) : relation(e.of, e.instead);
  return [
    e.kind,
    edge?.input,
    kindOf(e.site),
    edge && kindOf(edge.user),
    e.note ?? "",
    operands,
  ].join("/");
}

const kindOf = ({ op }: Tensor): string => op.name;

/** The same mistake made at every like step, as by a wrong formula used for each layer. */
export function everywhere(q: Question, { tried }: Tries): Match[] {
  const groups = grouped(tried, ({ edit }) => signature(edit, q.flow));
  const found: Match[] = [];
  const limit = q.flow.work + EFFORT;
  for (const group of groups.values()) {
    if (q.flow.work > limit) break;
    const sites = new Set<Tensor>();
    const edits = group
      .map(({ edit }) => edit)
      .filter((e) => !sites.has(e.site) && sites.add(e.site));
    const [first, ...more] = edits;
    if (first === undefined || more.length === 0) continue;
    const changes = merged(edits);
    if (near(q.flow.run(changes, q.target), q.want, q.tolerance))
      found.push({ edit: { ...first, changes }, more, factor: 1, names: [], cost: first.cost + 1 });
  }
  return found;
}

/** Operations that a search for two edits may take. */
const EFFORT = 5e7;
/** How many edits are tried with each other. */
const SIMPLEST = 70;

/** Two different edits, simplest pairs first, as long as the budget lasts; a factor beside them is allowed. */
export function pairs(q: Question, { tried }: Tries): Match[] {
  const simple = tried.toSorted((a, b) => a.edit.cost - b.edit.cost).slice(0, SIMPLEST);
  const found: Match[] = [];
  const nothing = new Float64Array(q.want.length);
  const limit = q.flow.work + EFFORT;
  let left = q.budget;
  for (const [a, b] of bySum(simple)) {
    if (left <= 0 || q.flow.work > limit) break;
    if (a.edit.site === b.edit.site) continue;
    left--;
    const changes = merged([a.edit, b.edit]);
    const got = q.flow.run(changes, q.target);
    const k = solve(q, nothing, got);
    const names = k === undefined ? [] : namesOf(q, k, got, nothing);
    if (k === undefined || names[0] === undefined) continue;
    const cost = a.edit.cost + b.edit.cost + 1 + names[0].cost;
    found.push({ edit: { ...a.edit, changes }, more: [b.edit], factor: k, names, cost });
  }
  return found;
}

/** Pairs of different items, those early in the list first. */
function* bySum(items: readonly Tried[]): Generator<readonly [Tried, Tried]> {
  for (let sum = 1; sum < items.length * 2; sum++)
    for (let i = Math.max(0, sum - items.length + 1); i < sum / 2; i++) {
      const [a, b] = [items[i], items[sum - i]];
      if (a !== undefined && b !== undefined) yield [a, b];
    }
}

/** All but a few elements agree: a slip of the pen rather than a wrong rule. */
export function slips(q: Question): Match[] {
  const base = q.flow.base(q.target);
  const off = [...q.want.keys()].filter(
    (i) => !(Math.abs((q.want[i] ?? NaN) - (base[i] ?? NaN)) <= (q.tolerance[i] ?? 0)),
  );
  if (off.length > Math.max(1, q.want.length / 6) || q.want.length < 4) return [];
  const expr = tensor(q.want, { shape: q.target.shape, dtype: q.target.dtype });
  const note = off
    .slice(0, 4)
    .map((i) => indexOf(i, q.shape))
    .join(", ");
  const changes: Changes = new Map([[q.target, { expr }]]);
  return [
    {
      edit: { kind: "slip", site: q.target, changes, cost: 3, note },
      factor: 1,
      names: [],
      cost: 3,
    },
  ];
}
