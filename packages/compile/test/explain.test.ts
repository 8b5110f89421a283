/** What a program says of itself. */
import { describe, expect, test } from "vitest";
import * as C from "@chainrule/core";
import { topological } from "@chainrule/core/engine";
import { inputsOf } from "../../core/test/checks/sample.ts";
import { rows } from "../../core/test/op-table.ts";
import { compile } from "../src/index.ts";
import { roleOf } from "../src/plan/roles.ts";
import { whyReference } from "../src/plan/why.ts";

type Tensor = C.Tensor;
const { tensor } = C;
/** The ops as a program without types sees them. */
const L = C as unknown as { readonly [K in keyof typeof C]: (...xs: readonly unknown[]) => Tensor };
const ints = (...list: number[]): Tensor => tensor(list, { dtype: "int32" });
const x = tensor([3, 1, 2]).named("x");

/** Why each kernel of a program for these arguments is left to the reference evaluator. */
const why = (f: (...xs: Tensor[]) => unknown, ...xs: Tensor[]): (string | undefined)[] =>
  compile(f)
    .explain(...xs)
    .kernels.map((k) => k.why);

describe("why there is no code", () => {
  test.each<readonly [string, (string | undefined)[], (string | undefined)[]]>([
    ["none of it", why((v) => v.exp().sum(), x), [undefined]],
    ["argmax", why((v) => C.argmax(v), x), ["a fold that keeps a place"]],
    [
      "take",
      why((v, i) => L.take(v, i, 0), x, ints(0, 2)),
      ["elements read at indices that are data"],
    ],
    ["cumsum", why((v) => C.cumsum(v, 0), x), ["each element needs the one before"]],
    ["concat", why((v) => C.concat([v, v], 0), x), ["several inputs in one result"]],
    ["sort", why((v) => C.argsort(v), x), ["a routine, not loops"]],
    ["all", why((v) => C.all(v), x.greater(0)), ["a fold of bool"]],
    ["cast", why((v) => C.cast(v, "int32"), x), ["float64 cut to int32, which may be refused"]],
    [
      "pad",
      why((v) => C.pad(v, [[1, 1]]), x),
      ["a view with fill values, which strides cannot say"],
    ],
    ["matmul of int32", why((v) => L.dot(v, v), ints(1, 2)), ["a product of int32"]],
  ])("%s", (_, found, expected) => {
    expect(found).toEqual(expected);
  });

  test("there is a reason, in words, for everything in the op table that is left", () => {
    for (const row of rows) {
      const y = row.f(...inputsOf(row, "float64", row.shapes));
      for (const node of topological([y]))
        if (roleOf(node) === "reference") {
          const text = whyReference(node);
          expect(text).toMatch(/^[a-z][a-z0-9 ,]+$/);
          expect(text).not.toMatch(/undefined/);
        }
    }
  });

  test("is printed", () => {
    expect(String(compile((v: Tensor) => C.cumsum(v, 0)).explain(x)).split("\n")[0]).toBe(
      "  1  reference []  y = cumsum(x, axis: 0, reverse: false)  (by the reference evaluator: each element needs the one before)",
    );
  });
});

test("operations are counted, by the reference evaluator too", () => {
  const [m, w] = [C.ones([4, 5]), C.ones([5, 6])];
  const of = (f: (...xs: Tensor[]) => unknown, ...xs: Tensor[]): number =>
    compile(f)
      .explain(...xs)
      .kernels.reduce((sum, k) => sum + k.operations, 0);
  expect(of((a, b) => L.matmul(a, b), m, w)).toBe(2 * 4 * 5 * 6);
  expect(of((a) => C.sum(a), m)).toBe(20);
  expect(of((a) => a.add(1), m)).toBe(20);
  expect(of((a) => C.cumsum(a, 0), m)).toBe(20);
  expect(of((a) => C.argmax(a, 0), m)).toBe(20);
  expect(of((a) => C.concat([a, a], 0), m)).toBe(0);
  const k = ints(1, 2, 3);
  expect(of((a) => L.dot(a, a), k)).toBe(6);
});

test("the memory plan: each buffer has a place, a lifetime, and those that it shares bytes with", () => {
  const [w, v] = [C.ones([8, 8]).named("w"), C.ones([8, 8]).named("v")];
  const f = compile(
    (a: Tensor, b: Tensor) => {
      const products = Array.from({ length: 4 }).reduce<Tensor>((p) => L.matmul(p, b), b);
      return a.sub(products);
    },
    { donate: 0 },
  );
  const { memory, kernels } = f.explain(w, v);
  expect(kernels.length).toBe(4);
  expect(memory.buffers).toEqual([
    { name: "v", offset: 64, bytes: 512, from: 1, to: 4, shares: [] },
    { name: "w", offset: 576, bytes: 512, from: 1, to: 4, shares: ["w′"] },
    { name: "w′", offset: 576, bytes: 512, from: 4, to: 4, shares: ["w"] },
    { name: "t1", offset: 1088, bytes: 512, from: 1, to: 2, shares: ["t3"] },
    { name: "t3", offset: 1088, bytes: 512, from: 3, to: 4, shares: ["t1"] },
    { name: "t2", offset: 1600, bytes: 512, from: 2, to: 3, shares: [] },
  ]);
  for (const a of memory.buffers)
    for (const b of memory.buffers)
      if (a !== b && a.from <= b.to && b.from <= a.to && a.name !== "w" && b.name !== "w")
        expect(a.offset < b.offset + b.bytes && b.offset < a.offset + a.bytes).toBe(false);
  expect(memory.total).toBeGreaterThanOrEqual(1600 + 512);
});

test("what is empty is spoken of by its name", () => {
  const text = (y: Tensor): string | undefined =>
    String(compile((v: Tensor) => v.mul(2).sum()).explain(y))
      .split("\n")[0]
      ?.trim();
  expect(text(C.zeros([0, 3]))).toBe("1  loop [0, 3]  y = sum(2·t1, axes: [0, 1])");
  expect(text(C.zeros([0, 3]).named("v"))).toBe("1  loop [0, 3]  y = sum(2·v, axes: [0, 1])");
});
