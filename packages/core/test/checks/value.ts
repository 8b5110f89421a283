import { data } from "../../src/index.ts";
import { isFloat } from "../../src/engine.ts";
import type { Plain } from "../table/reference.ts";
import type { Row } from "../table/row.ts";
import { expectEqual, expectNear, expectSame, expectShape, tolerance } from "./metric.ts";
import { directionFor, flat, inputsOf, pullBack } from "./sample.ts";

const plain = (x: ReturnType<typeof inputsOf>[number]): Plain => ({
  shape: x.shape,
  data: [...data(x)],
});

/** The value is that of the definition in plain JavaScript, at the usual shapes and at sizes 0 and 1. */
export function hasReferenceValue(row: Row): void {
  if (row.reference === undefined) throw new Error("there is no reference");
  for (const shapes of [row.shapes, ...row.edges]) {
    const xs = inputsOf(row, "float64", shapes);
    const y = row.f(...xs);
    const wanted = row.reference(...xs.map(plain));
    const at = shapes.map((shape) => `[${shape.join(", ")}]`).join(", ");
    expectShape(`value at ${at}`, y.shape, wanted.shape);
    expectNear(`value at ${at}`, data(y), wanted.data, tolerance(1e-12));
    if (!isFloat(y.dtype)) continue;
    const twice = wanted.data.map((x) => 2 * x);
    expectNear(`value at ${at}, added to itself`, data(y.add(y)), twice, tolerance(1e-12));
  }
}

/** A second run gives the same bits, and neither run changes what went in. */
export function repeats(row: Row): void {
  const run = () => {
    const xs = inputsOf(row);
    const before = flat(xs);
    const y = row.f(...xs);
    const slopes = isFloat(y.dtype) ? pullBack(row, xs, (z) => directionFor(z, row.title)) : [];
    const found = [...data(y), ...flat(slopes)];
    expectSame("inputs after the run", flat(xs), before);
    return found;
  };
  expectSame("second run", run(), run());
}

/** float32 in, float32 out, and the numbers of float64 up to its rounding. */
export function worksInSinglePrecision(row: Row): void {
  const [singles, doubles] = [inputsOf(row, "float32"), inputsOf(row)];
  const [y, z] = [row.f(...singles), row.f(...doubles)];
  expectNear("float32 value", data(y), data(z), tolerance(2e-5));
  expectEqual("float32 result", y.dtype, isFloat(z.dtype) ? "float32" : z.dtype);
  if (!isFloat(y.dtype)) return;
  const u = directionFor(z, row.title);
  const slopes = pullBack(row, singles, (t) => u.cast(t.dtype));
  for (const g of slopes) expectEqual("float32 gradient", g.dtype, "float32");
  const wanted = pullBack(row, doubles, () => u);
  expectNear("float32 gradient", flat(slopes), flat(wanted), tolerance(1e-4));
}
