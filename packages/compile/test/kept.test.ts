/** What compiled functions return stays what it is, whoever reads it, and whenever. */
import { describe, expect, test } from "vitest";
import {
  type Tensor,
  add,
  argmax,
  equal,
  evaluate,
  gradients,
  isFinite,
  notEqual,
  tensor,
  zeros,
} from "@chainrule/core";
import { compile } from "../src/index.ts";

const twice = () => compile((x: Tensor) => x.mul(2));

describe("a result", () => {
  const readings: readonly [string, (a: Tensor) => unknown][] = [
    ["a sum", (a) => a.sum().item()],
    ["argmax", (a) => argmax(a).item()],
    ["evaluate", (a) => evaluate(a.mul(3))],
    ["a gradient", (a) => gradients(a.square().sum(), [a])[0].data()],
    ["nothing", () => 0],
  ];
  test.each(readings)("that was read through %s stays", (_, read) => {
    const f = twice();
    const a = f(tensor([1, 2]));
    read(a);
    f(tensor([5, 6]));
    expect(a.toArray()).toEqual([2, 4]);
    expect(a.sum().item()).toBe(6);
    expect(a.toArray()).toEqual([2, 4]);
  });

  test("that another function captures stays, before that is traced and after", () => {
    for (const early of [true, false]) {
      const [f, r] = [twice(), { of: tensor([0]) as Tensor }];
      r.of = f(tensor([1, 2]));
      if (early) f(tensor([7, 7]));
      const g = compile((y: Tensor) => add(y, r.of as never));
      expect(g(tensor([10, 10])).toArray()).toEqual([12, 14]);
      f(tensor([100, 200]));
      const s = f(tensor([5, 5]));
      expect(g(tensor([10, 10])).toArray()).toEqual([12, 14]);
      f(tensor([9, 9]));
      expect(s.toArray()).toEqual([10, 10]);
    }
  });

  test("that is a constant may be donated", () => {
    const mine = tensor([4, 4]);
    const f = compile(
      (s: { a: Tensor; b: Tensor }) => ({ a: s.a.add(1), b: zeros([2]) as Tensor, c: mine }),
      { donate: 0 },
    );
    let s: { a: Tensor; b: Tensor } = { a: tensor([0, 0]), b: tensor([0, 0]) };
    for (let i = 0; i < 5; i++) {
      const { a, b, c } = f(s);
      s = i % 2 === 0 ? { a, b } : { a, b: c };
    }
    expect(s.a.toArray()).toEqual([5, 5]);
    expect(mine.toArray()).toEqual([4, 4]);
  });

  test("that is an argument donated twice can be read", () => {
    const f = compile((a: Tensor, b: Tensor) => [a, b.add(1)] as const, { donate: [0, 1] });
    const x = tensor([1, 2]);
    const [same, more] = f(x, x);
    expect(same.toArray()).toEqual([1, 2]);
    expect(more.toArray()).toEqual([2, 3]);
    const g = compile((a: Tensor, b: Tensor) => [b, a.add(1)] as const, { donate: 0 });
    expect(g(x, x)[0].toArray()).toEqual([1, 2]);
  });
});

describe("other dtypes", () => {
  const bools = (...list: number[]): Tensor => tensor(list, { dtype: "bool" });
  test("claims are equal to claims", () => {
    const [a, b] = [bools(1, 0, 1, 0), bools(1, 1, 0, 0)];
    for (const f of [equal, notEqual])
      expect(compile((p: Tensor, q: Tensor) => f<Tensor, Tensor>(p, q))(a, b).toArray()).toEqual(
        f(a, b).toArray(),
      );
    expect(
      compile((p: Tensor) => equal<Tensor, Tensor>(p.greater(0), p.less(2)))(
        tensor([-1, 1, 3]),
      ).toArray(),
    ).toEqual([0, 1, 0]);
  });
  test("integers beside infinities", () => {
    const i = tensor([5, -1, 0, 2147483647, -2147483648], { dtype: "int32" });
    const all: readonly ((x: Tensor) => Tensor)[] = [
      (x) => isFinite(x),
      (x) => x.clip(0, Infinity),
      (x) => x.clip(-Infinity, 2),
      (x) => x.clip(-Infinity, Infinity),
    ];
    for (const f of all) expect(compile(f)(i).toArray()).toEqual(f(i).toArray());
  });
});

describe("arguments that are no tensors", () => {
  const x = tensor([1, 2]);
  const counted = () => {
    let traces = 0;
    const f = compile((v: Tensor, ...rest: unknown[]) => (traces++, v.mul(rest.length)));
    return { f: f as (...args: unknown[]) => Tensor, traces: () => traces };
  };
  test.each([
    ["keys with odd characters", { a: 1, b: 2 }, { "a:1,b": 2 }],
    ["a bigint beside a number", 1, 1n],
    ["symbols of one description", Symbol("a"), Symbol("a")],
    ["objects without a prototype", {}, Object.create(null)],
    ["0 and −0", 0, -0],
    ["a string beside a number", "1", 1],
  ])("are told apart: %s", (_, one, other) => {
    const { f, traces } = counted();
    f(x, one);
    f(x, other);
    f(x, one);
    expect(traces()).toBe(2);
  });
});

test("the kinds of arguments used last are kept", () => {
  let traces = 0;
  const f = compile((v: Tensor) => (traces++, v.mul(2)));
  const kinds = Array.from({ length: 20 }, (_, n) => zeros([n + 1]) as Tensor);
  for (const v of kinds) {
    f(v);
    f(kinds[0] as Tensor);
  }
  expect(traces).toBe(20);
});
