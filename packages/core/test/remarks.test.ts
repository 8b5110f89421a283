/** What a tensor says to people: how it prints, the line that made it, and the box it came out of. */
import { inspect } from "node:util";
import { afterEach, describe, expect, test } from "vitest";
import {
  type Tensor,
  arange,
  diag,
  grad,
  logSoftmax,
  logSumExp,
  mean,
  norm,
  ones,
  prod,
  siteOf,
  softmax,
  std,
  tensor,
  trackSites,
  variance,
  zeros,
} from "../src/index.ts";
import { input, scopeOf } from "../src/engine.ts";

describe("prints", () => {
  test("name, dtype, shape and elements", () => {
    expect(String(tensor(2))).toBe("tensor: float64 [] 2");
    expect(String(tensor([1, 2.5, -0, 1 / 3, 1e-9, NaN]).named("w"))).toBe(
      "w: float64 [6] [1, 2.5, -0, 0.333333, 1e-9, NaN]",
    );
    expect(String(tensor([true, false]))).toBe("tensor: bool [2] [1, 0]");
    expect(String(zeros([2, 0]))).toBe("tensor: float64 [2, 0]\n[[],\n []]");
    expect(inspect({ W1: ones([2, 2], { dtype: "float32" }) })).toMatchInlineSnapshot(`
      "{
        W1: tensor: float32 [2, 2]
        [[1, 1],
         [1, 1]]
      }"
    `);
    expect(inspect(arange(8).reshape([2, 2, 2]))).toMatchInlineSnapshot(`
      "tensor: float64 [2, 2, 2]
      [[[0, 1],
        [2, 3]],
       [[4, 5],
        [6, 7]]]"
    `);
  });

  test("the ends of what is long, even where no memory would hold the middle", () => {
    expect(String(arange(1000))).toBe("tensor: float64 [1000] [0, 1, 2, 3, …, 996, 997, 998, 999]");
    expect(String(zeros([1e9, 1e9]))).toMatchInlineSnapshot(`
      "tensor: float64 [1000000000, 1000000000]
      [[0, 0, 0, 0, …, 0, 0, 0, 0],
       [0, 0, 0, 0, …, 0, 0, 0, 0],
       [0, 0, 0, 0, …, 0, 0, 0, 0],
       [0, 0, 0, 0, …, 0, 0, 0, 0],
       …,
       [0, 0, 0, 0, …, 0, 0, 0, 0],
       [0, 0, 0, 0, …, 0, 0, 0, 0],
       [0, 0, 0, 0, …, 0, 0, 0, 0],
       [0, 0, 0, 0, …, 0, 0, 0, 0]]"
    `);
  });

  test("why there is no value, instead of an error", () => {
    const x: Tensor = input(undefined, [2], "float64").named("x");
    expect(String(x.mul(2))).toBe(
      "tensor: float64 [2] (no value: evaluate: the input x [2]: it has no value while a graph is being traced: read values outside of the traced function, or choose with where(condition, a, b))",
    );
    const index = tensor([7], { dtype: "int32" });
    expect(String(tensor([1, 2]).take(index))).toBe(
      "tensor: float64 [1] (no value: take: index 7: the axis has 2 elements: use -2 to 1)",
    );
  });

  test("values inside a function that is being differentiated", () => {
    const seen: string[] = [];
    grad((x) => {
      seen.push(String(x.mul(3)));
      return x.square();
    })(tensor(2));
    expect(seen).toEqual(["tensor: float64 [] 6"]);
  });

  test("as JSON the elements", () => {
    expect(JSON.stringify({ w: ones([2, 1]), b: tensor(3) })).toBe('{"w":[[1],[1]],"b":3}');
  });
});

describe("sites", () => {
  afterEach(() => trackSites(false));

  /** The line after the one that calls this. */
  const nextLine = (): number => {
    const caller = new Error("here").stack?.split("\n")[2] ?? "";
    return Number(/:(\d+):\d+\)?$/.exec(caller)?.[1]) + 1;
  };
  const lineOf = (x: Tensor): string => siteOf(x)?.replace(/^.*\/(.*?):\d+$/, "$1") ?? "";

  test("point to the line that made a node, through ops, methods and composites", () => {
    trackSites(true);
    const x = tensor([1, 2]);
    const line = nextLine();
    const made = [x.mul(2), softmax(x), x.std(), x.add(1).exp()];
    const table = tensor([[1], [2]]);
    const there = nextLine();
    const stretched = table.add(x).inputs.map(lineOf);
    expect(stretched).toEqual(stretched.map(() => `remarks.test.ts:${there}`));
    expect(made.map(lineOf)).toEqual(made.map(() => `remarks.test.ts:${line}`));
  });

  test("point into a function that is being differentiated", () => {
    trackSites(true);
    let inside = "";
    let line = 0;
    grad((x) => {
      line = nextLine();
      const y = x.square();
      inside = lineOf(y);
      return y;
    })(tensor(2));
    expect(inside).toBe(`remarks.test.ts:${line}`);
  });

  test("are not kept unless asked for", () => {
    expect(siteOf(tensor(1).mul(2))).toBeUndefined();
    trackSites(true);
    trackSites(false);
    expect(siteOf(tensor(1).mul(2))).toBeUndefined();
  });
});

describe("boxes", () => {
  const x = tensor([
    [1, 2],
    [3, 4],
  ]).named("x");
  const vector: Tensor = tensor([1, 2]);

  test.each([
    ["mean", mean(x)],
    ["mean", mean(x, 0)],
    ["variance", variance(x)],
    ["std", std(x, 1)],
    ["norm", norm(x)],
    ["prod", prod(x, 0)],
    ["logSumExp", logSumExp(x)],
    ["logSoftmax", logSoftmax(x)],
    ["softmax", softmax(x, 0)],
    ["trace", x.trace()],
  ] as [string, Tensor][])("%s is one, whatever its axes", (name, y) => {
    expect(scopeOf(y)).toMatchObject({ name, inputs: [x], output: y });
  });

  test("hold the boxes inside them, and only nodes that are new", () => {
    const y = diag(vector);
    expect(scopeOf(y)).toMatchObject({ name: "diag", inputs: [vector] });
    const first = scopeOf(softmax(x))?.first ?? 0;
    expect(first).toBeGreaterThan(x.id);
    expect(scopeOf(prod(x, []))).toBeUndefined();
    expect(scopeOf(x.mul(2))).toBeUndefined();
  });

  test("a name stays on its node, box or not", () => {
    const y = softmax(x).named("p");
    expect([y.name, scopeOf(y)?.name]).toEqual(["p", "softmax"]);
  });
});
