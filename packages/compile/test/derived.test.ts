import { expect, test } from "vitest";
import {
  type Shape,
  type Tensor,
  checkpoint,
  grad,
  hessian,
  jacobian,
  random,
  tensor,
  vmap,
} from "@chainrule/core";
import { compile } from "../src/index.ts";
import { program } from "../src/program.ts";
import { mlpStep } from "./mlp.ts";

const rng = random(5);
const w = rng.split().normal([4, 3]);
const xs = rng.split().normal([6, 4]);

const f = (x: Tensor) => x.matmul<Shape, Shape>(w).tanh().square().sum();

function agree(a: Tensor, b: Tensor): void {
  expect(a.shape).toEqual(b.shape);
  const wanted = b.data();
  a.data().forEach((v, i) => expect(Math.abs(v - (wanted[i] as number))).toBeLessThan(1e-13));
}

test("gradients of many examples are one program", () => {
  const perExample = vmap(grad(f));
  const compiled = compile((x: Tensor) => perExample(x));
  agree(compiled(xs), perExample(xs));
  // As many passes for six examples as for sixty.
  expect(compiled.explain(xs).kernels.length).toBe(
    compiled.explain(rng.split().normal([60, 4])).kernels.length,
  );
});

test("second derivatives, and derivatives of derivatives", () => {
  const x: Tensor = rng.split().normal([4]);
  const second = hessian(f);
  agree(compile((v: Tensor) => second(v))(x), second(x));
  const rows = jacobian((v: Tensor) => v.matmul<Shape, Shape>(w).exp());
  agree(compile((v: Tensor) => rows(v))(x), rows(x));
  const cubic = grad((v: Tensor) => v.pow(3).sum());
  const twice = grad((v: Tensor) => cubic(v).square().sum());
  agree(compile(twice)(x), twice(x));
});

test("checkpoints", () => {
  const deep = (v: Tensor) =>
    checkpoint((u: Tensor) => u.sin().exp())(v)
      .square()
      .sum();
  agree(compile(grad(deep))(xs), grad(deep)(xs));
});

test("the slope of a function of a number is a function without arguments", () => {
  const slope = compile(grad((x: Tensor<readonly []>) => x.mul(2).tanh().mul(x)));
  const { inputs, outputs, step } = slope.program(tensor(0.5));
  for (const x of [0.5, -1, 0, 3]) {
    inputs[0][0] = x;
    step();
    const y = Math.tanh(2 * x);
    expect(outputs[0]).toBeCloseTo(y + 2 * x * (1 - y * y), 13);
  }
});

test("memory is little more than weights and activations", () => {
  const sizes = [784, 512, 512, 10];
  const batch = 128;
  const { outputs, donated } = mlpStep(sizes, batch, "float32");
  const weights = sizes.slice(1).reduce((sum, m, i) => sum + ((sizes[i] ?? 0) + 1) * m, 0);
  const activations = batch * sizes.reduce((a, b) => a + b);
  expect(program(outputs, donated).arena.bytes).toBeLessThan(1.5 * 4 * (weights + activations));
});
