import { type Tensor, tensor } from "@chainrule/core";
import { apply } from "@chainrule/core/engine";
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
  let x = p;
  for (let depth = 0; depth < DEPTH; depth++) {
    const { kernel } = x.op;
    const [source] = x.inputs;
    if (source === undefined || !["view", "reshape", "gather", "first"].includes(kernel.kind))
      return;
    for (const { by, note } of [...shifted(x), ...reindexed(x)])
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
export function* reindexed(x: Tensor): Generator<{ by: Tensor; note: string }> {
  const { kernel } = x.op;
  const index = x.inputs[1];
  if ((kernel.kind !== "gather" && kernel.kind !== "scatter") || index?.rank !== 2) return;
  const at = numbersOf(index);
  const [rows = 0, columns = 0] = index.shape;
  const start = at[0] ?? 0;
  const [down, right] = [(at[columns] ?? start) - start, (at[1] ?? start) - start];
  const most = Math.max(...at);
  for (const [a, b, note] of [
    [1, right, "is read without the stride"],
    [down, 1, "is read without the dilation"],
  ] as const) {
    const places = Int32Array.from(
      at,
      (_, n) => start + a * Math.floor(n / columns) + b * (n % columns),
    );
    if (
      rows < 2 ||
      places.every((place, n) => place === at[n]) ||
      places.some((n) => n < 0 || n > most)
    )
      continue;
    const other = tensor(places, { shape: index.shape, dtype: index.dtype });
    yield { by: apply(x.op, ...withInput(x, 1, other)), note };
  }
}
