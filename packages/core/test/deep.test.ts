/** Graphs a million nodes deep, and that every sweep and every evaluation costs what it must and no more. */
import { describe, expect, test } from "vitest";
import {
  type Tensor,
  add,
  concat,
  evaluate,
  grad,
  gradients,
  jvp,
  ones,
  stack,
  sum,
  tensor,
  valueAndGrad,
} from "../src/index.ts";
import { type Op, apply, custom, linearInEach, nextId, unary } from "../src/engine.ts";

/** `x + x₂ + …`, which counts how often its kernel, its pullback and its pushforward run. */
function counted() {
  const runs = { kernel: 0, pullback: 0, pushforward: 0 };
  const Counted = (arity: number): Op => ({
    name: "counted",
    attrs: {},
    arity,
    shape: (x) => x.shape,
    kernel: {
      kind: "routine",
      run(inputs) {
        runs.kernel++;
        return inputs.reduce((a, b) => a.map((value, i) => value + (b[i] ?? 0)));
      },
    },
    derivative: custom({
      vjp(g) {
        runs.pullback++;
        return g;
      },
      jvp(dx) {
        runs.pushforward++;
        return dx.filter((d) => d !== null).reduce((a, b) => add(a, b));
      },
    }),
  });
  return { runs, step: (...xs: Tensor[]): Tensor => apply(Counted(xs.length), ...xs) };
}

const chain = (x: Tensor, length: number, step: (x: Tensor) => Tensor): Tensor => {
  let y = x;
  for (let i = 0; i < length; i++) y = step(y);
  return y;
};

const elements = (x: Tensor): number[] => [...x.data()];

describe("a chain of a million", () => {
  const MILLION = 1_000_000;

  test("adds is built, evaluated and differentiated", () => {
    const plusOnes = (length: number) => (x: Tensor) => chain(x, length, (y) => y.add(1));
    const x = tensor(0.5);
    const y = plusOnes(MILLION)(x);
    expect(y.item()).toBe(MILLION + 0.5);
    expect(y.backward().of(x).item()).toBe(1);
    expect(grad(plusOnes(MILLION))(x).item()).toBe(1);
    expect(jvp(plusOnes(MILLION / 4), [x], [tensor(2)])[1].item()).toBe(2);
  });

  test("is remembered as graph and differentiated again", () => {
    const x = tensor(2);
    const y = chain(x, 100_000, (h) => h.sub(1)).square();
    const [slope] = gradients(y, [x]);
    const [curvature] = gradients(slope, [x]);
    expect([slope.item(), curvature.item()]).toEqual([2 * (2 - 100_000), 2]);
  });

  test("costs one rule and a fixed number of nodes for each step", () => {
    let rules = 0;
    const step = unary("step", {
      scalar: (m, x) => m.add(x, m.const(1)),
      derivative: linearInEach((g) => {
        rules++;
        return g;
      }),
    });
    const cost = (length: number) => {
      rules = 0;
      const before = nextId();
      grad((x) => chain(x, length, step))(tensor(0));
      return { rules, nodes: nextId() - before };
    };
    const [short, long] = [cost(1_000), cost(MILLION)];
    expect([short.rules, long.rules]).toEqual([1_000, MILLION]);
    expect(long.nodes - short.nodes).toBe(MILLION - 1_000);
  });
});

describe("what a sweep costs", () => {
  test("a diamond of depth 1,000 costs two rules a level, not 2¹⁰⁰⁰", () => {
    const { runs, step } = counted();
    const x = tensor(1);
    const y = chain(x, 1_000, (h) => step(h, h));
    expect(y.item()).toBe(2 ** 1000);
    expect(gradients(y, [x])[0].item()).toBe(2 ** 1000);
    expect(runs).toEqual({ kernel: 1_000, pullback: 2_000, pushforward: 0 });
    expect(jvp((at) => chain(at, 1_000, (h) => step(h, h)), [x], [x])[1].item()).toBe(2 ** 1000);
    expect(runs.pushforward).toBe(1_000);
  });

  test("a long history behind the inputs costs nothing", () => {
    const { runs, step } = counted();
    const z = chain(tensor(1), 1_000, step);
    const y = chain(z, 3, step);
    expect(gradients(y, [z])[0].item()).toBe(1);
    expect(jvp((at: Tensor) => chain(at, 3, step), [z], [ones([])])[1].item()).toBe(1);
    expect(runs).toEqual({ kernel: 0, pullback: 3, pushforward: 3 });
  });

  test("branches that lead to no input cost nothing", () => {
    const { runs, step } = counted();
    const [x, other] = [tensor(1), chain(tensor(2), 1_000, step)];
    const y = chain(other, 1_000, step).mul(step(x));
    expect(gradients(y, [x])[0].item()).toBe(2);
    expect(runs.pullback).toBe(1);
  });

  test("what is used many times is pulled back once", () => {
    const { runs, step } = counted();
    const x = tensor([1, 2]);
    const h = step(x);
    const y = sum(stack([h, h, h.mul(h)]));
    expect(elements(gradients(y, [x])[0])).toEqual([4, 6]);
    expect(runs.pullback).toBe(1);
  });

  test("all inputs share one sweep", () => {
    const { runs, step } = counted();
    const xs = [tensor(1), tensor(2), tensor(3)];
    const y = chain(sum(stack(xs)), 10, step);
    expect(gradients(y, xs).map((g) => g.item())).toEqual([1, 1, 1]);
    const [value, slope] = valueAndGrad((p: Tensor[]) => chain(sum(stack(p)), 10, step))(xs);
    expect([value.item(), ...slope.map((g) => g.item())]).toEqual([6, 1, 1, 1]);
    expect(runs).toEqual({ kernel: 10, pullback: 20, pushforward: 0 });
  });
});

