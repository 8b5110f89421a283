import { describe, expect, test } from "vitest";
import {
  type Tensor,
  abs,
  matmul,
  max,
  maximum,
  mean,
  relu,
  sum,
  tanh,
  tensor,
} from "@chainrule/core";
import { type Claims, checkDerivation } from "@chainrule/check";
import { T, derivation, dotOf, each, wave } from "./learner.ts";

const statuses = (report: ReturnType<typeof checkDerivation>) =>
  report.entries.map(({ name, status }) => `${name} ${status}`);

describe("forward values", () => {
  const at = { X: wave(5, 3, 1), W: wave(3, 4, 2), b: wave(1, 4, 3)[0] ?? [] };
  const loss = ({ X, W, b }: Record<keyof typeof at, Tensor>): Tensor => {
    const Z = matmul(X, W).add(b).named("Z");
    const A = tanh(Z).named("A");
    return sum(A.square()).div(2);
  };
  const z = at.X.map(
    (row) => at.W[0]?.map((_, j) => row.reduce((s, v, k) => s + v * (at.W[k]?.[j] ?? 0), 0)) ?? [],
  );
  const biased = z.map((row) => row.map((v, j) => v + (at.b[j] ?? 0)));
  const slopes = (m: number[][]) =>
    m.map((row) => row.map((v) => Math.tanh(v) * (1 - Math.tanh(v) ** 2)));
  const values = (m: number[][]) => m.map((row) => row.map((v) => Math.tanh(v)));

  test("right ones are right", () => {
    const report = checkDerivation({
      loss,
      at,
      claimed: { Z: biased, A: values(biased), dZ: slopes(biased) },
    });
    expect(statuses(report)).toEqual(["Z right", "A right", "dZ right"]);
  });

  test("the first wrong one is named, with what it should be; the rest is right given it", () => {
    const claimed = { dZ: slopes(z), A: values(z), Z: z, dA: values(z) };
    const report = checkDerivation({ loss, at, claimed });
    expect(report.first).toMatchObject({ name: "Z", of: "value", should: { text: "X @ W + b" } });
    expect(statuses(report)).toEqual(["Z wrong", "A follows", "dA follows", "dZ follows"]);
    expect(String(report)).toContain("→ dA right given your Z");
    expect(report.first?.text).toContain("It should be Z = X @ W + b.");
  });

  test("a transposed one says so; a wrong loss has its formula", () => {
    const turned = T(values(biased));
    const total = ({ X, W, b }: Record<keyof typeof at, Tensor>): Tensor =>
      mean(tanh(matmul(X, W).add(b).named("Z")).named("A").sub(0.5).square()).named("L");
    const of = (claimed: Claims) => checkDerivation({ loss: total, at, claimed }).first?.text;
    expect(of({ A: turned })).toBe(
      "It is transposed: you gave [4, 5], A is [5, 4]; the numbers are right. It should be A = tanh(Z).",
    );
    expect(of({ L: 5 })).toContain("It should be L = mean((A − 0.5)²).");
  });

  test("a mistake in the gradients besides is still found", () => {
    const minus = slopes(z).map((row) => row.map((v) => -v));
    const report = checkDerivation({ loss, at, claimed: { Z: z, dA: values(z), dZ: minus } });
    expect(statuses(report)).toEqual(["Z wrong", "dA follows", "dZ wrong"]);
    expect(report.entries[2]?.candidates[0]?.kind).toBe("sign");
  });

  test("the gradient of the step that is another function is not blamed by itself", () => {
    const cubes = biased.map((row) => row.map((v) => v ** 3));
    const own = biased.map((row) => row.map((v) => v ** 3 * 3 * v ** 2));
    const report = checkDerivation({
      loss,
      at,
      claimed: { Z: biased, A: cubes, dA: cubes, dZ: own },
    });
    expect(statuses(report)).toEqual(["Z right", "A wrong", "dA follows", "dZ same"]);
  });

  test("values stay what they were", () => {
    const Z = matmul(tensorOf(at.X), tensorOf(at.W)).named("Z");
    const inside = ({ b }: { b: Tensor }): Tensor => sum(Z.add(b).square());
    checkDerivation({ loss: inside, at: { b: at.b }, claimed: { Z: biased, db: at.b } });
    expect(Z.toArray()).toEqual(z.map((row) => row.map((v) => expect.closeTo(v, 12) as number)));
  });
});

