import { apply } from "../graph/apply.ts";
import { isFloat } from "../graph/dtype.ts";
import { edgesOf, placed, topological } from "../graph/order.ts";
import type { Tensor } from "../graph/tensor.ts";
import { add, scale } from "../ops/arithmetic.ts";
import { fill } from "../ops/leaf.ts";

type Tangent = Tensor | null;

/**
 * Forward mode: the tangents of `ys` when each `x` moves by its `dx`; `null` where nothing moves. Visits
 * every node between them once, after its inputs, and pushes their tangents on.
 */
export function tangents(ys: readonly Tensor[], seeds: ReadonlyMap<Tensor, Tensor>): Tangent[] {
  let oldest = Infinity;
  for (const x of seeds.keys()) oldest = Math.min(oldest, x.id);
  const order = topological(ys, (node) => node.id >= oldest);
  const { first, places } = edgesOf(order);
  const results = ys.map((y) => (placed(order, y) ? y.slot : -1));
  const moves = new Array<Tangent>(order.length).fill(null);
  order.forEach((node, i) => {
    const given = seeds.get(node);
    if (given !== undefined) {
      moves[i] = given;
      return;
    }
    const start = first[i] as number;
    const dx = node.inputs.map((_, k): Tangent => {
      const place = places[start + k] as number;
      return place < 0 ? null : (moves[place] ?? null);
    });
    if (isFloat(node.dtype) && dx.some((d) => d !== null)) moves[i] = pushforward(node, dx);
  });
  return results.map((place) => (place < 0 ? null : (moves[place] ?? null)));
}

/** The tangent of a node, given those of its inputs. */
export function pushforward(y: Tensor, dx: readonly Tangent[]): Tangent {
  const d = y.op.derivative;
  const { inputs } = y;
  switch (d.kind) {
    case "constant":
      return null;
    case "linear":
      return apply(y.op, ...inputs.map((x, i) => dx[i] ?? (isFloat(x.dtype) ? fill(0, x) : x)));
    case "bilinear": {
      const [a, b] = inputs as [Tensor, Tensor];
      const [da, db] = dx;
      return total([da && apply(y.op, da, b), db && apply(y.op, a, db)]);
    }
    case "pointwise":
      return total(
        dx.map((move, i) => {
          if (move === null) return null;
          const slope = d.partials[i]?.(y, ...inputs) ?? 0;
          return slope === 1 ? move : scale(move, slope as Tensor);
        }),
      );
    case "gated":
      return total(
        dx.map((move, i) => (move === null ? null : (d.gates[i]?.(move, y, ...inputs) ?? null))),
      );
    case "custom":
      return d.jvp(dx, y, inputs);
    case "replaced":
      return d.jvp(dx, y);
  }
}

const total = (parts: readonly (Tangent | undefined)[]): Tangent =>
  parts.reduce<Tangent>(
    (sum, part) => (sum && part ? add(sum, part) : (sum ?? part ?? null)),
    null,
  );