describe("what an evaluation costs", () => {
  test("one sweep for all that is asked", () => {
    const { runs, step } = counted();
    const shared = step(tensor([1, 2]));
    const found = evaluate({ a: shared.mul(2), list: [shared.add(1), shared.sum()] });
    expect([elements(found.a), ...found.list.map(elements)]).toEqual([[2, 4], [2, 3], [3]]);
    expect(runs.kernel).toBe(1);
  });

  test("what was asked for is remembered, and what lies under it is not run again", () => {
    const { runs, step } = counted();
    const asked = chain(tensor([1, 2]), 5, step);
    for (let i = 0; i < 3; i++) expect(elements(asked)).toEqual([1, 2]);
    expect(elements(asked.mul(2).add(asked))).toEqual([3, 6]);
    expect(runs.kernel).toBe(5);
  });

  test("what was only passed is freed, and run again when it is asked for", () => {
    const { runs, step } = counted();
    const passed = step(tensor([1, 2]));
    const later = passed.mul(3);
    const asked = concat([later, later.neg()]);
    expect(elements(asked)).toEqual([3, 6, -3, -6]);
    expect([passed.value, later.value]).toEqual([undefined, undefined]);
    expect(asked.value).toBeDefined();
    expect(elements(passed)).toEqual([1, 2]);
    expect(runs.kernel).toBe(2);
  });

  test("values live no longer than until their last reader has run", () => {
    const x = tensor([1, 2]);
    const nodes: Tensor[] = [x];
    let most = 0;
    const Watch: Op = {
      name: "watch",
      attrs: {},
      arity: 1,
      shape: (at) => at.shape,
      kernel: {
        kind: "routine",
        run([at]) {
          most = Math.max(most, nodes.filter(({ value }) => value !== undefined).length);
          return at?.slice() ?? 0;
        },
      },
      derivative: custom({ vjp: (g) => g, jvp: ([dx]) => dx as Tensor }),
    };
    const y = chain(x, 50, (at) => {
      const next = apply(Watch, at);
      nodes.push(next);
      return next;
    });
    expect(elements(y)).toEqual([1, 2]);
    expect(most).toBe(2);
  });

  test("a gradient of values leaves none on the tensors it came by", () => {
    const { runs, step } = counted();
    const [w, x] = [tensor([1, 2]), tensor([3, 4])];
    const behind = step(x).named("behind");
    const inside: Tensor[] = [];
    const loss = (p: Tensor): Tensor => {
      inside.push(p.mul(behind), behind.exp());
      return sum((inside[0] as Tensor).add(inside[1] as Tensor).mul(p));
    };
    expect(elements(grad(loss)(w))).toEqual([6 + Math.exp(3), 16 + Math.exp(4)]);
    expect([behind, ...inside].map(({ value }) => value)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(runs.kernel).toBe(1);
    const y = sum(behind.mul(x));
    expect(elements(y.backward().of(x))).toEqual([6, 8]);
    expect(behind.value).toBeUndefined();
  });

  test("names survive", () => {
    const { W1, list } = evaluate({
      W1: ones([2]).mul(2).named("W1"),
      list: [tensor(1).named("b")],
    });
    expect([W1.name, list[0]?.name]).toEqual(["W1", "b"]);
    expect(W1.inputs).toEqual([]);
    expect(ones([2]).named("c").detach().name).toBe("c");
  });
});
