import { type Tensor, slice } from "@chainrule/core";
import { type AxisMap, apply, permuteTo } from "@chainrule/core/engine";
import { shifted } from "./moved.ts";
import { type Edit, type Site, alike, to } from "../edit.ts";

/** Edits of a step that only moves elements: a transposition forgotten or read in another order, a slice taken from elsewhere. */
export function* viewEdits({ m, g }: Site): Generator<Edit> {
  const { kernel } = m.op;
  if (kernel.kind !== "view") return;
  const maps = kernel.axes(g.shape);
  if (g.size === m.size && alike(g, m))
    yield { kind: "not-transposed", site: m, changes: to(m, g), cost: 1.5, note: moved(m) };
  else if (g.size === m.size)
    yield { kind: "reordered", site: m, changes: to(m, g.reshape(m.shape)), cost: 2 };
  yield* elsewhere(m, g, maps);
  for (const { by, note } of shifted(m))
    yield { kind: "reordered", site: m, cost: 2.2, note, changes: to(m, by) };
  const turned = m.shape.flatMap((n, axis) =>
    n > 1 && maps.some((map) => map.axis === axis) ? [axis] : [],
  );
  const again = (): Tensor => apply(m.op, ...m.inputs);
  for (const axis of turned)
    yield {
      kind: "reordered",
      site: m,
      cost: 2.5,
      changes: to(m, again().flip(axis)),
      note: `reversed along axis ${axis}`,
    };
  for (const axis of turned)
    yield {
      kind: "reordered",
      site: m,
      cost: 3,
      changes: to(m, again().roll(1, axis)),
      note: `shifted along axis ${axis}`,
    };
  for (const p of turned)
    for (const q of turned)
      if (p < q && m.shape[p] === m.shape[q]) {
        const order = [...m.shape.keys()].map((i) => (i === p ? q : i === q ? p : i));
        yield {
          kind: "not-transposed",
          site: m,
          cost: 2.5,
          changes: to(m, permuteTo(again(), order)),
          note: `axes ${p} and ${q} exchanged`,
        };
      }
}

/** A part of `g` taken from another place: its beginning, its end, or the part before or after; along one axis, or all. */
function* elsewhere(m: Tensor, g: Tensor, maps: readonly AxisMap[]): Generator<Edit> {
  const cut = maps.flatMap(({ axis, offset, step, every }, from) => {
    const [whole = 0, n = 0] = [g.shape[from], axis === null ? 1 : m.shape[axis]];
    return step === 1 && every === undefined && n < whole ? [{ from, offset, n, whole }] : [];
  });
  if (cut.length === 0 || m.rank !== g.rank) return;
  const single = cut.flatMap(({ from, offset, n, whole }) =>
    [...new Set([0, whole - n, offset - n, offset + n])].map((start) => new Map([[from, start]])),
  );
  const all = [
    new Map(cut.map(({ from }) => [from, 0])),
    new Map(cut.map(({ from, n, whole }) => [from, whole - n])),
  ];
  for (const starts of cut.length > 1 ? [...single, ...all] : single) {
    const ranges = g.shape.map((_, axis): [number | null, number | null] => {
      const part = cut.find(({ from }) => from === axis);
      if (part === undefined) return [null, null];
      const start = starts.get(axis) ?? part.offset;
      return [start, start + part.n];
    });
    const isOutside = cut.some(({ from, n, whole, offset }) => {
      const start = starts.get(from) ?? offset;
      return start < 0 || start + n > whole;
    });
    if (isOutside || cut.every(({ from, offset }) => (starts.get(from) ?? offset) === offset))
      continue;
    const part = slice(g, ranges);
    if (!alike(part, m)) continue;
    const places = [...starts].map(([axis, start]) => `from ${start} on along axis ${axis}`);
    const note = `the part ${places.join(" and ")} was taken, which is not the one that belongs there`;
    yield { kind: "reordered", site: m, cost: 2, changes: to(m, part), note };
  }
}

/** What a view does. */
function moved(m: Tensor): string {
  const { kernel } = m.op;
  const maps = kernel.kind === "view" ? kernel.axes(m.inputs[0]?.shape ?? []) : [];
  return maps.some(({ step }) => step < 0) ? "reversed" : "";
}
