import { type Tensor, add, arange, div, sub } from "@chainrule/core";
import { apply, evaluateAll, fill, isFloat, sweep } from "@chainrule/core/engine";
import { cotangentOf } from "./backward.ts";
import type { Flow } from "./flow.ts";
import { largest, minus, numbersOf } from "./numbers.ts";

/** The contributions of all steps whose derivative jumps just here, as they are a hair further on or back. */
export interface Jump {
  /** The steps that jump. */
  readonly users: readonly Tensor[];
  readonly changes: ReadonlyMap<Tensor, { readonly expr: Tensor }>;
}

/** How far a hair is, and how large a change of a slope is a jump. */
const HAIR = 1e-12;
const JUMP = 1e-6;

/** Inputs a hair larger, a hair smaller, the first elements larger, the last elements larger: ties are broken either way. */
const nudges: readonly ((x: Tensor) => Tensor)[] = [
  (x) => add(x, fill(HAIR, x)),
  (x) => sub(x, fill(HAIR, x)),
  (x) => sub(x, ramp(x)),
  (x) => add(x, ramp(x)),
];

const ramp = (x: Tensor): Tensor =>
  div(
    arange(0, x.size, 1, { dtype: x.dtype === "float32" ? "float32" : "float64" }).reshape(x.shape),
    x.size / HAIR / 8,
  );

/** What input number `input` of `user` receives from `g`, that input nudged; undefined if its derivative does not jump there. */
function nudged(
  user: Tensor,
  input: number,
  g: Tensor,
  nudge: (x: Tensor) => Tensor,
): Tensor | undefined {
  const x = user.inputs[input];
  if (x === undefined || !isFloat(x.dtype)) return undefined;
  const pulled = (at: Tensor, cotangent: Tensor): Tensor | undefined =>
    sweep(apply(user.op, ...user.inputs.map((z, i) => (i === input ? at : z))), [at], cotangent)[0];
  const moved = nudge(x);
  const one = fill(1, user);
  const slopes = [pulled(add(x, fill(0, x)), one), pulled(moved, one)].map((slope) => {
    if (slope !== undefined) evaluateAll(slope);
    return slope === undefined ? new Float64Array() : numbersOf(slope);
  });
  const [now = new Float64Array(), then = now] = slopes;
  return largest(minus(then, now)) > JUMP * largest(then) ? pulled(moved, g) : undefined;
}

/** Other answers that the derivatives of steps above `target` could give where they jump. */
export function jumps(target: Tensor, flow: Flow): Jump[] {
  const { back } = flow;
  const parts = [...back.parts.values()]
    .flat()
    .filter((part) => flow.reaches(part, target) && mayJump(back.origin.get(part)?.user));
  const found: Jump[] = [];
  for (const nudge of nudges) {
    const users: Tensor[] = [];
    const changes = new Map<Tensor, { readonly expr: Tensor }>();
    for (const part of parts) {
      const edge = back.origin.get(part);
      const g = edge && (back.cuts.get(edge.user) ?? cotangentOf(edge.user, back));
      const expr = edge && g && nudged(edge.user, edge.input, g, nudge);
      if (edge === undefined || expr === undefined) continue;
      changes.set(part, { expr });
      users.push(edge.user);
    }
    if (changes.size === 0) continue;
    found.push({ users, changes });
    if (changes.size > 1)
      for (const [i, [part, change]] of [...changes].entries())
        found.push({ users: users.slice(i, i + 1), changes: new Map([[part, change]]) });
  }
  return found;
}

/** Elementwise steps and choices of an element; what is linear has no kinks. */
const mayJump = (user: Tensor | undefined): boolean =>
  user !== undefined &&
  (user.op.derivative.kind === "gated" ||
    (user.op.derivative.kind === "pointwise" && user.op.kernel.kind === "map") ||
    (user.op.derivative.kind === "custom" && user.op.kernel.kind === "fold"));
