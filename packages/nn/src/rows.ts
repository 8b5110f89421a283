/** Data sets: trees of tensors whose first axis counts the samples. */
import { type Random, ShapeError, type Tensor, ValueError, evaluate } from "@chainrule/core";
import {
  allocate,
  asOptions,
  dataOf,
  describe,
  given,
  leavesOf,
  mapTree,
} from "@chainrule/core/engine";
import { positive, stream, whole, within } from "./option.ts";
import type { Rows } from "./typed.ts";

/** The number of samples; refused unless every tensor has as many. */
export function countRows(op: string, data: unknown): number {
  const leaves = leavesOf(data);
  const [first] = leaves;
  if (first === undefined)
    throw new ValueError(op, "the data", "there is no tensor in it", "write { x, y }");
  for (const { path, tensor: x } of leaves) {
    const shown = `${path === "" ? "the data" : path} ${describe(x)}`;
    if (x.shape.length === 0)
      throw new ShapeError(op, shown, "a scalar has no rows", "the first axis counts the samples");
    if (x.shape[0] !== first.tensor.shape[0])
      throw new ShapeError(
        op,
        `${first.path} ${describe(first.tensor)} and ${shown}`,
        `they have ${first.tensor.shape[0]} and ${x.shape[0]} rows`,
        "the first axis counts the samples; give as many of each",
      );
  }
  return first.tensor.shape[0] ?? 0;
}

/** The rows of every tensor, whose values are known, at these places. */
const rowsAt = <D>(data: D, places: Int32Array): Rows<D> =>
  mapTree(data, (x) => {
    const all = dataOf(x);
    const [n = 1, ...row] = x.shape;
    const width = x.size / n;
    const rows = allocate(x.dtype, places.length * width);
    for (const [i, place] of places.entries())
      for (let j = 0; j < width; j++) rows[i * width + j] = all[place * width + j] as number;
    return given(rows, [places.length, ...row], x.dtype);
  }) as unknown as Rows<D>;

const inOrder = (n: number): Int32Array => Int32Array.from({ length: n }, (_, i) => i);

const shuffled = (n: number, rng: Random): Int32Array => rng.permutation(n).data() as Int32Array;

export interface BatchOptions {
  /** Rows in a batch; the last one has what is left. */
  readonly size: number;
  /** Draws the order of the rows anew for each pass; without it they come in their own. */
  readonly rng?: Random;
}

/**
 * All rows of the data, in batches, each time it is gone through: `for (const { x, y } of batches({ x, y }, { size: 32, rng }))`.
 *
 * @throws ShapeError if the tensors have different numbers of rows; ValueError for a size below 1.
 */
export function batches<D>(data: D, options: BatchOptions): Iterable<Rows<D>> {
  const { size, rng } = asOptions("batches", options, "size", "rng");
  const n = countRows("batches", data);
  whole("batches", "size", size, 1);
  if (rng !== undefined) stream("batches", rng);
  const values = evaluate(data);
  const order = () => (rng === undefined ? inOrder(n) : shuffled(n, rng));
  return { [Symbol.iterator]: () => cut(values, order(), size) };
}

function* cut<D>(data: D, order: Int32Array, size: number): Generator<Rows<D>> {
  for (let start = 0; start < order.length; start += size)
    yield rowsAt(data, order.subarray(start, start + size));
}

/**
 * The data in two parts, drawn at random without overlap: `fraction` of the rows, rounded, and the others.
 *
 * @throws ValueError unless the fraction lies between 0 and 1 and leaves a row for each part.
 */
export function splitData<D>(
  data: D,
  fraction: number,
  rng: Random,
): [part: Rows<D>, rest: Rows<D>] {
  const n = countRows("splitData", data);
  positive("splitData", "fraction", fraction);
  within("splitData", "fraction", fraction, 0, 1);
  stream("splitData", rng);
  const count = Math.round(n * fraction);
  if (count === 0 || count === n)
    throw new ValueError(
      "splitData",
      `fraction ${fraction} of ${n} rows`,
      "one part would be empty",
    );
  const [order, values] = [shuffled(n, rng), evaluate(data)];
  return [rowsAt(values, order.subarray(0, count)), rowsAt(values, order.subarray(count))];
}

/** Refuses data with a number that is not finite, and says where it stands. */
export function finite(op: string, name: string, x: Tensor): void {
  const data = x.data();
  const at = data.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  const width = data.length / (x.shape[0] ?? 1);
  const place =
    x.shape.length > 1 ? `row ${Math.floor(at / width)}, element ${at % width}` : `row ${at}`;
  throw new ValueError(
    op,
    `${name} ${describe(x)}`,
    `${place} is ${data[at]}`,
    "leave the row out, or fill in a number",
  );
}
