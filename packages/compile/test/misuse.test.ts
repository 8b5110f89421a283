/** Mistakes in options and calls are answered by an error that says what to write. */
import { describe, expect, test } from "vitest";
import { type Tensor, grad, tensor } from "@chainrule/core";
import { type Refusal, refuses } from "../../core/test/refusal.ts";
import { type CompileOptions, compile } from "../src/index.ts";

const x = tensor([1, 2, 3], { name: "x" });
const loosely = compile as unknown as (
  f: (...args: never[]) => unknown,
  options?: unknown,
) => (...args: unknown[]) => Tensor;

describe("options", () => {
  const given =
    (options: unknown): (() => unknown) =>
    () =>
      loosely((v: Tensor) => v.mul(2), options)(x);
  refuses([
    [
      "an argument that there is not",
      given({ donate: 5 }),
      "ValueError: compile: donate 5: it was called with 1 argument, and the first is 0: write { donate: 0 } for the last",
    ],
    [
      "one of several that there is not",
      given({ donate: [0, 1] }),
      "ValueError: compile: donate 1: it was called with 1 argument, and the first is 0: write { donate: 0 } for the last",
    ],
    [
      "an argument of none",
      () => loosely(() => x.mul(2), { donate: 0 })(),
      "ValueError: compile: donate 0: it was called with 0 arguments, and the first is 0: leave it out",
    ],
    ...([-1, 0.5, NaN, "0", null] as const).map((donate): Refusal => [
      `donate ${JSON.stringify(donate)}`,
      given({ donate: [donate] }),
      `ValueError: compile: donate ${JSON.stringify(donate)?.replace("null", String(donate))}: arguments are counted from 0: write { donate: 0 } or { donate: [0, 1] }`,
    ]),
    ...([0, -1, 1.5, Infinity, "2"] as const).map((threads): Refusal => [
      `threads ${threads}`,
      given({ threads }),
      `ValueError: compile: threads ${typeof threads === "string" ? `"${threads}"` : threads}: at least one thread computes: write { threads: 2 }, or leave it out for one`,
    ]),
    [
      "relaxed as a word",
      given({ relaxed: "no" }),
      'ValueError: compile: relaxed "no": it is neither true nor false: write { relaxed: true }',
    ],
    [
      "relaxed as a number",
      given({ relaxed: 1 }),
      "ValueError: compile: relaxed 1: it is neither true nor false: write { relaxed: true }",
    ],
    [
      "an option of another name",
      given({ donated: 0 }),
      "ValueError: compile: option donated: there is none of that name: it takes donate, threads, relaxed",
    ],
    [
      "a number for options",
      given(1),
      "ValueError: compile: 1: options are an object: write { donate: … }, and in xs.map(…) (x) => compile(x)",
    ],
    [
      "a result instead of a function",
      () => loosely(x as never),
      "ValueError: compile: x [3]: it takes a function of tensors: write compile((x) => …)(x)",
    ],
  ]);

  test("an argument may be donated that is left out", () => {
    const f = compile((v: Tensor, w?: Tensor) => (w === undefined ? v.mul(2) : v.mul(w as never)), {
      donate: [1],
    } satisfies CompileOptions);
    expect(f(x).toArray()).toEqual([2, 4, 6]);
    expect(f(x, tensor([1, 2, 3])).toArray()).toEqual([1, 4, 9]);
  });
});

describe("calls", () => {
  class Secret {
    readonly w: Tensor = x;
    readonly #factor = 2;
    times(): Tensor {
      return this.w.mul(this.#factor);
    }
    #squared(): Tensor {
      return this.w.square();
    }
    square(): Tensor {
      return this.#squared();
    }
  }
  const layer = {
    w: x,
    scaled(v: Tensor): Tensor {
      return v.mul(this.w as never);
    },
  };
  const lacks =
    "ValueError: compile: an object of a class with private members (#…): its copy, with other tensors in it, lacks them: " +
    "hold what its methods read in public fields, or in an object of its own without tensors";
  const has = { ...layer, fast: compile(layer.scaled) };
  const noThis =
    "ValueError: compile: this: a compiled function has none: what changes in it would not reach the program: " +
    "pass the object as an argument: compile((self, x) => self.method(x))";
  refuses([
    ["of a method", () => has.fast(x), noThis],
    ["of a method inside a gradient", () => grad((v: Tensor) => has.fast(v).sum())(x), noThis],
    [
      "of what writes into this",
      () =>
        loosely(function (this: { last?: Tensor }, v: Tensor) {
          return (this.last = v);
        })(x),
      noThis,
    ],
    ["with private fields", () => compile((s: Secret) => s.times())(new Secret()), lacks],
    ["with private methods", () => compile((s: Secret) => s.square())(new Secret()), lacks],
    [
      "without arguments",
      () => loosely((v: Tensor) => v.mul(2))(),
      "ValueError: compile: no arguments: there is no tensor in them, and the function failed: " +
        "Cannot read properties of undefined (reading 'mul'): call it with what the function takes, numbers that change as tensors",
    ],
    [
      "with a number for a tensor",
      () => loosely((v: Tensor) => v.mul(2))(3),
      "ValueError: compile: the arguments 3: there is no tensor in them, and the function failed: v.mul is not a function: " +
        "call it with what the function takes, numbers that change as tensors",
    ],
  ]);

  test("an object without tensors keeps its private fields", () => {
    const rate = new (class {
      readonly #by = 3;
      of(v: Tensor): Tensor {
        return v.mul(this.#by);
      }
    })();
    expect(compile((v: Tensor, r: typeof rate) => r.of(v))(x, rate).toArray()).toEqual([3, 6, 9]);
  });

  test("the object of a method may be an argument", () => {
    const f = compile((self: typeof layer, v: Tensor) => self.scaled(v));
    expect(f(layer, x).toArray()).toEqual([1, 4, 9]);
    expect(f({ ...layer, w: tensor([2, 2, 2]) }, x).toArray()).toEqual([2, 4, 6]);
  });

  test("errors of the function itself come out as they are", () => {
    const mine = new TypeError("mine");
    const failing = compile((v: Tensor): Tensor => {
      if (v.rank === 1) throw mine;
      return v;
    });
    expect(() => failing(x)).toThrow(mine);
  });
});
