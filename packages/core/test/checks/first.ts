import { type Tensor, backward, data, grad, gradients, jacobian } from "../../src/index.ts";
import { fill } from "../../src/engine.ts";
import { ridders } from "../ridders.ts";
import type { Row } from "../table/row.ts";
import { expectEqual, expectNear, expectSame, expectShape, near, tolerance } from "./metric.ts";
import {
  directionFor,
  flat,
  inner,
  inputsOf,
  leaf,
  pullBack,
  pushForward,
  score,
  unsigned,
  weight,
} from "./sample.ts";

const cotangent = (row: Row) => (y: Tensor) => directionFor(y, `${row.title}: cotangent`);

/** `⟨u, Jv⟩ = ⟨Jᵀu, v⟩`, with one input moving at a time and with all of them. */
export function modesAgree(row: Row, xs: readonly Tensor[] = inputsOf(row)): void {
  const u = flat([cotangent(row)(row.f(...xs))]);
  const back = pullBack(row, xs, cotangent(row)).map((g) => flat([g]));
  const moves = xs.map((x, i) => directionFor(x, `${row.title}: tangent ${i}`));
  const along = (chosen: readonly boolean[]) => {
    const dy = pushForward(
      row,
      xs,
      moves.map((v, i) => (chosen[i] === true ? v : null)),
    );
    const left = inner(u, flat([dy]));
    const some = moves.map((v, i) => (chosen[i] === true ? flat([v]) : flat([fill(0, v)])));
    const right = inner(back.flat(), some.flat());
    const scale = weight(u, flat([dy])) + weight(back.flat(), some.flat());
    if (!near(left, right, tolerance(0, 1e-12 * scale)))
      throw new Error(`⟨u, Jv⟩ = ${left} but ⟨Jᵀu, v⟩ = ${right}, moving ${String(chosen)}`);
  };
  along(xs.map(() => true));
  if (xs.length > 1) for (const i of xs.keys()) along(xs.map((_, k) => k === i));
}

/** The Jacobian by columns (forward mode) is that by rows (reverse mode), element by element. */
export function jacobiansAgree(row: Row): void {
  const f = (xs: Tensor[]): Tensor => row.f(...xs);
  const [columns, rows] = (["forward", "reverse"] as const).map((mode) =>
    (jacobian(f, { mode })(inputsOf(row)) as readonly Tensor[]).map((block) => flat([block])),
  );
  columns?.forEach((block, i) => {
    const scale = Math.max(1, ...block.filter(Number.isFinite).map(Math.abs));
    expectNear(`∂y/∂(input ${i})`, block, rows?.[i] ?? [], tolerance(0, 1e-12 * scale));
  });
}

/** Every coordinate of `Jᵀu` is the slope of `⟨u, f⟩` by differences, within 1e-9. */
export function pullbackIsTheSlope(row: Row): void {
  const xs = inputsOf(row);
  const u = flat([cotangent(row)(row.f(...xs))]);
  const found = pullBack(row, xs, cotangent(row));
  for (const [k, x] of xs.entries()) {
    const values = flat([x]);
    const slopes = values.map((centre, i) => {
      const [estimate] = ridders((t) => {
        const moved = leaf(values.with(i, centre + t), x.shape);
        return [inner(u, flat([row.f(...xs.with(k, moved))]))];
      });
      return decided(estimate, `coordinate ${i} of input ${k}`);
    });
    expectNear(`gradient of input ${k}`, flat([found[k] as Tensor]), slopes, tolerance(1e-9));
  }
}

/** The estimate, refused if differences cannot tell: the row then needs a better domain. */
export function decided(
  estimate: { readonly value: number; readonly error: number } | undefined,
  what: string,
): number {
  const { value = NaN, error = NaN } = estimate ?? {};
  if (!(error <= 3e-10 * (1 + Math.abs(value))))
    throw new Error(`${what}: differences cannot tell: ${value} ± ${error}`);
  return value;
}

/** A cotangent of exact zeros gives exact zeros, and the pullback is linear in the cotangent. */
export function pullbackIsLinear(row: Row): void {
  const xs = inputsOf(row);
  const back = (u: (y: Tensor) => Tensor) => flat(pullBack(row, xs, u));
  for (const g of back((y) => fill(0, y)))
    if (g !== 0) throw new Error(`a cotangent of zeros gives ${g}`);
  const [u, w] = [
    cotangent(row),
    (y: Tensor) => directionFor(y, `${row.title}: another cotangent`),
  ];
  const [a, b] = [back(u), back(w)];
  const both = back((y) => u(y).mul(-2).add(w(y).mul(0.75)));
  const wanted = a.map((x, i) => -2 * x + 0.75 * (b[i] as number));
  expectNear("pullback of −2u + ¾w", both, wanted, tolerance(1e-12));
}

/** A gradient has the shape and the dtype of its input, also where axes have size 0 or 1. */
export function gradientFitsItsInput(row: Row): void {
  for (const shapes of [row.shapes, ...row.edges]) {
    const xs = inputsOf(row, "float64", shapes);
    for (const [i, g] of pullBack(row, xs, cotangent(row)).entries()) {
      expectShape(`gradient of input ${i}`, g.shape, shapes[i] ?? []);
      expectEqual(`gradient of input ${i}`, g.dtype, "float64");
      expectEqual(`size of the gradient of input ${i}`, data(g).length, g.size);
    }
    if (flat([row.f(...xs)]).every(Number.isFinite)) modesAgree(row, xs);
  }
}

/** The sweep on values and the sweep that builds a graph give the same bits, but for the sign of zeros. */
export function sweepsAgree(row: Row): void {
  const f = score(row, cotangent(row));
  const xs = inputsOf(row);
  const graph = unsigned(flat(gradients(f(xs), xs)));
  expectSame("grad", unsigned(flat(grad(f)(inputsOf(row)))), graph);
  const ys = inputsOf(row);
  const sweep = backward(f(ys));
  expectSame("backward", unsigned(flat(ys.map((y) => sweep.of(y)))), graph);
}
