import { type Tensor, cast } from "../../src/index.ts";
import { fill, isFloat } from "../../src/engine.ts";
import type { Row } from "../table/row.ts";
import { expectEqual, expectShape } from "./metric.ts";
import { directionFor, flat, inputsOf, pullBack, pushForward } from "./sample.ts";

/** Nothing flows through a flat op: gradients and tangents are exact zeros in the shape of the input. */
export function nothingFlows(row: Row): void {
  const smooth: Row = isFloat(row.f(...inputsOf(row)).dtype)
    ? row
    : { ...row, f: (...xs) => cast(row.f(...xs), "float64") };
  for (const shapes of [row.shapes, ...row.edges]) {
    const xs = inputsOf(row, "float64", shapes);
    const slopes = pullBack(smooth, xs, (y) => fill(1, y));
    const moves = xs.map((x, i) => directionFor(x, `${row.title}: tangent ${i}`));
    slopes.forEach((g, i) => expectShape("gradient", g.shape, shapes[i] ?? []));
    const flow: Tensor[] = [...slopes, pushForward(smooth, xs, moves)];
    for (const d of flat(flow)) expectEqual("what flows", d === 0, true);
  }
}

/** An infinite cotangent passes or stops. Multiplied by a mask of zeros it would become NaN. */
export function choosesWithoutMultiplying(row: Row): void {
  const xs = inputsOf(row);
  const back = flat(pullBack(row, xs, (y) => fill(Infinity, y)));
  const forth = flat([
    pushForward(
      row,
      xs,
      xs.map((x) => fill(Infinity, x)),
    ),
  ]);
  for (const g of [...back, ...forth])
    if (Number.isNaN(g)) throw new Error("an infinite cotangent or tangent becomes NaN");
}
