/** The mistakes of `test-d/mistakes.test-d.ts` in programs without types. */
import { describe } from "vitest";
import { cast, ones, tensor, zeros } from "../src/index.ts";
import { free, loose, refuses } from "./refusal.ts";

const x = zeros([32, 784]).named("x");
const W1 = zeros([784, 10]).named("W1");
const [v, u] = [zeros([3]).named("v"), zeros([4]).named("u")];
const m = ones([2, 3]).named("m");
const cube = zeros([5, 2, 3]).named("cube");
const scalar = tensor(2, { name: "s" });
const more = cast(v, "float32").named("v32");

describe("broadcasting", () => {
  refuses([
    [
      "sizes that differ",
      () => loose.add(x, W1),
      "ShapeError: add: x [32, 784] and W1 [784, 10]: they do not broadcast, axis 0 is 32 against 784: sizes must agree or be 1, aligned on the right; reshape or slice one of them",
    ],
    [
      "the same as a method",
      () => free(x).add(W1),
      "ShapeError: add: x [32, 784] and W1 [784, 10]: they do not broadcast, axis 0 is 32 against 784: sizes must agree or be 1, aligned on the right; reshape or slice one of them",
    ],
    [
      "vectors of two sizes",
      () => loose.mul(v, u),
      "ShapeError: mul: v [3] and u [4]: they do not broadcast, axis 0 is 3 against 4: sizes must agree or be 1, aligned on the right; reshape or slice one of them",
    ],
    [
      "without names",
      () => loose.mul(zeros([3]), zeros([4])),
      "ShapeError: mul: [3] and [4]: they do not broadcast, axis 0 is 3 against 4: sizes must agree or be 1, aligned on the right; reshape or slice one of them",
    ],
    [
      "a bias for each row",
      () => free(x.matmul(W1)).add(zeros([32]).named("b")),
      "ShapeError: add: [32, 10] and b [32]: they do not broadcast, axis 1 is 10 against 32: reshape [32] to [32, 1]",
    ],
    [
      "a vector for the rows of a matrix",
      () => free(m).sub(zeros([2])),
      "ShapeError: sub: m [2, 3] and [2]: they do not broadcast, axis 1 is 3 against 2: reshape [2] to [2, 1]",
    ],
    [
      "one of them transposed",
      () => free(m).div(zeros([3, 2]).named("n")),
      "ShapeError: div: m [2, 3] and n [3, 2]: they do not broadcast, axis 0 is 2 against 3: transpose one of them",
    ],
    [
      "an exponent",
      () => free(v).pow(u),
      "ShapeError: pow: v [3] and u [4]: they do not broadcast, axis 0 is 3 against 4: sizes must agree or be 1, aligned on the right; reshape or slice one of them",
    ],
    [
      "a comparison",
      () => free(v).greater(u),
      "ShapeError: greater: v [3] and u [4]: they do not broadcast, axis 0 is 3 against 4: sizes must agree or be 1, aligned on the right; reshape or slice one of them",
    ],
    [
      "an empty one",
      () => free(zeros([0])).maximum(u),
      "ShapeError: maximum: [0] and u [4]: they do not broadcast, axis 0 is 0 against 4: sizes must agree or be 1, aligned on the right; reshape or slice one of them",
    ],
    [
      "a condition",
      () => loose.where(v.greater(0), u, 0),
      "ShapeError: where: [3] and u [4]: they do not broadcast, axis 0 is 3 against 4: sizes must agree or be 1, aligned on the right; reshape or slice one of them",
    ],
    [
      "the second choice",
      () => loose.where(v.greater(0), v, u),
      "ShapeError: where: [3] and v [3] and u [4]: they do not broadcast, axis 0 is 3 against 4: sizes must agree or be 1, aligned on the right; reshape or slice one of them",
    ],
    [
      "a stretched axis",
      () => free(m).broadcastTo([3]),
      "ShapeError: broadcastTo: m [2, 3] to [3]: only axes of size 1 stretch, aligned on the right: reshape it first, so that sizes agree or are 1",
    ],
    [
      "a larger shape",
      () => free(v).broadcastTo([4]),
      "ShapeError: broadcastTo: v [3] to [4]: only axes of size 1 stretch, aligned on the right: reshape it first, so that sizes agree or are 1",
    ],
    [
      "a product of matrices",
      () => loose.mul(x, W1),
      "ShapeError: mul: x [32, 784] and W1 [784, 10]: they do not broadcast, axis 0 is 32 against 784: for the product of two matrices use matmul",
    ],
    [
      "operands of two dtypes",
      () => free(v).add(more),
      'DTypeError: add: v [3] float64 and v32 [3] float32: dtypes do not mix: write cast(v32, "float64")',
    ],
    [
      "two dtypes that broadcast",
      () => free(m).mul(more),
      'DTypeError: mul: m [2, 3] float64 and v32 [3] float32: dtypes do not mix: write cast(v32, "float64")',
    ],
    [
      "two dtypes to choose from",
      () => loose.where(m.greater(0), m, more),
      'DTypeError: where: m [2, 3] float64 and v32 [3] float32: dtypes do not mix: write cast(v32, "float64")',
    ],
  ]);
});

