import type { Tensor } from "@chainrule/core";
import { siteOf } from "@chainrule/core/engine";
import { quantityOf } from "../numbers/quantity.ts";
import type { Maths } from "../report/block.ts";
import type { Local } from "./local.ts";
import type { PrimalStep, Tangent } from "./steps.ts";
import { product, slope, sum } from "./symbols.ts";
import type { Visible } from "./visible.ts";

/** How steps move (`null`: they stand still), and those that were told how. */
export interface Moves {
  readonly by: ReadonlyMap<Tensor, Tensor | null>;
  readonly told: { readonly has: (x: Tensor) => boolean };
}

/** The steps forwards; with `moves`, each beside its tangent. */
export function forwardSteps(
  { steps, inputs }: Visible,
  local: Local,
  elements: number,
  moves?: Moves,
): readonly PrimalStep[] {
  function tangentOf(x: Tensor, { by, told }: Moves): Tangent {
    const name = local.dot(x);
    const dx = by.get(x) ?? null;
    if (dx === null || told.has(x))
      return { name, value: dx === null ? 0 : quantityOf(dx, elements) };
    const moves = (input: Tensor): boolean => (by.get(input) ?? null) !== null;
    const formula = local.tangent(x, x.inputs.map(moves)) ?? bySlopes(x, moves);
    return { name, formula, value: quantityOf(dx, elements) };
  }

  /** `∂y/∂a·ȧ + ∂y/∂b·ḃ` */
  const bySlopes = (x: Tensor, moves: (input: Tensor) => boolean): Maths =>
    sum(
      (inputs.get(x) ?? [])
        .filter(moves)
        .map((a) => product(slope(local.name(x), local.name(a)), local.dot(a))),
    );

  return steps.map((x, i) => {
    const formula = local.formula(x);
    const site = siteOf(x);
    return {
      step: i + 1,
      pass: "forward",
      name: local.name(x),
      ...(formula && { formula }),
      value: quantityOf(x, elements),
      ...(moves && { tangent: tangentOf(x, moves) }),
      shape: x.shape,
      dtype: x.dtype,
      ...(site !== undefined && { site }),
    };
  });
}
