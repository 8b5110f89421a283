import { expect, test } from "vitest";
import { type Tensor, grad, tensor } from "@chainrule/core";
import { compile } from "@chainrule/compile";
import { LONGEST } from "../src/plan/length.ts";

/** More instructions than a kernel may have, and than V8 takes in one function. */
const waves = (x: Tensor): Tensor => {
  let y: Tensor = x;
  for (let i = 0; i < 1100; i++) y = y.mul(1.0001).sin();
  return y;
};
const x = tensor([0.5, -1, 2, 0.25, 3], { name: "x" });

test("a long chain becomes several kernels, which agree with the reference", () => {
  const program = compile(waves);
  const got = program(x).data();
  const want = waves(x).data();
  for (const [i, value] of want.entries()) expect(got[i]).toBeCloseTo(value, 12);
  const { kernels } = program.explain(x);
  expect(kernels.length).toBeGreaterThan(1);
  for (const { operations } of kernels) expect(operations / x.size).toBeLessThan(1.1 * LONGEST);
});

test("so does its gradient", () => {
  const slope = grad((x: Tensor) => waves(x).sum());
  const got = compile(slope)(x).data();
  for (const [i, value] of slope(x).data().entries()) expect(got[i]).toBeCloseTo(value, 12);
});

test("what is used twice counts once", () => {
  // 2⁴⁰ ways from x to y, and 40 additions.
  const doubled = compile((x: Tensor) => {
    let y: Tensor = x;
    for (let i = 0; i < 40; i++) y = y.add(y).mul(0.5);
    return y;
  });
  expect(doubled.explain(x).kernels).toHaveLength(1);
});

test("many results that are cheap together share a kernel, those that are not do not", () => {
  const powers = (x: Tensor): Tensor[] =>
    Array.from({ length: 1100 }, (_, i) => x.mul(i / 1100).sin());
  const program = compile(powers);
  const { kernels } = program.explain(x);
  expect(kernels.length).toBeGreaterThan(1);
  expect(kernels.length).toBeLessThan(20);
  for (const [i, y] of program(x).entries())
    expect(y.data()[0]).toBeCloseTo(Math.sin((0.5 * i) / 1100), 14);
});
