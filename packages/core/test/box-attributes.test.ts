import { expect, test } from "vitest";
import * as C from "../src/index.ts";

const x = C.ones([2, 6]).named("x");
const v = C.ones([3]).named("v");
const m = C.ones([3, 3]).named("M");
const image = C.ones([1, 4, 6, 6]).named("I");
const weight = C.ones([2, 2, 3, 3]).named("K");

/** What a closed box says of itself; what is usual it does not say. */
const closed: [text: string, y: C.Tensor][] = [
  ["softmax(x)", C.softmax(x)],
  ["softmax(x, axis: 0)", C.softmax(x, 0)],
  ["logSoftmax(x, axis: 0)", C.logSoftmax(x, -2)],
  ["logSumExp(x, axes: [1])", C.logSumExp(x, 1)],
  ["logSumExp(x, axes: [0])", C.logSumExp(x, 0, { keepDims: true })],
  ["mean(x)", C.mean(x)],
  ["mean(x, axes: [0])", C.mean(x, [0])],
  ["variance(x)", C.variance(x)],
  ["std(x, axes: [1], ddof: 1)", C.std(x, 1, { ddof: 1 })],
  ["norm(x)", C.norm(x)],
  ["norm(x, p: 3)", C.norm(x, undefined, { p: 3 })],
  ["prod(x, axes: [1])", C.prod(x, 1)],
  ["cumprod(x, axis: 1)", C.cumprod(x, 1)],
  ["roll(x, shift: 2, axis: 1)", C.roll(x, 2, 1)],
  ["tile(x, repetitions: [2, 1])", C.tile(x, [2, 1])],
  ["repeat(x, count: 3, axis: 0)", C.repeat(x, 3, 0)],
  ["sort(x)", C.sort(x)],
  ["sort(x, axis: 0, descending: true)", C.sort(x, 0, { descending: true })],
  ["topK(x, k: 3)", C.topK(x, 3).values],
  ["topK(x, k: 1, axis: 0)", C.topK(x, 1, 0).values],
  ["cosineSimilarity(v, v)", C.cosineSimilarity(v, v)],
  ["cosineSimilarity(x, x, axis: 0)", C.cosineSimilarity(x, x, 0)],
  ["diag(v)", C.diag(v)],
  ["diag(v, k: −1)", C.diag(v, -1)],
  ["trace(M)", C.trace(m)],
  ["logdet(M)", C.logdet(m)],
  ['einsum(M, M, v, subscripts: "ij,jk,k->i")', C.einsum("ij,jk,k->i", m, m, v)],
  [
    "conv2d(I, K, stride: [2, 2], padding: [1, 0], groups: 2)",
    C.conv2d(image, weight, { stride: 2, padding: [1, 0], groups: 2 }),
  ],
  [
    "conv2d(I, K, dilation: [1, 2], groups: 2)",
    C.conv2d(image, weight, { dilation: [1, 2], groups: 2 }),
  ],
  ["maxPool2d(I, kernel: [2, 2])", C.maxPool2d(image, 2)],
  [
    "avgPool2d(I, kernel: [3, 3], stride: [1, 1], padding: [1, 1])",
    C.avgPool2d(image, 3, { stride: 1, padding: 1 }),
  ],
];

test.each(closed)("%s", (text, y) => {
  expect(String(C.graph(y))).toBe(text);
  const title = text
    .replaceAll('"', "")
    .replace(/^(\w+)\([^:]*?(?:, (\w+: .*))?\)$/, "$1 $2")
    .trim();
  expect(C.print(C.graph(y), { format: "dot" }).replaceAll('\\"', "")).toContain(`"${title}\\n`);
});

test("the indices of topK are a part of it, and are seen beside it", () => {
  const { values, indices } = C.topK(x, 2);
  expect(String(C.graph(values, indices))).toContain("topK(x, k: 2)\nslice(");
});

test("an op that is alone in its box is not boxed: nothing would be hidden", () => {
  expect(String(C.graph(C.einsum("ij,jk->ik", m, m)))).toBe("M @ M");
});