describe("where derivatives jump, another answer is a convention", () => {
  const x = [-1, 0, 2, 0, 3];
  const weighted =
    (f: (x: Tensor) => Tensor) =>
    ({ x: v, w }: { x: Tensor; w: Tensor }): Tensor =>
      sum(f(v).mul(w));
  const w = [0.3, -0.7, 1.1, 0.9, -0.2];
  const at = { x, w };

  test.each([0, 0.5, 1])("relu′(0) = %d", (slope) => {
    const dx = x.map((v, i) => (v > 0 ? 1 : v === 0 ? slope : 0) * (w[i] ?? 0));
    const report = checkDerivation({ loss: weighted(relu), at, claimed: { dx } });
    expect(report.ok).toBe(true);
    expect(report.entries[0]?.text).toBe(
      slope === 0 ? "" : "another convention where relu has a kink",
    );
  });

  test.each([0.5, 1])("what follows from another convention is right: relu′(0) = %d", (slope) => {
    const X = [
      [1, 0],
      [0, 2],
      [-1, 1],
    ];
    const W = [
      [0, 1],
      [0, -1],
    ];
    const dA = wave(3, 2, 4);
    const loss = ({ X: x_, W: w_, V }: Record<"X" | "W" | "V", Tensor>): Tensor =>
      sum(relu(matmul(x_, w_).named("Z")).named("A").mul(V));
    const dZ = each((z, g) => (z > 0 ? g : z === 0 ? slope * g : 0), dotOf(X, W), dA);
    const claimed = { dA, dZ, dW: dotOf(T(X), dZ), dX: dotOf(dZ, T(W)) };
    const report = checkDerivation({ loss, at: { X, W, V: dA }, claimed });
    expect(report.ok).toBe(true);
    expect(report.entries.every(({ status }) => status === "right")).toBe(true);
  });

  test("one step by another convention, one by the same", () => {
    const loss = ({ x: v, w: u }: { x: Tensor; w: Tensor }): Tensor =>
      sum(relu(v).mul(u)).add(sum(abs(v).mul(u.square())));
    const dx = x.map((v, i) => (v >= 0 ? (w[i] ?? 0) : 0) + Math.sign(v) * (w[i] ?? 0) ** 2);
    expect(checkDerivation({ loss, at, claimed: { dx } }).ok).toBe(true);
  });

  test("the slope of |x| at 0 is −1", () => {
    const dx = x.map((v, i) => (v > 0 ? 1 : -1) * (w[i] ?? 0));
    expect(checkDerivation({ loss: weighted(abs), at, claimed: { dx } }).ok).toBe(true);
  });

  test("what lies outside of a convention is a mistake", () => {
    const dx = x.map((v, i) => (v > 0 ? 1 : v === 0 ? 1.5 : 0) * (w[i] ?? 0));
    expect(checkDerivation({ loss: weighted(relu), at, claimed: { dx } }).ok).toBe(false);
    const off = x.map((v, i) => (v >= 0 ? 1 : 1) * (w[i] ?? 0));
    expect(checkDerivation({ loss: weighted(relu), at, claimed: { dx: off } }).ok).toBe(false);
  });

  test("ties of a maximum go to one of them", () => {
    const M = [
      [1, 3, 3, 0],
      [2, 2, -1, 2],
    ];
    const loss = ({ M: m, u }: { M: Tensor; u: Tensor }): Tensor => sum(max(m, 1).mul(u));
    const first = [
      [0, 0.4, 0, 0],
      [1.7, 0, 0, 0],
    ];
    const last = [
      [0, 0, 0.4, 0],
      [0, 0, 0, 1.7],
    ];
    for (const dM of [first, last])
      expect(checkDerivation({ loss, at: { M, u: [0.4, 1.7] }, claimed: { dM } }).ok).toBe(true);
    const both = [
      [0, 0.4, 0.4, 0],
      [1.7, 0, 0, 1.7],
    ];
    expect(checkDerivation({ loss, at: { M, u: [0.4, 1.7] }, claimed: { dM: both } }).ok).toBe(
      false,
    );
  });

  test("two that are equal: the larger is the first, or the second", () => {
    const loss = ({ a, b, w: u }: Record<"a" | "b" | "w", Tensor>): Tensor =>
      sum(maximum(a, b).mul(u));
    const point = { a: [1, 2, 3], b: [1, 5, 0], w: [0.5, 0.25, 2] };
    const claimed = { da: [0.5, 0, 2], db: [0, 0.25, 0] };
    expect(checkDerivation({ loss, at: point, claimed }).ok).toBe(true);
  });

  test("a convention above is kept for what lies below", () => {
    const loss = ({ X, W, V }: Record<"X" | "W" | "V", Tensor>): Tensor =>
      sum(relu(matmul(X, W)).mul(V));
    const X = [
      [1, 2],
      [0, 0],
      [3, -1],
    ];
    const [W, V] = [wave(2, 3, 1), wave(3, 3, 2)];
    const Z = X.map(
      (row) => W[0]?.map((_, j) => row.reduce((s, v, k) => s + v * (W[k]?.[j] ?? 0), 0)) ?? [],
    );
    const dZ = Z.map((row, i) => row.map((z, j) => (z >= 0 ? (V[i]?.[j] ?? 0) : 0)));
    const dX = dZ.map((row) =>
      W.map((weights) => weights.reduce((s, v, j) => s + v * (row[j] ?? 0), 0)),
    );
    const report = checkDerivation({ loss, at: { X, W, V }, claimed: { dX } });
    expect(report.entries.map(({ status }) => status)).toEqual(["right"]);
  });
});

