import { describe, expect, test } from "vitest";
import { type Tensor, evaluate, grad, ones, random, tensor, valueAndGrad } from "@chainrule/core";
import { compile } from "../src/index.ts";

interface Model {
  readonly w: Tensor;
  readonly b: Tensor;
}

const rng = random(7);
const x = rng.split().normal([8, 3]);
const y = rng.split().normal([8, 2]);
const start = (): Model => ({
  w: random(1).normal([3, 2]).named("w"),
  b: tensor([0.5, -0.5], { name: "b" }),
});

const loss = (m: Model, a: Tensor, t: Tensor): Tensor =>
  a
    .matmul(m.w as never)
    .add(m.b as never)
    .tanh()
    .sub(t as never)
    .square()
    .mean() as Tensor;

function step(m: Model, a: Tensor, t: Tensor): [Tensor, Model] {
  const [value, g] = valueAndGrad((p: Model) => loss(p, a, t) as never)(m);
  return [
    value,
    { w: m.w.sub(g.w.mul(0.1) as never).named("w"), b: m.b.sub(g.b.mul(0.1) as never).named("b") },
  ];
}

describe("a compiled function", () => {
  test("returns what the function returns", () => {
    const compiled = compile(step);
    const [value, next] = compiled(start(), x, y);
    const [expected, model] = step(start(), x, y);
    expect(value.item()).toBeCloseTo(expected.item(), 13);
    expect(next.w.name).toBe("w");
    evaluate(model);
    next.w.data().forEach((v, i) => expect(v).toBeCloseTo(model.w.data()[i] as number, 13));
  });

  test("follows the trajectory of the function, with its parameters donated", () => {
    const compiled = compile(step, { donate: 0 });
    let [a, b] = [start(), start()];
    for (let i = 0; i < 50; i++) {
      const [l, m] = compiled(a, x, y);
      const [k, n] = evaluate(step(b, x, y));
      expect(Math.abs(l.item() - k.item())).toBeLessThan(1e-13);
      [a, b] = [m, n];
    }
    a.w
      .data()
      .forEach((v, i) => expect(Math.abs(v - (b.w.data()[i] as number))).toBeLessThan(1e-12));
  });

  test("says where a donated tensor went", () => {
    const compiled = compile(step, { donate: 0 });
    const first = start();
    const [, second] = compiled(first, x, y);
    expect(() => first.w.data()).toThrow(
      "compile: w [3, 2]: its memory was handed over when it was donated to a compiled function, as argument 0.w: " +
        "use what the function returned in its place, or leave the argument out of donate",
    );
    const [, third] = compiled(second, x, y);
    expect(() => second.b.toArray()).toThrow("as argument 0.b");
    expect(third.w.data().every(Number.isFinite)).toBe(true);
  });

  test("never overwrites a result that may still be read", () => {
    const compiled = compile(step);
    const [, one] = compiled(start(), x, y);
    const [, two] = compiled(one, x, y);
    const [, three] = compiled(two, x, y);
    const expected = step(step(step(start(), x, y)[1], x, y)[1], x, y)[1];
    three.w.data().forEach((v, i) => expect(v).toBeCloseTo(expected.w.data()[i] as number, 12));
    const again = step(start(), x, y)[1];
    one.w.data().forEach((v, i) => expect(v).toBeCloseTo(again.w.data()[i] as number, 13));
  });

  test("takes results in other places than they came from", () => {
    const swap = compile((a: Tensor, b: Tensor) => [a.add(1), b.mul(2)] as const, {
      donate: [0, 1],
    });
    let [p, q]: readonly Tensor[] = swap(tensor([1, 2]), tensor([3, 4])) as readonly Tensor[];
    [p, q] = swap(q as Tensor, p as Tensor) as readonly Tensor[];
    expect(p?.toArray()).toEqual([7, 9]);
    expect(q?.toArray()).toEqual([4, 6]);
  });

  test("is traced again for other shapes, other structure and other plain values", () => {
    let traces = 0;
    const compiled = compile((a: Tensor, options: { power: number }) => {
      traces++;
      return a.pow(options.power).sum();
    });
    expect(compiled(ones([3]), { power: 2 }).item()).toBe(3);
    expect(compiled(ones([3]), { power: 2 }).item()).toBe(3);
    expect(traces).toBe(1);
    expect(compiled(ones([4]), { power: 2 }).item()).toBe(4);
    expect(compiled(ones([4]), { power: 3 }).item()).toBe(4);
    expect(traces).toBe(3);
  });

  test("is refused if it draws random numbers: they would be the same at every call", () => {
    const noise = random(1);
    const noisy = compile((a: Tensor) => a.add(noise.normal([2]) as never));
    expect(() => noisy(tensor([1, 2]))).toThrow(
      "compile: the function: it draws random numbers, which would be the same at every call: " +
        "draw them outside, and pass them as an argument",
    );
  });

  test("can be differentiated, and can be a gradient", () => {
    const square = compile((a: Tensor) => a.square().sum());
    expect(grad((a: Tensor) => square(a) as never)(tensor([1, 2])).toArray()).toEqual([2, 4]);
    const slope = compile(grad((a: Tensor) => a.square().sum() as never));
    expect(slope(tensor([1, 2])).toArray()).toEqual([2, 4]);
  });

  test("returns arguments and constants as they are", () => {
    const compiled = compile((a: Tensor) => ({
      same: a,
      two: tensor([2, 2]),
      more: a.add(1),
      again: a.add(1),
    }));
    const a = tensor([1, 2]);
    const { same, two, more, again } = compiled(a);
    expect(same).toBe(a);
    expect(two.toArray()).toEqual([2, 2]);
    expect(more.toArray()).toEqual([2, 3]);
    expect(again.toArray()).toEqual([2, 3]);
  });

  test("takes a donated argument that it does not use", () => {
    const compiled = compile(
      (a: Tensor, b: Tensor) => [a.add(1), b.shape].slice(0, 1)[0] as Tensor,
      { donate: [0, 1] },
    );
    const next = compiled(tensor([1, 2]), tensor([5, 6]));
    expect(compiled(tensor([7, 8]), next).toArray()).toEqual([8, 9]);
    const ignoring = compile((_: Tensor, b: Tensor) => b.add(1), { donate: 0 });
    expect(ignoring(tensor([1, 2]), tensor([5, 6])).toArray()).toEqual([6, 7]);
  });

  test("returns donated arguments as they are, in any place", () => {
    interface Pair {
      readonly a: Tensor;
      readonly b: Tensor;
    }
    const from = (): Pair => ({ a: tensor([1, 2]), b: tensor([3, 4]) });
    const twice = (f: (pair: Pair) => Pair): unknown => {
      const compiled = compile(f, { donate: 0 });
      const { a, b } = compiled(compiled(from()));
      return [a.toArray(), b.toArray()];
    };
    expect(twice(({ a, b }) => ({ a: a.sub(b as never), b }))).toEqual([
      [-5, -6],
      [3, 4],
    ]);
    expect(twice(({ a }) => ({ a: a.add(1), b: a }))).toEqual([
      [3, 4],
      [2, 3],
    ]);
    expect(twice(({ a, b }) => ({ a: b, b: a }))).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  test.each([[[]], [0]])("returns arguments in other shapes, donated: %s", (donate) => {
    const column = compile((a: Tensor) => ({ column: a.reshape([2, 1]), more: a.add(1) }), {
      donate,
    });
    const first = column(tensor([1, 2]));
    const second = column(tensor([3, 4]));
    expect(first.column.toArray()).toEqual([[1], [2]]);
    expect(second.column.toArray()).toEqual([[3], [4]]);
    expect(first.more.toArray()).toEqual([2, 3]);
  });

  test("runs without tensors, on its memory", () => {
    const { inputs, outputs, step: run } = compile(step, { donate: 0 }).program(start(), x, y);
    const [before] = step(start(), x, y);
    run();
    expect(outputs[0][0]).toBeCloseTo(before.item(), 13);
    const moved = evaluate(step(start(), x, y)[1]);
    outputs[1].w.forEach((v, i) => expect(v).toBeCloseTo(moved.w.data()[i] as number, 13));
    expect(inputs[0].w).toEqual(outputs[1].w);
    inputs[1].fill(0);
    run();
    const [after] = step(moved, x.mul(0), y);
    expect(outputs[0][0]).toBeCloseTo(after.item(), 13);
  });

  test("what is built like a donated argument takes its place, whatever stands beside it", () => {
    const f = ({ a, b }: { a: Tensor; b: Tensor }) => ({
      before: a.mul(b),
      p: { b: b.add(1), a: a.mul(2) },
      after: a.sub(b),
    });
    const {
      inputs,
      outputs,
      step: run,
    } = compile(f, { donate: 0 }).program({
      a: tensor(3),
      b: tensor(5),
    });
    for (let i = 0; i < 3; i++) run();
    expect([inputs[0].a[0], inputs[0].b[0]]).toEqual([24, 8]);
    expect([outputs.p.a[0], outputs.p.b[0]]).toEqual([24, 8]);
    expect([outputs.before[0], outputs.after[0]]).toEqual([12 * 7, 12 - 7]);
  });

  test("a loss beside a single scalar leaves its memory alone", () => {
    const {
      inputs,
      outputs,
      step: run,
    } = compile((p: Tensor) => [p.square(), p.mul(3)], {
      donate: 0,
    }).program(tensor(2));
    for (let i = 0; i < 3; i++) run();
    expect([inputs[0][0], outputs[0]?.[0], outputs[1]?.[0]]).toEqual([54, 18 ** 2, 54]);
  });

  test("explains itself", () => {
    const text = String(compile(step, { donate: 0 }).explain(start(), x.named("x"), y.named("t")));
    expect(text).toMatchInlineSnapshot(`
      "  1  product [8, 2, 3]  t1 = tanh(x @ w + b), t2 = 0.0625·2·(t1 − t)·(1 − t1²)
        2  loop [8, 2]  y1 = sum((t1 − t)², axes: [0, 1])/16
        3  product [3, 2, 8]  w′ = w − 0.1·(xᵀ @ t2)  (in place: w′)
        4  loop [8, 2]  b′ = b − 0.1·sum(t2, axes: [0])  (in place: b′)
      memory 0.9 kB: given 0.4 kB, results 0.0 kB, in between 0.3 kB; module 7.8 kB"
    `);
  });
});
