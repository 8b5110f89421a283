import { type Tensor, add, arange, div, sub } from "@chainrule/core";
import { apply, fill, isFloat, sweep } from "@chainrule/core/engine";
import { type Backward, cotangentOf } from "./backward.ts";
import type { Flow } from "./flow.ts";
import { largest, minus } from "./numbers.ts";

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

/** What `part` would be if the input that it belongs to, and no other, were nudged. */
function nudged(part: Tensor, back: Backward, nudge: (x: Tensor) => Tensor): Tensor | undefined {
  const edge = back.origin.get(part);
  const x = edge?.user.inputs[edge.input];
  if (edge === undefined || x === undefined) return undefined;
  const { user, input } = edge;
  const g = back.cuts.get(user) ?? cotangentOf(user, back);
  if (g === undefined || !isFloat(x.dtype)) return undefined;
  const moved = nudge(x);
  const y = apply(user.op, ...user.inputs.map((other, i) => (i === input ? moved : other)));
  return sweep(y, [moved], g)[0];
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
      const expr = nudged(part, back, nudge);
      const user = back.origin.get(part)?.user;
      if (expr === undefined || user === undefined) continue;
      // Where another answer lets nothing through, what jumps below it shows only once that has changed.
      const [now, then] = [
        flow.run(changes, part),
        flow.run(new Map([...changes, [part, { expr }]]), part),
      ];
      if (!(largest(minus(then, now)) > JUMP * largest(now) + Number.MIN_VALUE)) continue;
      changes.set(part, { expr });
      users.push(user);
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