describe("products", () => {
  refuses([
    [
      "inner sizes",
      () => loose.matmul(x, zeros([783, 10]).named("W2")),
      "ShapeError: matmul: x [32, 784] · W2 [783, 10]: inner sizes 784 and 783 differ: the last axis of the first must be as long as the last but one of the second",
    ],
    [
      "matmul as a method",
      () => free(x).matmul(zeros([783, 10])),
      "ShapeError: matmul: x [32, 784] · [783, 10]: inner sizes 784 and 783 differ: the last axis of the first must be as long as the last but one of the second",
    ],
    [
      "a transpose of the second",
      () => free(m).matmul(m),
      "ShapeError: matmul: m [2, 3] · m [2, 3]: inner sizes 3 and 2 differ: transpose the second",
    ],
    [
      "a transpose of the first",
      () => free(m).matmul(zeros([2, 4])),
      "ShapeError: matmul: m [2, 3] · [2, 4]: inner sizes 3 and 2 differ: transpose the first",
    ],
    [
      "the wrong way round",
      () => free(W1).matmul(x),
      "ShapeError: matmul: W1 [784, 10] · x [32, 784]: inner sizes 10 and 32 differ: exchange the two",
    ],
    [
      "two vectors",
      () => free(v).matmul(u),
      "ShapeError: matmul: v [3] · u [4]: inner sizes 3 and 4 differ: make them equally long",
    ],
    [
      "a row too short",
      () => free(zeros([2])).matmul(zeros([4, 2])),
      "ShapeError: matmul: [2] · [4, 2]: inner sizes 2 and 4 differ: transpose the second",
    ],
    [
      "a column too long",
      () => free(m).matmul(u),
      "ShapeError: matmul: m [2, 3] · u [4]: inner sizes 3 and 4 differ: the last axis of the first must be as long as the last but one of the second",
    ],
    [
      "a stack",
      () => free(cube).matmul(m),
      "ShapeError: matmul: cube [5, 2, 3] · m [2, 3]: inner sizes 3 and 2 differ: the last axis of the first must be as long as the last but one of the second",
    ],
    [
      "a stack with an axis of size 1",
      () => free(zeros([1, 2, 3]).named("a")).matmul(u),
      "ShapeError: matmul: a [1, 2, 3] · u [4]: inner sizes 3 and 4 differ: the last axis of the first must be as long as the last but one of the second",
    ],
    [
      "batches",
      () => free(cube).matmul(zeros([4, 3, 2])),
      "ShapeError: matmul: cube [5, 2, 3] · [4, 3, 2]: batch axes [5] and [4] do not broadcast: make them agree or be 1",
    ],
    [
      "a scalar",
      () => loose.matmul(scalar, v),
      "ShapeError: matmul: s [] · v [3]: a scalar has no axis to sum over: use mul",
    ],
    [
      "a number",
      () => free(m).matmul(2),
      "ValueError: matmul: 2: it takes a tensor: write tensor(…)",
    ],
    [
      "matrices of two dtypes",
      () => free(m).matmul(more),
      'DTypeError: matmul: m [2, 3] float64 and v32 [3] float32: dtypes do not mix: write cast(v32, "float64")',
    ],
    [
      "claims",
      () => free(m.greater(0)).matmul(v.greater(0)),
      'DTypeError: matmul: [2, 3] bool: it is defined for numbers: write cast(x, "float64")',
    ],
    [
      "dot of two sizes",
      () => loose.dot(v, u),
      "ShapeError: dot: v [3] · u [4]: inner sizes 3 and 4 differ: make them equally long",
    ],
    [
      "dot of a matrix",
      () => free(v).dot(m),
      "ShapeError: dot: m [2, 3]: it takes two vectors: flatten it, or use matmul",
    ],
    [
      "outer of a matrix",
      () => loose.outer(v, m),
      "ShapeError: outer: m [2, 3]: it takes two vectors: flatten it, or use matmul",
    ],
    [
      "the trace of a vector",
      () => free(v).trace(),
      "ShapeError: trace: v [3]: it takes a matrix, or a stack of matrices: reshape it",
    ],
  ]);
});
