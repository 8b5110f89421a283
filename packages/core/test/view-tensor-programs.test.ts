import fc from "fast-check";
import katex from "katex";
import { expect, test } from "vitest";
import * as C from "../src/index.ts";
import { valueOf } from "./formula-reader.ts";
import { tensors } from "./tensor-formulas.ts";

type Steps = readonly (readonly [step: number, first: number, second: number])[];

const kept = { keepDims: true } as const;
const B = { shape: [3, 2], name: "B" } as const;
const v = { shape: [1, 3], name: "v" } as const;

/** Steps from matrices of 2 by 3 to another such: elements, products, transposes, sums that are copied, choices. */
const steps: readonly ((a: C.Tensor, b: C.Tensor, B: C.Tensor, v: C.Tensor) => C.Tensor)[] = [
  (a, b) => C.add(a, b),
  (a, b) => C.sub(a, b),
  (a, b) => C.mul(a, b),
  (a, b) => C.div(a, C.square(b).add(1)),
  (a) => C.tanh(a),
  (a) => C.sigmoid(a).mul(-2),
  (a) => C.square(a).mul(0.5),
  (a) => C.square(a).add(0.5).sqrt(),
  (a, b, B) => C.matmul(C.matmul(a, B), b),
  (a, b) => C.matmul(a, C.matmul(C.transpose(a), b)),
  (a, b, B) => C.matmul(C.transpose(C.matmul(B, a)), C.transpose(b)).transpose(),
  (a, b) => C.mul(C.sum(a, 0, kept), b),
  (a, b) => C.add(C.sum(a, 1, kept), b),
  (a, b) => C.mul(C.sum(a), b),
  (a, b) => C.sub(C.mean(a, 1, kept), b),
  (a, _, __, v) => C.mul(a, v),
  (a, b, _, v) => C.sub(a, C.matmul(b, C.transpose(v))),
  (a) => C.softmax(a),
  (a) => C.relu(a),
  (a, b) => C.where(C.less(a, b), a, C.neg(b)),
  (a, _, __, v) => C.add(a, v).exp().add(1).log(),
];

const programs = fc.array(fc.tuple(fc.nat(steps.length - 1), fc.nat(), fc.nat()), {
  minLength: 1,
  maxLength: 8,
});

function build(made: Steps, A: C.Tensor, B: C.Tensor, v: C.Tensor): C.Tensor<readonly []> {
  const nodes = [A];
  for (const [step, i, j] of made) {
    const pick = (k: number) => nodes[nodes.length - 1 - (k % Math.min(nodes.length, 3))]!;
    // Tamed, so that no number gets large.
    nodes.push(C.tanh(steps[step]!(pick(i), pick(j), B, v).mul(0.5)).mul(2));
  }
  return nodes.at(-1)!.mul(A).sum();
}

const A = { shape: [2, 3], name: "A" } as const;

test("the printed gradient of a random program of tensors, read and computed, is its gradient", () => {
  fc.assert(
    fc.property(programs, fc.integer(), (made, seed) => {
      const loss = (A: C.Tensor, B: C.Tensor, v: C.Tensor) => build(made, A, B, v);
      const rng = C.random(seed);
      const [a, b, c] = [A, B, v].map(({ shape }): C.Tensor => rng.normal(shape)) as [
        C.Tensor,
        C.Tensor,
        C.Tensor,
      ];
      const expected: C.Tensor = C.grad(loss)(a, b, c);
      const text = String(C.derive(loss, A, B, v));
      fc.pre(!text.includes("…"));
      const found = valueOf(text, { A: a, B: b, v: c }, tensors);
      const apart = C.abs(C.sub(found, expected)).max().item();
      expect(apart / Math.max(1, C.abs(expected).max().item())).toBeLessThan(1e-12);
    }),
    { numRuns: 200 },
  );
});

test("KaTeX reads it in TeX, with its axes named, and no format grows faster than the graph", () => {
  const axes = { A: ["b", "i"], B: ["i", "b"], v: ["o", "i"] };
  fc.assert(
    fc.property(programs, (made) => {
      const loss = (A: C.Tensor, B: C.Tensor, v: C.Tensor) => build(made, A, B, v);
      const g = C.derive(loss, A, B, v);
      for (const open of [false, true]) {
        const known = Object.fromEntries(
          Object.entries(axes).filter(([name]) => g.nodes.some((x) => x.name === name)),
        );
        const text = C.print(g, { format: "tex", open, axes: known });
        katex.renderToString(text, { throwOnError: true, strict: "ignore" });
        expect(text.length).toBeLessThan(150 * g.nodes.length);
      }
      for (const format of ["text", "dot", "mermaid", "json"] as const)
        expect(C.print(g, { format }).length).toBeLessThan(150 * (g.nodes.length + 2));
    }),
    { numRuns: 200 },
  );
});
