/** What there is to say of the place where a number stopped being finite. */
import type { Tensor } from "@chainrule/core";
import { dataOf, evaluateRoots, scopeOf, siteOf, topological } from "@chainrule/core/engine";
import { showNumber } from "../numbers/quantity.ts";
import type { Backward, Part } from "./backward.ts";
import { said } from "./event.ts";
import type { Birth, Rule, Stop } from "./nan-report.ts";
import { type Place, indexOf, sourcesOf, valueAt } from "./sources.ts";
import { type Origin, computedAt } from "./walk.ts";

export const stopOf = ({ x, at }: Place): Stop => ({
  op: x.op.kernel.kind === "leaf" ? null : x.op.name,
  name: x.name ?? null,
  index: typeof x.value === "number" ? [] : indexOf(at, x.shape),
  value: showNumber(valueAt({ x, at }), 6),
});

export function birthOf(
  origin: Origin,
  path: readonly Place[],
  backward: Backward | null,
  y: Tensor,
): Birth {
  const { x, event, sources } = origin;
  const part = backward?.partOf(x);
  const forward = part?.user ?? (backward?.holds(x) === true ? undefined : x);
  return {
    ...stopOf(origin),
    kind: event?.kind ?? (x.op.kernel.kind === "leaf" ? "data" : "routine"),
    mechanism: event === undefined ? "" : said(event),
    makes: showNumber(event?.result ?? valueAt(origin), 6),
    operands: part === undefined ? operandsAmong(sources) : [],
    box: forward === undefined ? null : boxOf(forward, y),
    site: forward === undefined ? null : (siteOf(forward) ?? null),
    rule: part === undefined || backward === null ? null : ruleOf(part, path, backward),
  };
}

/** Where operands come from; of many, those that are large, or not finite. */
function operandsAmong(sources: readonly Place[]): Stop[] {
  const size = (place: Place): number =>
    Number.isNaN(valueAt(place)) ? Infinity : Math.abs(valueAt(place));
  const few =
    sources.length <= 3
      ? sources
      : sources
          .toSorted((a, b) => (size(b) > size(a) ? 1 : size(b) < size(a) ? -1 : 0))
          .slice(0, 3);
  return few.map((place) => stopOf(computedAt(place)));
}

/** The outermost composition that a node was made in. */
function boxOf({ id }: Tensor, y: Tensor): string | null {
  const boxes = topological([y]).flatMap((node) => {
    const scope = scopeOf(node);
    return scope !== undefined && scope.first <= id && id <= scope.output.id ? [scope] : [];
  });
  const [outermost] = boxes.toSorted((a, b) => a.first - b.first || b.output.id - a.output.id);
  return outermost?.name ?? null;
}

/** The rule that a step of the backward pass belongs to, with the numbers at this place where they are one to one. */
function ruleOf({ part, user, input }: Part, path: readonly Place[], backward: Backward): Rule {
  const at = path.find(({ x }) => x === part)?.at;
  const plain = { op: user.op.name, input, at: [], upstream: null, local: null };
  if (at === undefined || user.op.kernel.kind !== "map") return plain;
  const g = backward.cotangentOf(user);
  const number = (x: Tensor): string => showNumber(valueAt({ x, at }), 6);
  return {
    ...plain,
    at: sourcesOf({ x: user, at }).map((place) => stopOf(computedAt(place))),
    upstream: g === undefined ? null : number(g),
    local: localAt(user, input, at),
  };
}

/** The derivative of an elementwise op by an input, where its rule states it as a factor. */
function localAt(user: Tensor, input: number, at: number): string | null {
  const d = user.op.derivative;
  if (d.kind !== "pointwise") return null;
  const slope = d.partials[input]?.(user, ...user.inputs) ?? 0;
  if (typeof slope === "number") return showNumber(slope, 6);
  evaluateRoots([slope]);
  const data = dataOf(slope);
  return showNumber(data[data.length === 1 ? 0 : at] ?? NaN, 6);
}
