/** Products over any labels, with any views on either side: in one piece and in parts. */
import { describe, expect, test } from "vitest";
import fc from "fast-check";
import { type Tensor, conv2d, data, gradients, permute, random, sum } from "@chainrule/core";
import { evaluateRoots, input, product } from "@chainrule/core/engine";
import { compile } from "../src/index.ts";
import { roleOf } from "../src/plan/roles.ts";
import { program } from "../src/program.ts";
import { inParts } from "./in-parts.ts";
import { runs } from "./runs.ts";

type Floating = "float64" | "float32";
const widths = [
  ["float64", 1e-13],
  ["float32", 1e-5],
] as const;

const operand = (seed: number, shape: readonly number[], dtype: Floating): Tensor => {
  const values = data(random(seed).normal(shape));
  return input(dtype === "float32" ? Float32Array.from(values) : values, shape, dtype);
};

function near(got: ArrayLike<number>, wanted: ArrayLike<number>, tolerance: number): void {
  const list = Array.from(wanted);
  const scale = 1 + Math.max(0, ...list.map(Math.abs));
  expect(got.length).toBe(list.length);
  for (const [i, w] of list.entries())
    if (!(Math.abs((got[i] as number) - w) <= tolerance * scale))
      expect.fail(`at ${i}: ${got[i]} for ${w}`);
}

/** The same graph, twice: evaluated, and as a program, in one piece and in parts. */
function check(make: () => Tensor, tolerance: number): void {
  const plain = make();
  evaluateRoots([plain]);
  const wanted = data(plain);
  const y = make();
  expect(roleOf(y)).toBe("product");
  const p = program([y]);
  p.step();
  near(p.view(y), wanted, tolerance);
  const z = make();
  const parts = inParts([z], new Map(), 2);
  for (const { parts: count, one, end } of parts.stages) {
    for (let i = count - 1; i >= 0; i--) one(i);
    end();
  }
  near(parts.view(z), wanted, tolerance);
}

/** `a`, whose axes are `labels` long, with its memory in another order. */
function turned(
  labels: string,
  order: readonly number[],
  x: (shape: readonly number[]) => Tensor,
  extent: (l: string) => number,
): Tensor {
  const axes = [...labels].map((_, i) => i).toSorted((p, q) => (order[p] ?? 0) - (order[q] ?? 0));
  const stored = x(axes.map((axis) => extent(labels[axis] as string)));
  return permute(
    stored,
    [...labels].map((_, axis) => axes.indexOf(axis)),
  );
}

describe.each(widths)("in %s", (dtype, tolerance) => {
  const sizes: Readonly<Record<string, number>> = {
    a: 5,
    b: 3,
    c: 4,
    d: 2,
    e: 7,
    i: 1,
    m: 67,
    n: 9,
    k: 33,
    l: 67,
  };
  test.each([
    ["abc", "dbac", "d"],
    ["acb", "abd", "cd"],
    ["abcd", "bdce", "ae"],
    ["aibc", "cbie", "ae"],
    ["abe", "ecb", "ac"],
    // Long enough for either side to be packed.
    ["akbm", "abkn", "mn"],
    ["mabk", "bkan", "mn"],
    ["kabm", "bakn", "mn"],
    ["mbk", "nkb", "mn"],
    ["cakbm", "cabkn", "cmn"],
    // Long enough for several summands to be written out.
    ["alm", "aln", "mn"],
    ["mal", "nla", "mn"],
    ["lamb", "anbl", "mn"],
    ["cml", "cln", "cmn"],
  ])("%s · %s to %s", (a, b, out) => {
    for (const order of [
      [0, 1, 2, 3, 4],
      [4, 2, 0, 3, 1],
      [1, 0, 3, 2, 4],
    ]) {
      const side = (labels: string, seed: number): Tensor =>
        turned(
          labels,
          order,
          (shape) => operand(seed, shape, dtype),
          (l) => sizes[l] ?? 1,
        );
      check(() => product("product", side(a, 1), side(b, 2), a, b, out), tolerance);
    }
  });

  test("of random labels", () => {
    const label = fc.constantFrom(..."abcdef");
    const labels = fc.uniqueArray(label, { minLength: 1, maxLength: 4 });
    const extents = fc.array(fc.constantFrom(1, 2, 3, 4, 5, 8, 9), { minLength: 6, maxLength: 6 });
    const orders = fc.array(fc.nat(9), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(labels, labels, extents, orders, fc.nat(), (a, b, d, order, kept) => {
        const all = [...new Set([...a, ...b])];
        const isShared = (l: string): boolean => a.includes(l) && b.includes(l);
        const out = all.filter((l, i) => !isShared(l) || (kept >> i) % 2 === 0).join("");
        const extent = (l: string): number => d["abcdef".indexOf(l)] ?? 1;
        const side = (list: readonly string[], seed: number): Tensor =>
          turned(list.join(""), order, (shape) => operand(seed, shape, dtype), extent);
        const make = (): Tensor =>
          product("product", side(a, 1), side(b, 2), a.join(""), b.join(""), out);
        if (make().size > 1) check(make, tolerance);
      }),
      { numRuns: runs(200) },
    );
  });

  test.each([
    [{}, 0],
    [{ stride: 2 }, 0],
    [{ dilation: 2 }, 0],
    [{ stride: [2, 1], dilation: [1, 2] }, 0],
    [{ padding: 1 }, 1],
  ] as const)(
    "conv2d with %j, and its gradient in the kernel, read windows where they lie",
    (options, copies) => {
      const f = (x: Tensor, w: Tensor): Tensor[] => {
        const y = conv2d(x, w, options);
        return [y, ...gradients(sum(y.square()) as never, [w])];
      };
      const args = [operand(1, [2, 3, 9, 11], dtype), operand(2, [4, 3, 3, 2], dtype)] as const;
      const compiled = compile(f);
      const wanted = f(...args);
      compiled(...args).forEach((y, i) =>
        near(y.data(), (wanted[i] as Tensor).data(), 20 * tolerance),
      );
      const kinds = compiled.explain(...args).kernels.map(({ kind }) => kind);
      expect(kinds.filter((kind) => kind === "reference").length).toBe(copies);
      expect(kinds.filter((kind) => kind === "product").length).toBe(2);
    },
  );
});
