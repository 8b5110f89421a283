/** Every shape here is stated once, and must be what the compiler finds and what the program yields. */
import { describe, expect, test } from "vitest";
import {
  type Shape,
  type Tensor,
  add,
  arange,
  concat,
  dot,
  expandDims,
  eye,
  flatten,
  full,
  gradients,
  hessian,
  jacobian,
  linspace,
  logSumExp,
  matmul,
  max,
  mul,
  ones,
  oneHot,
  outer,
  permute,
  random,
  reshape,
  softmax,
  squeeze,
  stack,
  sub,
  sum,
  swapAxes,
  take,
  tensor,
  transpose,
  variance,
  where,
  zeros,
} from "../src/index.ts";

type Exactly<A, B> =
  (<T>(x: T) => T extends A ? T : 0) extends <T>(x: T) => T extends B ? T : 0 ? unknown : never;

/** That `x` has exactly this shape, in its type and when it runs. */
function is<S extends Shape, const T extends Shape>(x: Tensor<S>, shape: T & Exactly<S, T>): void {
  expect(x.shape).toEqual(shape);
}

const [x, w, b] = [zeros([32, 784]), zeros([784, 10]), zeros([10])];
const cube = zeros([5, 2, 3]);
/** A size known only at run time. */
const n: number = 4;
/** A rank known only at run time. */
const some: Tensor = zeros([2, 3]);
const unknown = (...sizes: number[]): Shape => sizes;
const index = (shape: readonly [2]) => zeros(shape, { dtype: "int32" });

describe("creation", () => {
  test("numbers, nested literals and arrays", () => {
    is(tensor(1), []);
    is(tensor([1, 2, 3]), [3]);
    is(
      tensor([
        [1, 2, 3],
        [4, 5, 6],
      ]),
      [2, 3],
    );
    is(tensor([[[1], [2]]]), [1, 2, 1]);
    is(tensor([true, false]), [2]);
    is(tensor([]), [0]);
    const list: number[] = [1, 2, 3];
    is(tensor(list), [list.length]);
    is(tensor([list, list]), [2, list.length]);
    is(tensor(new Float32Array(n)), [n]);
    is(tensor([1, 2, 3, 4], { shape: [2, 2] }), [2, 2]);
  });

  test("from a shape", () => {
    is(zeros([2, 3]), [2, 3]);
    is(zeros([]), []);
    is(ones([n, 3]), [n, 3]);
    is(zeros(unknown(2, 3)), unknown(2, 3));
    is(full([2], 7), [2]);
    is(eye(3), [3, 3]);
    is(eye(2, 3), [2, 3]);
    is(arange(n), [n]);
    is(linspace(0, 1, n), [n]);
    is(random(1).normal([2, 3]), [2, 3]);
    is(random(1).permutation(n), [n]);
  });
});

describe("broadcasting", () => {
  test("aligned on the right, 1 stretches", () => {
    is(add(x, 1), [32, 784]);
    is(mul(2, x), [32, 784]);
    is(add(1, 2), []);
    is(x.matmul(w).add(b), [32, 10]);
    is(b.add(x.matmul(w)), [32, 10]);
    is(zeros([3, 1]).mul(zeros([1, 4])), [3, 4]);
    is(zeros([3, 1]).sub(zeros([4])), [3, 4]);
    is(sub(zeros([2, 1, 3]), zeros([5, 1])), [2, 5, 3]);
    is(zeros([]).add(cube), [5, 2, 3]);
    is(zeros([0, 3]).add(zeros([1])), [0, 3]);
    is(cube.greater(0), [5, 2, 3]);
  });

  test("sizes and ranks known only at run time", () => {
    is(zeros([n, 3]).add(zeros([4, 3])), [4, 3]);
    is(zeros([n, 3]).add(zeros([n, 1])), [n, 3]);
    is(zeros([n, 3]).add(zeros([1, 3])), [n, 3]);
    is(some.add(zeros([3])), unknown(2, 3));
    is(add(zeros([3]), some), unknown(2, 3));
    is(some.mul(2), unknown(2, 3));
  });

  test("where takes all three", () => {
    is(where(zeros([3]).greater(0), 1, 0), [3]);
    is(where(zeros([3]).greater(0), zeros([2, 1]), 0), [2, 3]);
    is(where(zeros([1, 3]).greater(0), 1, zeros([2, 1])), [2, 3]);
    is(where(some.greater(0), zeros([3]), 0), unknown(2, 3));
  });
});

describe("products", () => {
  test("matmul of every two ranks", () => {
    const [v, m] = [zeros([3]), zeros([3, 4])];
    is(matmul(x, w), [32, 10]);
    is(v.matmul(v), []);
    is(v.matmul(m), [4]);
    is(zeros([2, 3]).matmul(v), [2]);
    is(cube.matmul(v), [5, 2]);
    is(cube.matmul(m), [5, 2, 4]);
    is(v.matmul(zeros([5, 3, 4])), [5, 4]);
    is(zeros([2, 3]).matmul(zeros([5, 3, 4])), [5, 2, 4]);
    is(cube.matmul(zeros([5, 3, 4])), [5, 2, 4]);
    is(cube.matmul(zeros([1, 3, 4])), [5, 2, 4]);
    is(zeros([6, 1, 2, 3]).matmul(zeros([5, 3, 4])), [6, 5, 2, 4]);
    is(zeros([n, 784]).matmul(w), [n, 10]);
    is(zeros([2, n]).matmul(zeros([4, n])), [2, n]);
    is(some.matmul(m), unknown(2, 4));
  });

  test("dot and outer", () => {
    is(dot(zeros([3]), zeros([3])), []);
    is(outer(zeros([2]), zeros([3])), [2, 3]);
    is(zeros([n]).outer(zeros([3])), [n, 3]);
    is(eye(3).trace(), []);
    is(zeros([5, 3, 3]).trace(), [5]);
  });
});

