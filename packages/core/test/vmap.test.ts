/** Functions of one example over many: what the rows of the op table do not show. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as C from "../src/index.ts";
import { type Op, apply, custom, opKey, scopeOf, topological } from "../src/engine.ts";
import { expectNear, expectSame, tolerance } from "./checks/metric.ts";
import { flat } from "./checks/sample.ts";
import { any, programs, run, tensorsOf } from "./programs.ts";

type Tensor = C.Tensor;
type Inputs = readonly Tensor[];

const normal = (seed: number, shape: C.Shape): Tensor => C.random(seed).normal(shape);
const int = (data: C.Nested): Tensor => C.tensor(data, { dtype: "int32" });
const rowsOf = (x: Tensor): Tensor[] =>
  Array.from({ length: x.shape[0] ?? 0 }, (_, i) => C.take<C.Shape, number>(x, i));
const sizes = (...ys: Inputs): number[] => topological(ys).map(({ size }) => size);

/** `f` over the first axis of those tensors that are mapped, by a loop. */
const loop = (f: (...xs: Tensor[]) => Tensor, axes: readonly (0 | null)[], xs: Inputs): Tensor => {
  const n = xs[axes.indexOf(0)]?.shape[0] ?? 0;
  return C.stack(
    Array.from({ length: n }, (_, i) =>
      f(...xs.map((x, k): Tensor => (axes[k] === null ? x : C.take<C.Shape, number>(x, i)))),
    ),
  );
};

describe("per-example gradients", () => {
  const model = {
    layers: [
      { w: normal(1, [5, 7]), b: normal(2, [7]) },
      { w: normal(3, [7, 3]), b: normal(4, [3]) },
    ],
  };
  type Model = typeof model;
  const loss = (m: Model, x: Tensor, y: Tensor): Tensor => {
    const h = m.layers.reduce((at, { w, b }) => C.tanh(C.add(C.matmul(at, w), b)), x);
    return C.sum(C.square(C.sub(h, y)));
  };
  const [xs, ys] = [normal(5, [11, 5]), normal(6, [11, 3])];
  const perExample = C.vmap(C.grad(loss), [null, 0, 0]);
  const total = (m: Model): Tensor => C.sum(C.vmap(loss, [null, 0, 0])(m, xs, ys));

  test("are those of a loop, in the structure of the parameters", () => {
    const found = perExample(model, xs, ys);
    expect(found.layers.map(({ w, b }) => [w.shape, b.shape])).toEqual([
      [
        [11, 5, 7],
        [11, 7],
      ],
      [
        [11, 7, 3],
        [11, 3],
      ],
    ]);
    rowsOf(xs).forEach((x, i) => {
      const { layers } = C.grad(loss)(model, x, rowsOf(ys)[i] as Tensor);
      layers.forEach(({ w, b }, k) => {
        const layer = found.layers[k];
        expectSame("weight", flat([rowsOf(layer?.w as Tensor)[i] as Tensor]), flat([w]));
        expectSame("bias", flat([rowsOf(layer?.b as Tensor)[i] as Tensor]), flat([b]));
      });
    });
  });

  test("take as many nodes for many examples as for few", () => {
    const nodes = (n: number): number => {
      const { layers } = perExample(model, normal(5, [n, 5]), normal(6, [n, 3]));
      return sizes(...layers.flatMap(({ w, b }) => [w, b])).length;
    };
    expect(nodes(1)).toBe(nodes(500));
    expect(nodes(0)).toBe(nodes(500));
    expect(nodes(3)).toBeLessThan(60);
  });

  test("of a sum copy no weight, neither forwards nor backwards", () => {
    const [[first, second]] = [model.layers];
    const slopes = C.gradients(total(model), [first?.w as Tensor, second?.w as Tensor]);
    for (const size of [5 * 7, 7 * 3]) expect(sizes(...slopes)).not.toContain(11 * size);
    const loops = rowsOf(xs).map((x, i) => C.grad(loss)(model, x, rowsOf(ys)[i] as Tensor));
    slopes.forEach((g, k) => {
      const sum = loops.map(({ layers }) => layers[k]?.w as Tensor).reduce((a, b) => C.add(a, b));
      expectNear("weight", flat([g]), flat([sum]), tolerance(1e-12));
    });
  });

  test("are values where nobody differentiates them again", () => {
    const onValues = C.grad(total)(model);
    const onGraph = C.gradients(
      total(model),
      model.layers.map(({ w }) => w),
    );
    onValues.layers.forEach(({ w }, k) => {
      expect(w.inputs).toEqual([]);
      expectSame("weight", flat([w]), flat([onGraph[k] as Tensor]));
    });
  });
});

