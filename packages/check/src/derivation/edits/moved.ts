import { type Tensor, tensor } from "@chainrule/core";
import { apply, evaluateAll } from "@chainrule/core/engine";
import { numbersOf } from "../../pass/numbers.ts";
import { type Edit, type Site, lookalikes, withInput } from "../edit.ts";
import { show } from "../names.ts";

/** How far behind steps that only move elements what they move is looked for. */
const DEPTH = 6;

/** Changes behind a forward value `p` that only moves elements: of something else, or to other places. */
export function* movedEdits(
  { m, edge, flow }: Site,
  p: Tensor,
  change: (from: Tensor, by: Tensor) => Edit["changes"],
): Generator<Edit> {
  const user = edge && { user: edge.user };
  const chain: Tensor[] = [];
  for (let x = p; chain.length < DEPTH;) {
    const [source] = x.inputs;
    if (source === undefined || !["view", "reshape", "gather", "first"].includes(x.op.kernel.kind))
      break;
    chain.push(x);
    for (const { by, note } of shifted(x))
      yield {
        kind: "reordered",
        site: m,
        cost: 2.2,
        of: x,
        note: `${show(source)} ${note}`,
        ...user,
        changes: change(x, by),
      };
    for (const q of lookalikes(source, flow))
      yield {
        kind: "wrong-operand",
        site: m,
        cost: 2,
        of: source,
        instead: q,
        ...user,
        changes: change(source, q),
      };
    x = source;
  }
  for (const note of ["stride", "dilation"] as const) {
    let changed: Tensor | undefined;
    for (const x of chain.toReversed()) {
      const again = changed === undefined ? x : apply(x.op, ...withInput(x, 0, changed));
      changed = reindexed(again).find((other) => other.note === note)?.by ?? (changed && again);
    }
    if (changed !== undefined)
      yield {
        kind: "reordered",
        site: m,
        cost: 2.2,
        of: p,
        note: `${show(p)} is read without the ${note}`,
        ...user,
        changes: change(p, changed),
      };
  }
}

/** A part, or what stands in a frame, taken without its offset. */
export function* shifted(x: Tensor): Generator<{ by: Tensor; note: string }> {
  const { kernel } = x.op;
  const [source] = x.inputs;
  if (kernel.kind !== "view" || source === undefined) return;
  const maps = kernel.axes(source.shape);
  const [axes, offsets]: [number[], number[]] = [[], []];
  for (const { axis, offset, step } of maps)
    if (axis !== null && offset !== 0 && step === 1) {
      axes.push(axis);
      offsets.push(offset);
    }
  if (axes.length === 0) return;
  const rolled = (sign: number): Tensor =>
    axes.reduce((y, axis, i) => y.roll(sign * (offsets[i] ?? 0), axis), x);
  yield { by: rolled(1), note: `is shifted by ${offsets.map(Math.abs).join(" and ")}` };
  yield { by: rolled(-1), note: `is shifted by ${offsets.map(Math.abs).join(" and ")}` };
}

/** Elements looked up at `i + k` where `s·i + k` belongs, or the like. */
export function reindexed(x: Tensor): { by: Tensor; note: "stride" | "dilation" }[] {
  const { kernel } = x.op;
  const index = x.inputs[1];
  if ((kernel.kind !== "gather" && kernel.kind !== "scatter") || index?.rank !== 2) return [];
  evaluateAll(index);
  const at = numbersOf(index);
  const [rows = 0, columns = 0] = index.shape;
  const start = at[0] ?? 0;
  const [down, right] = [(at[columns] ?? start) - start, (at[1] ?? start) - start];
  const most = Math.max(...at);
  const steps = [
    [1, right, "stride"],
    [down, 1, "dilation"],
  ] as const;
  return steps.flatMap(([a, b, note]) => {
    const places = Int32Array.from(
      at,
      (_, n) => start + a * Math.floor(n / columns) + b * (n % columns),
    );
    if (rows < 2 || places.every((place, n) => place === at[n])) return [];
    if (places.some((place) => place < 0 || place > most)) return [];
    const other = tensor(places, { shape: index.shape, dtype: index.dtype });
    return [{ by: apply(x.op, ...withInput(x, 1, other)), note }];
  });
}