describe("reductions", () => {
  test("all axes, one, several, negative ones, kept ones", () => {
    is(sum(cube), []);
    is(sum(cube, 0), [2, 3]);
    is(cube.mean(-1), [5, 2]);
    is(cube.max([0, -1]), [2]);
    is(max(cube, [0, 1, 2]), []);
    is(cube.sum([]), [5, 2, 3]);
    is(variance(cube, 1, { keepDims: true }), [5, 1, 3]);
    is(cube.std(undefined, { keepDims: true }), [1, 1, 1]);
    is(cube.norm([0, 1], { keepDims: true, p: 1 }), [1, 1, 3]);
    is(logSumExp(cube, -2), [5, 3]);
    is(cube.argmax(-1), [5, 2]);
    is(cube.argmin(), []);
    is(cube.sub(cube.mean(-1, { keepDims: true })), [5, 2, 3]);
  });

  test("what is known only at run time", () => {
    const axis: number = 1;
    const keepDims: boolean = n > 100;
    is(cube.sum(axis), unknown(5, 3));
    is(cube.sum(0, { keepDims }), unknown(2, 3));
    is(some.sum(0), unknown(3));
    is(some.sum(), []);
    is(zeros([n, 3]).sum(0), [3]);
  });

  test("softmax keeps the shape", () => {
    is(softmax(cube), [5, 2, 3]);
    is(cube.softmax(0), [5, 2, 3]);
    is(cube.logSoftmax(-2), [5, 2, 3]);
  });
});

describe("other shapes for the same elements", () => {
  test("reshape, with −1 found", () => {
    is(reshape(cube, [30]), [30]);
    is(cube.reshape([5, 6]), [5, 6]);
    is(cube.reshape([-1, 3]), [10, 3]);
    is(cube.reshape([5, -1]), [5, 6]);
    is(cube.reshape([-1]), [30]);
    is(x.reshape([32, 28, 28]), [32, 28, 28]);
    is(x.reshape([-1, 28, 28]), [32, 28, 28]);
    is(tensor(5).reshape([1, -1]), [1, 1]);
    is(zeros([0, 3]).reshape([3, 0]), [3, 0]);
    is(zeros([n, 4]).reshape([-1, 2, 2]), [n, 2, 2]);
    is(some.reshape([6]), [6]);
    is(some.reshape([-1, 2]), [n - 1, 2]);
    is(flatten(cube), [30]);
    is(some.flatten(), [n + 2]);
  });

  test("orders of axes", () => {
    is(transpose(cube), [3, 2, 5]);
    is(cube.transpose([0, 2, 1]), [5, 3, 2]);
    is(permute(cube, [-1, 0, 1]), [3, 5, 2]);
    is(swapAxes(cube, 0, -1), [3, 2, 5]);
    is(cube.swapAxes(1, 1), [5, 2, 3]);
    is(some.transpose(), unknown(3, 2));
  });

  test("axes of size 1", () => {
    is(expandDims(b, 0), [1, 10]);
    is(b.expandDims(-1), [10, 1]);
    is(cube.expandDims(2), [5, 2, 1, 3]);
    is(squeeze(zeros([1, 3, 1])), [3]);
    is(zeros([1, 3, 1]).squeeze(0), [3, 1]);
    is(zeros([1, 3, 1]).squeeze([0, -1]), [3]);
    is(zeros([1, n]).squeeze(0), [n]);
    is(b.broadcastTo([3, 10]), [3, 10]);
  });
});

describe("joining and choosing", () => {
  test("concat and stack", () => {
    is(concat([zeros([2]), zeros([3])]), [5]);
    is(concat([zeros([2, 3]), zeros([2, 4]), zeros([2, 1])], -1), [2, 8]);
    is(concat([zeros([n]), zeros([3])]), [n + 3]);
    is(concat([some, some]), unknown(4, 3));
    is(stack([b, b, b]), [3, 10]);
    is(stack([b, b], -1), [10, 2]);
    is(stack([cube, cube], 1), [5, 2, 2, 3]);
    is(stack([some, some]), unknown(2, 2, 3));
  });

  test("take and one-hot rows", () => {
    is(take(w, index([2])), [2, 10]);
    is(w.take(0), [10]);
    is(w.take(index([2]), -1), [784, 2]);
    is(oneHot(index([2]), 10), [2, 10]);
    is(w.tril(), [784, 10]);
    is(w.flip(0), [784, 10]);
  });
});

describe("derivatives", () => {
  test("have the shapes of what they belong to", () => {
    const [gx, gw] = gradients(x.matmul(w).sum(), [x, w]);
    is(gx, [32, 784]);
    is(gw, [784, 10]);
    is(jacobian((v: Tensor<readonly [3]>) => v.outer(v))(zeros([3])), [3, 3, 3]);
    is(hessian((v: Tensor<readonly [2, 2]>) => v.square().sum())(zeros([2, 2])), [2, 2, 2, 2]);
    const blocks = jacobian((p: { a: Tensor<readonly [2]>; b: Tensor<readonly [3]> }) =>
      p.a.sum().add(p.b),
    )({ a: zeros([2]), b: zeros([3]) });
    is(blocks.a, [3, 2]);
    is(blocks.b, [3, 3]);
  });
});