describe("indices and conditions that differ from example to example", () => {
  const table = normal(7, [4, 5, 3]);
  const many = normal(8, [2, 4, 5, 3]);
  const index = int([
    [2, -1, 0],
    [1, 1, -3],
  ]);
  const matrix = int([
    [
      [2, 0],
      [-3, 1],
    ],
    [
      [2, 2],
      [1, 0],
    ],
  ]);
  const score = (y: Tensor): Tensor => C.sum(C.mul(y, C.add(C.sin(y), 1)));

  /** Values and gradients, mapped and looped, of `f` in `xs`, its first argument and others that are floating. */
  const agrees = (
    f: (...xs: Tensor[]) => Tensor,
    axes: readonly (0 | null)[],
    xs: Inputs,
  ): void => {
    const mapped = C.vmap(f, axes) as unknown as (...args: Inputs) => Tensor;
    const wanted = loop(f, axes, xs);
    expect(mapped(...xs).shape).toEqual(wanted.shape);
    expectSame("value", flat([mapped(...xs)]), flat([wanted]));
    const floating = xs.filter(({ dtype }) => dtype === "float64");
    const slopes = C.gradients(score(mapped(...xs)), floating);
    const loops = C.gradients(score(wanted), floating);
    expectNear("gradient", flat(slopes), flat(loops), tolerance(1e-12));
    const bent = C.gradients(score(slopes[0] as Tensor), floating);
    const again = C.gradients(score(loops[0] as Tensor), floating);
    expectNear("second", flat(bent), flat(again), tolerance(1e-11));
    const moves = floating.map((x, i) => normal(20 + i, x.shape));
    const along = (of: (...args: Inputs) => Tensor) =>
      C.jvp(
        (...at: Tensor[]) => of(...xs.map((x) => at[floating.indexOf(x)] ?? x)),
        floating,
        moves,
      )[1];
    const tangent = along((...at) => loop(f, axes, at));
    expectNear("tangent", flat([along(mapped)]), flat([tangent]), tolerance(1e-12));
  };

  test.each([0, 1, 2, -1])("rows along axis %d", (axis) => {
    for (const at of [index, matrix]) {
      const f = (x: Tensor, i: Tensor): Tensor => C.take<C.Shape, Tensor, number>(x, i, axis);
      agrees(f, [null, 0], [table, at]);
      agrees(f, [0, 0], [many, at]);
      agrees(f, [0, null], [many, at]);
    }
  });

  test("of examples in examples", () => {
    const f = (x: Tensor, i: Tensor): Tensor => C.take<C.Shape, Tensor, number>(x, i, 1);
    const [xs, at] = [normal(13, [2, 2, 4, 5, 3]), C.random(14).integers([2, 2, 3], -5, 5)];
    const over = (axes: readonly (0 | null)[]) => C.vmap(f, axes);
    agrees(over([0, 0]), [0, 0], [xs, at]);
    agrees(over([0, 0]), [null, 0], [many, at]);
    agrees(over([null, 0]), [0, 0], [many, at]);
    agrees(over([0, null]), [0, 0], [xs, rowsOf(at)[0] as Tensor]);
    agrees(over([0, 0]), [0, null], [xs, rowsOf(at)[0] as Tensor]);
  });

  test("one row each", () => {
    agrees((x, i) => C.take<C.Shape, Tensor>(x, i), [null, 0], [table, int([3, -2])]);
    agrees((x, i) => C.take<C.Shape, Tensor>(x, i), [0, 0], [many, int([3, -2])]);
  });

  const shapeFor = (axis: number): C.Shape => [2, ...[4, 5, 3].with(axis, 2)];
  const indexFor = (axis: number): Tensor => C.random(9).integers(shapeFor(axis), -3, 3);

  test.each([0, 1, 2])("elements along axis %d", (axis) => {
    const f = (x: Tensor, i: Tensor): Tensor => C.takeAlongAxis(x, i, axis);
    const at = indexFor(axis);
    agrees(f, [0, 0], [many, at]);
    agrees(f, [null, 0], [table, at]);
    agrees(f, [0, null], [many, rowsOf(at)[1] as Tensor]);
  });

  test.each([0, 1, 2])("elements added at indices along axis %d", (axis) => {
    const f = (x: Tensor, s: Tensor, i: Tensor): Tensor => C.scatterAdd(x, i, s, axis);
    const [at, source] = [indexFor(axis), normal(10, shapeFor(axis))];
    const [one, part] = [rowsOf(at)[0] as Tensor, rowsOf(source)[0] as Tensor];
    agrees(f, [0, 0, 0], [many, source, at]);
    agrees(f, [null, 0, 0], [table, source, at]);
    agrees(f, [null, null, 0], [table, part, at]);
    agrees(f, [null, 0, null], [table, source, one]);
    agrees(f, [0, null, null], [many, part, one]);
  });

  test("choices", () => {
    const mask = C.greater(normal(11, [2, 5, 3]), 0);
    const f = (x: Tensor, c: Tensor): Tensor => C.where(c, x, C.mul(x, 2));
    agrees(f, [0, 0], [many, mask]);
    agrees(f, [null, 0], [table, mask]);
  });

  test("results that are indices and claims", () => {
    const functions: readonly ((x: Tensor) => Tensor)[] = [
      (x) => C.argsort(x, 1),
      (x) => C.argmax(x, 0),
      (x) => C.any(C.greater(x, 1), 1),
      (x) => C.oneHot(C.argmin(x, 1), 6),
      (x) => C.cumsum(C.cast(C.mul(x, 10), "int32"), 1),
    ];
    for (const f of functions) {
      const [found, wanted] = [C.vmap(f)(many), loop(f, [0], [many])];
      expect([found.dtype, found.shape]).toEqual([wanted.dtype, wanted.shape]);
      expectSame("value", flat([found]), flat([wanted]));
    }
  });

  test("a table that all share is neither copied nor summed copy by copy", () => {
    const words = normal(12, [1000, 4]);
    const f = (i: Tensor): Tensor => C.sum(C.square(C.take<C.Shape, Tensor>(words, i)));
    const y = C.sum(
      C.vmap(f)(
        int([
          [3, 5],
          [999, 3],
          [0, -1],
        ]),
      ),
    );
    const [g] = C.gradients(y, [words]);
    expect(sizes(g).filter((n) => n >= 4000)).toEqual([4000, 4000]);
    expect(flat([rowsOf(g)[3] as Tensor])).toEqual(flat([C.mul(rowsOf(words)[3] as Tensor, 4)]));
  });

  test("an index that is too large does not reach into the next example", () => {
    const f = (x: Tensor, i: Tensor): Tensor => C.take<C.Shape, Tensor>(x, i);
    expect(() => C.vmap(f)(C.ones([3, 2]), int([[0], [2], [1]])).data()).toThrow(
      new C.ValueError("take", "index 2", "the axis has 2 elements", "use -2 to 1"),
    );
  });
});

