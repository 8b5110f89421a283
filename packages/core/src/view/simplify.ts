import { apply } from "../graph/apply.ts";
import { isFloat } from "../graph/dtype.ts";
import { scopeOf } from "../graph/note.ts";
import { edgesOf, placeAgain, placed } from "../graph/order.ts";
import { sameShape } from "../graph/shape.ts";
import type { Op, Scope, Tensor } from "../graph/tensor.ts";
import { grad } from "../autodiff/grad.ts";
import { transforming } from "../autodiff/transform.ts";
import { mul, scale } from "../ops/arithmetic.ts";
import { fill } from "../ops/leaf.ts";
import { cameTo, constantOf } from "./constants.ts";
import { Graph, type TracedAll, asGraph, trace } from "./graph.ts";
import { Known } from "./known.ts";

/**
 * An equal graph with fewer nodes: constants folded, neutral operands dropped, numeric factors joined where
 * that is exact, equal nodes shared, dead nodes gone. No bit of a value changes, but the sign of a cotangent that is
 * exactly 0; what floating point forbids (x + 0 = x, x − x = 0, x·0 = 0, 3·(0.1·x) = 0.3·x) is left alone.
 */
export function simplify(g: Graph): Graph {
  asGraph("simplify", g);
  return transforming(() => {
    const { nodes } = g;
    placeAgain(nodes);
    const { first, places } = edgesOf(nodes);
    const results = g.outputs.map((y) => y.slot);
    // How often each node is used; a result more than once.
    const uses = new Int32Array(nodes.length);
    for (const list of [places, results, results])
      for (const place of list) uses[place] = (uses[place] as number) + 1;
    const done: Tensor[] = [];
    const known = new Known(nodes.length);
    const boxes: number[] = [];
    for (let i = 0; i < nodes.length; i++) {
      const node = nodes[i] as Tensor;
      const from = first[i] as number;
      const inputs = new Array<Tensor>((first[i + 1] as number) - from);
      let single = false;
      for (let k = 0; k < inputs.length; k++) {
        const place = places[from + k] as number;
        inputs[k] = done[place] as Tensor;
        single ||= uses[place] === 1;
      }
      // Otherwise the new factor would stand beside the old ones.
      const factors = single ? joined(node, inputs, known) : inputs;
      const made = inputs.length === 0 ? node : reduced(node, factors, known);
      done.push(known.once(made));
      if (scopeOf(node)?.output === node) boxes.push(i);
    }
    // What was computed on the way has moved the places.
    if (boxes.length > 0) placeAgain(nodes);
    const standIn = (x: Tensor): Tensor => (placed(nodes, x) ? (done[x.slot] as Tensor) : x);
    for (const i of boxes) keepBox(nodes[i] as Tensor, done[i] as Tensor, standIn);
    return new Graph(
      g.inputs,
      results.map((i) => done[i] as Tensor),
    );
  });
}

/**
 * `c·(d·x)` as `(c·d)·x` where `d` is ±1, ±2, ±4, … and |c| ≥ 1: then `d·x` and `c·d` are exact, and where one
 * way overflows so does the other. A smaller `d` would lose digits of denormals, and another one rounds twice.
 */
function joined({ op, dtype }: Tensor, inputs: readonly Tensor[], known: Known): readonly Tensor[] {
  if (op !== Mul && op !== Scale) return inputs;
  const [a, b] = inputs;
  if (a === undefined || b === undefined || !isFloat(dtype)) return inputs;
  const [outer, inner] = constantOf(a) === undefined ? [b, a] : [a, b];
  const c = constantOf(outer);
  if (c === undefined || inner.op !== Mul) return inputs;
  const first = constantOf(inner.first);
  const d = first ?? constantOf(inner.second);
  const x = first === undefined ? inner.first : inner.second;
  if (d === undefined || x === undefined) return inputs;
  if (!Number.isInteger(Math.log2(Math.abs(d))) || Math.abs(d) < 1 || !(Math.abs(c) >= 1))
    return inputs;
  const factor = fill(c * d, outer);
  return Number.isFinite(constantOf(factor)) && sameShape(outer.shape, inner.shape)
    ? [known.once(factor), x]
    : inputs;
}

/** What took the place of a node. */
type StandIn = (x: Tensor) => Tensor;

/** A box stays one: what took the place of its result remembers it, applied to what took the place of its inputs. */
function keepBox(node: Tensor, output: Tensor, standIn: StandIn): void {
  const scope = scopeOf(node);
  if (scope?.output !== node || output === node) return;
  if (output.op !== node.op || scopeOf(output) !== undefined) return;
  const box = moved(scope, output, standIn);
  if (box.inputs.every((x) => x.id < output.id)) output.note = { ...output.note, scope: box };
}

function moved(scope: Scope, output: Tensor, standIn: StandIn): Scope {
  const { inner } = scope;
  const inputs = scope.inputs.map(standIn);
  const first = Math.min(scope.first, output.id);
  return {
    ...scope,
    output,
    inputs,
    first,
    ...(inner && { inner: moved(inner, output, standIn) }),
  };
}

function reduced(node: Tensor, inputs: readonly Tensor[], known: Known): Tensor {
  const same = cameTo(node, inputs);
  if (same !== undefined) return same;
  const { op, name } = node;
  return known.node(op, inputs, () => {
    const made = rewritten(op, inputs);
    if (name !== undefined && made.note === undefined) made.note = { name };
    return made;
  });
}

/** The product of the chain rule is a plain one where a factor is a finite constant and the cotangent is not 0. */
function rewritten(op: Op, inputs: readonly Tensor[]): Tensor {
  const [g, slope] = inputs as [Tensor, Tensor];
  if (op === Scale) {
    const [a, b] = [constantOf(g), constantOf(slope)];
    if (a === 0) return g;
    if ((a !== undefined && a !== 0) || (b !== undefined && Number.isFinite(b)))
      return mul(g, slope);
  }
  return apply(op, ...inputs);
}

const one = fill(1, { shape: [1], dtype: "float64" });
const Scale = scale(one, one).op;
const Mul = mul(one, one).op;

/** The simplified graph of `grad(f)` at these shapes; as text it is the formula of the derivative. */
export const derive = <const L extends readonly unknown[]>(
  f: (...args: TracedAll<L>) => Tensor,
  ...specs: L
): Graph =>
  simplify(trace(grad(f as (x: unknown, ...rest: unknown[]) => Tensor) as never, ...specs));
