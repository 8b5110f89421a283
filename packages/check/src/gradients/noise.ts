import { type Data, Tensor } from "@chainrule/core";
import { compute, dataOf, given, isFloat, observing } from "@chainrule/core/engine";

/**
 * Run `body` with every value that is computed in it off by one rounding, up or down at random. What its results
 * vary by from run to run is their rounding error. After J. Vignes, "A stochastic arithmetic for reliable scientific
 * computation", Mathematics and Computers in Simulation 35 (1993).
 */
export const shaken = <T>(epsilon: number, coin: () => boolean, body: () => T): T =>
  observing((node, known) => {
    if (known && isFloat(node.dtype) && !MOVES.has(node.op.kernel.kind)) shake(node, epsilon, coin);
  }, body);

/** Kernels that compute nothing: elements keep every bit. */
const MOVES: ReadonlySet<string> = new Set(["leaf", "view", "reshape", "first", "gather", "join"]);

function shake(node: Tensor, epsilon: number, coin: () => boolean): void {
  const { value } = node;
  const sums = terms(node);
  const off = (x: number, i: number): number =>
    x + (coin() ? epsilon : -epsilon) * (sums === undefined ? x : (sums[i] ?? 0));
  node.value = typeof value === "number" ? off(value, 0) : value?.map(off);
}

/**
 * What the rounding error of each element is a share of, if not of the element: for what adds up, the sum of the sizes of
 * its terms; for an algorithm, a few times the largest element.
 */
function terms(node: Tensor): Data | undefined {
  const { kernel } = node.op;
  if (kernel.kind === "routine") {
    const all = Float64Array.from(dataOf(node), Math.abs);
    return all.fill(4 * all.reduce((a, b) => Math.max(a, b), 0));
  }
  const adds =
    kernel.kind === "contract" ||
    ((kernel.kind === "fold" || kernel.kind === "scan") && Number.isFinite(kernel.identity));
  if (!adds) return undefined;
  const sizes = node.inputs.map((x) => given(dataOf(x).map(Math.abs), x.shape, x.dtype));
  const value = compute(new Tensor(node.op, node.shape, node.dtype, undefined, ...sizes));
  return typeof value === "number" ? Float64Array.of(value) : value;
}

/** The numbers, each off by one rounding. */
export const shakenNumbers = (
  xs: Float64Array,
  epsilon: number,
  coin: () => boolean,
): Float64Array => xs.map((x) => x * (coin() ? 1 + epsilon : 1 - epsilon));