describe("what is mapped", () => {
  test("lies along any axis, in any tensor of a tree; what is not mapped is passed on", () => {
    const seen: unknown[] = [];
    const f = (
      p: { x: Tensor; k: number },
      scale: Tensor,
      label: string,
    ): { y: Tensor; n: number } => {
      seen.push(p.x.shape, p.k, p.x.name, scale.shape, label);
      return { y: C.mul(C.sum(p.x, 0), scale), n: 7 };
    };
    const x = normal(1, [2, 3, 4]).named("x");
    const found = C.vmap(f, [-1, null, 0])({ x, k: 5 }, C.tensor(2), "name");
    expect(seen).toEqual([[2, 3], 5, "x", [], "name"]);
    expect(found.n).toBe(7);
    const sums: Tensor = C.sum(x, 0);
    expectSame("sums", flat([found.y]), flat([C.mul(C.transpose(sums), 2)]));
  });

  test("stays as it is where f gives it back, and is repeated where it is the same for all", () => {
    const [x, c] = [normal(2, [3, 2]), C.tensor([1, 2])];
    const [same, fixed, own] = C.vmap((a: Tensor) => [a, c, C.ones([2])] as const)(x);
    expect(same).toBe(x);
    expect([fixed.toArray(), own.toArray()]).toEqual([
      [
        [1, 2],
        [1, 2],
        [1, 2],
      ],
      [
        [1, 1],
        [1, 1],
        [1, 1],
      ],
    ]);
    expect(C.gradients(C.sum(fixed), [c])[0].toArray()).toEqual([3, 3]);
    const w = C.tensor(3);
    const y = C.vmap((a: Tensor) => C.mul(a, w))(x);
    expectNear("captured", flat(C.gradients(C.sum(y), [w])), flat([C.sum(x)]), tolerance(1e-14));
  });

  test("is drawn once where it is drawn inside", () => {
    const y = C.vmap((x: Tensor) => C.add(x, C.random(1).normal([2])))(C.zeros([3, 2]));
    expect(rowsOf(y).map((row) => String(flat([row])))).toEqual(
      Array(3).fill(String(flat([C.random(1).normal([2])]))),
    );
  });

  test("may be differentiated inside, by every transform", () => {
    const f = (x: Tensor): Tensor => C.sum(C.mul(C.sin(x), C.cumsum(x, 0)));
    const xs = normal(3, [4, 3]);
    const same = (g: (x: Tensor) => Tensor): void => {
      const [found, wanted] = [C.vmap(g)(xs), loop(g, [0], [xs])];
      expectNear("mapped", flat([found]), flat([wanted]), tolerance(1e-12));
    };
    same(C.grad(f));
    same((x) => C.hessian(f)(x));
    same((x) => C.jacobian((v: Tensor): Tensor => C.outer(v, v))(x));
    same((x) => C.jacobian(C.vmap((v: Tensor) => C.mul(v, v)))(x));
    same((x) => f(x).backward().of(x));
    same((x) => C.vjp(f, x)[1](C.tensor(2))[0]);
    same((x) => C.valueAndGrad(f)(x)[0]);
    same((x) => C.hvp(f)(x, C.ones([3]) as Tensor));
    same((x) => C.vmap((s: Tensor) => C.grad(f)(C.mul(s, x)))(C.tensor([1, 2]) as Tensor));
    const slopes = C.jacobian((x: Tensor) => C.vmap(f)(x))(xs);
    rowsOf(xs).forEach((x, i) => {
      const block = C.take<C.Shape, number>(C.take<C.Shape, number>(slopes, i), i);
      expectNear("block", flat([block]), flat([C.grad(f)(x)]), tolerance(1e-12));
    });
  });

  test("is a Jacobian where it is a pullback over unit vectors", () => {
    const f = (x: Tensor): Tensor => C.tanh(C.matmul(x, normal(4, [3, 3])));
    const x = normal(5, [3]);
    const [, pullback] = C.vjp(f, x);
    const [rows] = C.vmap(pullback)(C.eye(3) as Tensor) as [Tensor];
    expectSame("rows", flat([rows]), flat([C.jacobian(f, { mode: "reverse" })(x)]));
  });

  test("of no examples is none, and so is its gradient", () => {
    const [x, w] = [C.zeros([0, 3]) as Tensor, normal(6, [3, 2])];
    const y = C.vmap((v: Tensor) => C.softmax(C.matmul(v, w)))(x);
    expect(y.toArray()).toEqual([]);
    expect(y.shape).toEqual([0, 2]);
    const [gx, gw] = C.gradients(C.sum(y), [x, w]);
    expect([gx.shape, gw.shape]).toEqual([
      [0, 3],
      [3, 2],
    ]);
    expect(flat([gw])).toEqual([0, 0, 0, 0, 0, 0]);
  });

  test("may go through a hundred thousand steps", () => {
    const f = (x: Tensor): Tensor => {
      let y = x;
      for (let i = 0; i < 100_000; i++) y = C.add(y, 1);
      return y;
    };
    const [value, slope] = C.valueAndGrad((x: Tensor) => C.sum(C.vmap(f)(x)))(
      C.tensor([1, 2]) as Tensor,
    );
    expect([value.item(), slope.toArray()]).toEqual([200_003, [1, 1]]);
  });
});

