import type { Tensor } from "@chainrule/core";
import { scopeOf, siteOf } from "@chainrule/core/engine";
import type { Maths } from "../report/block.ts";
import { quantityOf } from "../numbers/quantity.ts";
import type { Local } from "./local.ts";
import type { AdjointStep, LocalDerivative } from "./steps.ts";
import { product, slope } from "./symbols.ts";
import { grouped } from "../numbers/grouped.ts";
import type { Use } from "./uses.ts";
import type { Visible } from "./visible.ts";

/** The steps back from `y`, one for each use of a value. */
export function reverseSteps(
  y: Tensor,
  seed: Tensor,
  uses: readonly Use[],
  { steps }: Visible,
  local: Local,
  elements: number,
): readonly AdjointStep[] {
  const places = new Map(steps.map((x, i) => [x, i + 1]));
  const totals = grouped(uses, ({ of }) => of);
  const counts = new Map<Tensor, number>();
  const adjoints = new Map([[y, seed]]);
  const quantity = (x: Tensor) => quantityOf(x, elements);
  const start: AdjointStep = {
    ...placed(y, steps.length + 1),
    formula: { text: "1", tex: "1" },
    contribution: quantity(seed),
    sum: quantity(seed),
    use: 1,
    uses: 1,
  };
  return [
    start,
    ...uses.map((use, i): AdjointStep => {
      const { of, through, part, sum } = use;
      const nth = (counts.get(of) ?? 0) + 1;
      counts.set(of, nth);
      adjoints.set(of, sum);
      const site = siteOf(through);
      return {
        ...placed(of, steps.length + 2 + i),
        through: places.get(through) ?? 0,
        local: localOf(use, local, elements),
        upstream: quantity(adjoints.get(through) ?? seed),
        formula: formulaOf(use, shareOf(use), local),
        contribution: quantity(part),
        sum: quantity(sum),
        use: nth,
        uses: totals.get(of)?.length ?? 1,
        ...(site !== undefined && { site }),
      };
    }),
  ];

  /** Which of the contributions from within a box this is, if there are several. */
  function shareOf(use: Use): string {
    const alike = (totals.get(use.of) ?? []).filter(({ through }) => through === use.through);
    return use.operand !== undefined || alike.length === 1
      ? ""
      : ` (part ${alike.indexOf(use) + 1} of ${alike.length})`;
  }

  function placed(x: Tensor, step: number) {
    const { shape, dtype } = x;
    return {
      step,
      pass: "reverse",
      name: local.bar(x),
      of: places.get(x) ?? 0,
      shape,
      dtype,
    } as const;
  }
}

function formulaOf({ of, through, operand }: Use, share: string, local: Local): Maths {
  const known = operand === undefined ? undefined : local.contribution(through, operand);
  if (known !== undefined) return known;
  const { text, tex } = product(local.bar(through), slope(local.name(through), local.name(of)));
  return share === "" ? { text, tex } : { text: text + share, tex: `${tex}\\text{${share}}` };
}

function localOf(
  { of, through, operand, slope: factor }: Use,
  local: Local,
  elements: number,
): LocalDerivative {
  const formula = operand === undefined ? undefined : local.derivative(through, operand);
  const rule = operand === undefined ? scopeOf(through)?.formula : undefined;
  return {
    name: slope(local.name(through), local.name(of)),
    ...(formula && { formula }),
    ...(factor && { value: quantityOf(factor, elements) }),
    ...(rule !== undefined && rule !== "" && { rule }),
  };
}
