import type { Family } from "./row.ts";

const none = [
  [0, 0],
  [0, 0],
];

// oxfmt-ignore
export const matrices: Family = {
  title: "Matrices",
  rows: [
    { f: "det(A)", at: { A: [[1, 2], [2, 4]] }, value: 0, slope: [[[4, -2], [-2, 1]]],
      second: [[[[[0, 0], [0, 1]], [[0, 0], [-1, 0]]], [[[0, -1], [0, 0]], [[1, 0], [0, 0]]]]],
      kind: "mathematics", why: "the adjugate, never a division by the determinant",
      others: ["same", "same", "–"] },
    { f: "det(A)", at: { A: [[1, 0, 0], [0, 0, 0], [0, 0, 5]] }, value: 0,
      slope: [[[0, 0, 0], [0, 5, 0], [0, 0, 0]]], kind: "mathematics",
      why: "rank n − 1: one cofactor is left" },
    { f: "det(A)", at: { A: [[1, 1, 1], [1, 1, 1], [1, 1, 1]] }, value: 0,
      slope: [[[0, 0, 0], [0, 0, 0], [0, 0, 0]]], kind: "mathematics",
      why: "below rank n − 1 every cofactor is 0; the second derivative is not" },
    { f: "det(A)", at: { A: [[0, 0], [0, 0]] }, value: 0, slope: [none],
      second: [[[[[0, 0], [0, 1]], [[0, 0], [-1, 0]]], [[[0, -1], [0, 0]], [[1, 0], [0, 0]]]]],
      kind: "mathematics", why: "a quadratic form at 0" },
    { f: "logdet(A)", at: { A: [[1, 2], [2, 4]] }, value: -Infinity, kind: "mathematics",
      why: "ln 0; its gradient is refused, since there is no inverse" },
    { f: "logdet(A)", at: { A: [[0, 1], [1, 0]] }, value: NaN, slope: [[[0, 1], [1, 0]]],
      kind: "convention", why: "ln of −1; the gradient is that of ln |det A|, so use slogdet" },
    { f: "slogdet(A).logAbsDet", at: { A: [[0, 1], [1, 0]] }, value: 0, slope: [[[0, 1], [1, 0]]],
      kind: "mathematics", why: "the size alone has a logarithm" },
    { f: "slogdet(A).sign", at: { A: [[1, 2], [2, 4]] }, value: 0, slope: [none],
      kind: "convention", why: "a sign is flat" },
    { f: "inv(A)", at: { A: [[0, 2], [1, 0]] }, value: [[0, 1], [0.5, 0]], kind: "mathematics",
      why: "a pivot of 0 is no singular matrix: rows are exchanged" },
    { f: "triangularSolve(A, b)", at: { A: [[0, 0], [1, 1]], b: [1, 1] },
      value: [Infinity, -Infinity], kind: "convention",
      why: "a 0 on the diagonal is divided by, as in PyTorch" },
  ],
};