/** The identity, whose cotangent is scaled to length 1: a rule that looks at all elements of an example. */
const unitLength: Op = {
  name: "unitLength",
  attrs: {},
  arity: 1,
  shape: (x) => x.shape,
  kernel: { kind: "map", scalar: (_, x) => x },
  derivative: custom({
    vjp: (g) => C.div(g, C.norm(g)),
    jvp: ([dx]) => C.mul(dx as Tensor, 2),
  }),
};

describe("ops of one's own", () => {
  const xs = normal(1, [3, 2]);

  test("have their rules applied to each example", () => {
    const f = (x: Tensor): Tensor => C.sum(C.square(apply(unitLength, x)));
    const mapped = C.grad((x: Tensor) => C.sum(C.vmap(f)(x)))(xs);
    expectNear("cotangents", flat([C.norm(mapped, 1)]), [1, 1, 1], tolerance(1e-15));
    expectSame("inside", flat([C.vmap(C.grad(f))(xs)]), flat([mapped]));
    const [, dy] = C.jvp((x: Tensor) => C.vmap((v: Tensor) => apply(unitLength, v))(x), [xs], [xs]);
    expectSame("tangents", flat([dy]), flat([C.mul(xs, 2)]));
  });

  test("that stop what flows still do", () => {
    const f = (x: Tensor): Tensor => C.sum(C.mul(x, C.stopGradient(x)));
    expectSame("inside", flat([C.vmap(C.grad(f))(xs)]), flat([xs]));
    expectSame("outside", flat([C.grad((x: Tensor) => C.sum(C.vmap(f)(x)))(xs)]), flat([xs]));
  });

  test("are told apart by their keys, however often they are mapped", () => {
    const routine = (factor: number): Op => ({
      name: "own",
      attrs: {},
      arity: 1,
      shape: (x) => x.shape,
      kernel: { kind: "routine", run: ([x]) => (x as C.Data).map((v) => v * factor) },
      derivative: custom({
        vjp: (g) => C.mul(g, factor),
        jvp: ([dx]) => C.mul(dx as Tensor, factor),
      }),
    });
    const [two, three] = [routine(2), routine(3)];
    const f = (x: Tensor): Tensor => C.sub(apply(three, x), apply(two, x));
    const once = C.simplify(C.graph(C.vmap(f)(xs))).outputs;
    const twice = C.simplify(C.graph(C.vmap(C.vmap(f))(xs))).outputs;
    for (const [y] of [once, twice])
      expectNear("difference", flat([y as Tensor]), flat([xs]), tolerance(1e-15));
    const opOf = (f: (x: Tensor) => Tensor, axes: number): Op =>
      C.vmap(f, axes)(C.ones([2, 2, 2]) as Tensor).op;
    const max = (x: Tensor): Tensor => C.max(x, 0, { keepDims: true });
    const keys = [max, C.vmap(max)].map((g) => opKey(opOf(g, 0)));
    expect(new Set([...keys, opKey(max(xs).op)]).size).toBe(3);
    expect(opKey(opOf(max, 0))).toBe(keys[0]);
  });

  test("say for which example they have no value", () => {
    const a = C.stack([C.eye(2), C.zeros([2, 2])]) as Tensor;
    expect(() => C.vmap((x: Tensor) => C.inv(x))(a).data()).toThrow(
      "inv: [2, 2]: the matrix is singular: it has no inverse: look for dependent rows (example 1)",
    );
  });
});