describe("conventions of another kind", () => {
  test("intermediates that carry the batch, parameters that do not, are no mistake", () => {
    const { loss, at, claimed } = derivation();
    const times = (m: readonly (readonly number[])[]) => m.map((row) => row.map((v) => 5 * v));
    const report = checkDerivation({
      loss,
      at,
      claimed: {
        ...claimed,
        dZ2: times(claimed.dZ2),
        dA1: times(claimed.dA1),
        dZ1: times(claimed.dZ1),
      },
    });
    expect(report.ok).toBe(true);
    expect(report.convention?.text).toBe("5 (the batch, axis 0 of X)");
    expect(String(report)).toContain("No mistake, if meant");
  });
});

describe("elsewhere", () => {
  const learner = (factor: (at: { readonly X: readonly (readonly number[])[] }) => number) => {
    const loss = ({ X, w }: { X: Tensor; w: Tensor }): Tensor => mean(matmul(X, w));
    const claimed = (at: { X: readonly (readonly number[])[]; w: readonly number[] }) => ({
      dw: at.w.map(
        (_, j) => (at.X.reduce((s, row) => s + (row[j] ?? 0), 0) / at.X.length) * factor(at),
      ),
    });
    const point = (batch: number, k: number) => ({
      X: wave(batch, 4, k),
      w: wave(1, 4, k + 1)[0] ?? [],
    });
    return { loss, claimed, point };
  };

  test("what a size is equal to here is told apart by another size", () => {
    const { loss, claimed, point } = learner(({ X }) => 1 / X.length);
    const here = checkDerivation({ loss, claimed, at: point(4, 1) });
    expect(here.first?.candidates[0]?.names.length).toBeGreaterThan(1);
    const both = checkDerivation({ loss, claimed, at: point(4, 1), elsewhere: [point(6, 3)] });
    expect(both.first?.candidates[0]?.names.map(({ text }) => text)).toEqual([
      "1/4 (the batch, axis 0 of X)",
    ]);
    expect(both.first?.confidence).toBe("high");
  });

  test("what is right at one point only is wrong", () => {
    const { loss, claimed, point } = learner(({ X }) => 3 / X.length);
    const report = checkDerivation({ loss, claimed, at: point(3, 1), elsewhere: [point(6, 3)] });
    expect(report.ok).toBe(false);
    expect(report.first?.name).toBe("dw");
  });

  test("it needs a function", () => {
    const { loss, point } = learner(() => 1);
    const at = point(3, 1);
    expect(() => checkDerivation({ loss, at, claimed: { dw: at.w }, elsewhere: [at] })).toThrow(
      "checkDerivation: elsewhere, and claims that are numbers: they hold at one point only: write claimed as a function of at",
    );
  });
});

const tensorOf = (m: readonly (readonly number[])[]): Tensor => tensor(m);
