import { type Tensor, data } from "@chainrule/core";
import { asOptions, asTensor, fill, scalar, transforming } from "@chainrule/core/engine";
import { type Quantity, quantityOf, showQuantity } from "../numbers/quantity.ts";
import { type Block, type Maths, type Words, heading, list, table, text } from "../report/block.ts";
import { Report } from "../report/report.ts";
import { labelsOf } from "../trace/labels.ts";
import { Local } from "../trace/local.ts";
import { ELEMENTS, type ExplainOptions, wantedOf } from "../trace/options.ts";
import { equation, slope } from "../trace/symbols.ts";
import { visible } from "../trace/visible.ts";
import { plus } from "./engines.ts";
import { faults } from "./faults.ts";
import { type Adjoints, inOrder, passOf } from "./pass.ts";

/** A deliberately broken engine, and what it makes of a gradient. */
export interface BrokenEngine {
  readonly name: string;
  /** One for each leaf, in the order of the report. */
  readonly gradients: readonly Quantity[];
  /** The leaves whose gradient is not the right one, by their place. */
  readonly differs: readonly number[];
  /** Why it differs, or why it does not. */
  readonly why: Words;
}

/** The same backward pass by broken engines, beside the right one. */
export class BrokenEngines extends Report {
  /** Whether all agree. */
  readonly ok: boolean;
  /** `∂y/∂w` for each leaf, and its value. */
  readonly leaves: readonly Maths[];
  readonly gradients: readonly Quantity[];
  readonly engines: readonly BrokenEngine[];

  constructor(
    leaves: readonly Maths[],
    gradients: readonly Quantity[],
    engines: readonly BrokenEngine[],
  ) {
    super();
    this.leaves = leaves;
    this.gradients = gradients;
    this.engines = engines;
    this.ok = engines.every(({ differs }) => differs.length === 0);
  }

  protected blocks(): readonly Block[] {
    const row = (
      name: string,
      values: readonly Quantity[],
      differs: readonly number[],
    ): Words[] => [
      name,
      ...values.map((value, i) => `${showQuantity(value, 6)} ${differs.includes(i) ? "✗" : "✓"}`),
    ];
    return [
      heading("One backward pass, by the right engine and by broken ones"),
      table(
        ["engine", ...this.leaves],
        [
          row("right", this.gradients, []),
          ...this.engines.map(({ name, gradients, differs }) => row(name, gradients, differs)),
        ],
        this.leaves.map((_, i) => i + 1),
      ),
      list(this.engines.map(({ name, why }) => [`${name}: `, ...[why].flat()])),
      ...(this.ok ? [text("No engine differs: this program does not tell them apart.")] : []),
    ];
  }
}

/**
 * The gradients of the scalar `y` by the right engine and by broken ones: without a topological order, with `=` for
 * `+=`, without the sum over axes that were stretched, without zeroing between two passes, with an update during the
 * pass. By all leaves that have a name, unless `of` says otherwise.
 */
export function brokenEngines(y: Tensor, options: Pick<ExplainOptions, "of"> = {}): BrokenEngines {
  const { of } = asOptions("brokenEngines", options, "of");
  scalar("brokenEngines", asTensor("brokenEngines", y));
  return transforming(() => {
    const wanted = wantedOf(y, of, "brokenEngines");
    const pass = passOf(y, wanted);
    const local = new Local(labelsOf(visible(y, wanted, true).steps), true);
    const said = (x: Tensor): Maths => {
      const formula = x.name === undefined ? local.formula(x) : undefined;
      return formula === undefined ? local.name(x) : equation(local.name(x), formula);
    };
    const found = (adjoints: Adjoints) => wanted.map((x) => adjoints.get(x) ?? fill(0, x));
    const right = found(inOrder(pass, plus));
    const quantities = (gs: readonly Tensor[]) => gs.map((g) => quantityOf(g, ELEMENTS));
    const engines = faults.map((fault): BrokenEngine => {
      const { adjoints, place } = fault.run(pass);
      const gradients = found(adjoints);
      const differs = [...wanted.keys()].filter((i) => !near(gradients[i], right[i]));
      const why =
        differs.length > 0 && place !== undefined
          ? fault.why(place, pass, said)
          : fault.whyNot(pass);
      return { name: fault.name, gradients: quantities(gradients), differs, why };
    });
    const leaves = wanted.map((x) => slope(local.name(y), local.name(x)));
    return new BrokenEngines(leaves, quantities(right), engines);
  });
}

/** Whether two gradients differ by rounding at most. */
function near(a: Tensor | undefined, b: Tensor | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  const [xs, ys] = [a, b].map((x) => Array.from(data(x))) as [number[], number[]];
  const bound =
    (a.dtype === "float32" ? 1e-4 : 1e-10) * ys.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
  return xs.every((x, i) => Object.is(x, ys[i]) || Math.abs(x - (ys[i] ?? NaN)) <= bound);
}