describe("readers", () => {
  const xs = normal(1, [5, 3]).named("x");

  test("see names and boxes as they are for one example", () => {
    const y = C.vmap((x: Tensor) => C.mul(C.softmax(x.mul(2).named("logits")), x))(xs);
    const softmax = y.first as Tensor;
    const scope = scopeOf(softmax);
    expect(scope).toMatchObject({ name: "softmax", output: softmax });
    expect(scope?.inputs.map(({ name, shape }) => [name, shape])).toEqual([["logits", [5, 3]]]);
    expect(String(C.graph(y))).toBe("softmax(logits, vmap: [[0]])·x");
  });

  test("may trace, simplify and differentiate what is mapped", () => {
    const f = (x: Tensor): Tensor => C.sum(C.vmap((v: Tensor) => C.max(C.sin(v)))(x));
    const traced = C.trace(f, [5, 3]);
    const derivative = C.derive(f, [5, 3]);
    expect(traced.inputs.map(({ shape }) => shape)).toEqual([[5, 3]]);
    expect(derivative.outputs[0]?.shape).toEqual([5, 3]);
    expect(() => C.vmap((x: Tensor) => (x.sum().item() > 0 ? x : x.neg()))(xs)).toThrow(
      "it has no value while a graph is being traced",
    );
  });
});

test("random programs over examples are loops", () => {
  fc.assert(
    fc.property(
      programs(any),
      fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
      (program, chosen) => {
        const axes = chosen.map((is, i) => (is || i === 0 ? (0 as const) : null));
        const examples = [0, 3, 5].map((k) => tensorsOf(program.values.map((n) => (n + k) % 9)));
        const xs = axes.map((axis, i) =>
          axis === null
            ? (examples[0]?.[i] as Tensor)
            : C.stack(examples.map((e) => e[i] as Tensor)),
        );
        const f = (...at: Tensor[]): Tensor => C.sum(C.sin(run(program, any, at).at(-1) as Tensor));
        const mapped = C.vmap(f, axes) as unknown as (...at: Inputs) => Tensor;
        const wanted = loop(f, axes, xs);
        fc.pre(flat([...C.gradients(C.sum(wanted), xs), wanted]).every((v) => Math.abs(v) < 1e3));
        expectSame("value", flat([mapped(...xs)]), flat([wanted]));
        const slopes = C.grad((at: Inputs) => C.sum(mapped(...at)))(xs);
        expectNear(
          "gradient",
          flat(slopes),
          flat(C.gradients(C.sum(wanted), xs)),
          tolerance(1e-10),
        );
      },
    ),
    { numRuns: 200 },
  );
});
