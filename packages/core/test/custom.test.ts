/** Ops with a derivative of the user's own: in every mode and order, and refused where the rule is wrong. */
import { describe, expect, test, vi } from "vitest";
import {
  type Tensor,
  checkpoint,
  customDerivative,
  derive,
  evaluate,
  floor,
  grad,
  hessian,
  hvp,
  jacobian,
  jvp,
  matmul,
  mul,
  ones,
  random,
  simplify,
  stack,
  stopGradient,
  tensor,
  trace,
  valueAndGrad,
  vjp,
  vmap,
  zeros,
} from "../src/index.ts";
import { scopeOf, tensorsOf } from "../src/engine.ts";
import { refuses } from "./refusal.ts";

const rng = random(5);
const a = evaluate(rng.uniform([2, 3], { low: 0.3, high: 1.5 }));
const b = evaluate(rng.normal([2, 3]));
const da = evaluate(rng.normal([2, 3]));

const close = (found: unknown, wanted: unknown): void => {
  const [p, q] = [found, wanted].map((tree) => tensorsOf(tree).flatMap((t) => [...t.data()]));
  expect(p?.length).toBe(q?.length);
  p?.forEach((v, i) => expect(v).toBeCloseTo(q?.[i] ?? NaN, 11));
};

/** `x^y·tanh(y)`, by each rule. */
const f = (x: Tensor, y: Tensor): Tensor => x.log().mul(y).exp().mul(y.tanh());
const slopes = (z: Tensor, x: Tensor, y: Tensor): readonly [Tensor, Tensor] => {
  const t = y.tanh();
  const power = x.pow(y);
  return [z.mul(y).div(x), z.mul(x.log()).add(power.mul(t.square().neg().add(1)))];
};
const byVjp = customDerivative({
  name: "powTanh",
  evaluate: f,
  vjp: (g, z, x, y) => slopes(z, x, y).map((s) => g.mul(s)),
  formula: "(z·y/x)·g, …",
});
const byJvp = customDerivative({
  name: "powTanh",
  evaluate: f,
  jvp: ([dx, dy], z, x, y) => {
    const [p, q] = slopes(z, x, y);
    return mul(p, dx as Tensor).add(mul(q, dy as Tensor));
  },
});
const byBoth = customDerivative({
  name: "powTanh",
  evaluate: f,
  vjp: (g, z, x, y) => slopes(z, x, y).map((s) => g.mul(s)),
  jvp: ([dx, dy], z, x, y) => {
    const [p, q] = slopes(z, x, y);
    return mul(p, dx as Tensor).add(mul(q, dy as Tensor));
  },
});

describe.each([
  ["a vjp", byVjp],
  ["a jvp", byJvp],
  ["both", byBoth],
])("with %s", (_, op) => {
  const loss = (h: typeof f) => (x: Tensor) =>
    h(x, b)
      .sin()
      .mul(h(b.square().add(0.5), x))
      .sum();

  test("value and first derivatives, both ways", () => {
    close(op(a, b), f(a, b));
    close(valueAndGrad(loss(op))(a), valueAndGrad(loss(f))(a));
    close(vjp(op, a, b)[1](da), vjp(f, a, b)[1](da));
    close(jvp(op, [a, b], [da, a]), jvp(f, [a, b], [da, a]));
    for (const mode of ["forward", "reverse"] as const)
      close(jacobian((x: Tensor) => op(x, b), { mode })(a), jacobian((x: Tensor) => f(x, b))(a));
  });

  test("second and third, nested in either order", () => {
    close(hessian(loss(op))(a), hessian(loss(f))(a));
    close(hvp(loss(op))(a, da), hvp(loss(f))(a, da));
    const bend = (h: typeof f) => grad((x: Tensor) => jvp(loss(h), [x], [da])[1])(a);
    close(bend(op), bend(f));
    const twist = (h: typeof f) =>
      grad((x: Tensor) =>
        grad((y: Tensor) => grad(loss(h))(y).mul(da).sum())(x)
          .mul(b)
          .sum(),
      )(a);
    close(twist(op), twist(f));
  });

  test("traced, simplified, and differentiated after that", () => {
    const g = simplify(trace((x: Tensor, y: Tensor) => op(x, y).sum(), a, b));
    const [p, q] = g.inputs as [Tensor, Tensor];
    p.value = a.data();
    q.value = b.data();
    const found = (g.outputs[0] as Tensor<readonly []>).backward();
    close([found.of(p), found.of(q)], grad(([x, y]: [Tensor, Tensor]) => f(x, y).sum())([a, b]));
    expect(scopeOf(op(a, b))?.name).toBe("powTanh");
  });
});

test("the box shows the pullback", () => {
  expect(scopeOf(byVjp(a, b))).toMatchObject({ name: "powTanh", formula: "(z·y/x)·g, …" });
});

describe("over many examples", () => {
  const rows = customDerivative({
    name: "rows",
    evaluate: (x: Tensor, w: Tensor) => x.mul(w.sum()).cumsum(0),
    vjp: (g, _, x, w) => {
      const back = g.flip(0).cumsum(0).flip(0);
      return [back.mul(w.sum()), back.mul(x).sum().broadcastTo(w.shape)];
    },
    at: [tensor([1, 2, 3]), tensor([1, 2])],
  });
  const open = (x: Tensor, w: Tensor): Tensor => x.mul(w.sum()).cumsum(0);
  const lean = checkpoint(open);
  const w = tensor([0.5, 2]);
  const loss = (f: typeof open) => (x: Tensor, v: Tensor) => f(x, v).sin().sum();

  test.each([
    ["a rule", rows],
    ["a checkpoint", lean],
  ])("%s holds for each of them, mapped before it is differentiated and after", (_, f) => {
    for (const axes of [
      [0, null],
      [0, 0],
    ] as const) {
      const v =
        axes[1] === 0
          ? tensor([
              [0.5, 2],
              [1, -1],
            ])
          : w;
      const all = (h: typeof open) => (p: readonly [Tensor, Tensor]) =>
        vmap(loss(h), axes)(p[0], p[1]).square().sum();
      close(grad(all(f))([a, v]), grad(all(open))([a, v]));
      close(hvp(all(f))([a, v], [da, v]), hvp(all(open))([a, v], [da, v]));
      close(vmap(grad(loss(f)), axes)(a, v), vmap(grad(loss(open)), axes)(a, v));
      close(
        vmap(jacobian((x: Tensor) => f(x, w)))(a),
        vmap(jacobian((x: Tensor) => open(x, w)))(a),
      );
    }
  });
});

describe("rules that are meant to differ", () => {
  const straight = customDerivative({
    name: "straightThrough",
    evaluate: (x: Tensor) => floor(x),
    vjp: (g) => [g],
    check: false,
  });
  const reversal = customDerivative({
    name: "reversal",
    evaluate: (x: Tensor) => x.mul(1),
    vjp: (g) => [g.neg()],
    check: false,
  });

  test("hold in both modes", () => {
    expect(straight(tensor([1.5, -0.5])).toArray()).toEqual([1, -1]);
    expect(grad((x: Tensor) => straight(x.mul(2)).sum())(tensor([1.5, 2])).toArray()).toEqual([
      2, 2,
    ]);
    expect(jvp(straight, [tensor([1.5])], [tensor([3])])[1].toArray()).toEqual([3]);
    expect(grad((x: Tensor) => reversal(x.square()))(tensor(3)).item()).toBe(-6);
    expect(grad(grad((x: Tensor) => reversal(x.pow(3))))(tensor(2)).item()).toBe(-12);
  });

  test("a null is a zero, and integers are held fixed", () => {
    const pick = customDerivative({
      name: "pick",
      evaluate: (x: Tensor, index: Tensor, unused: Tensor) => x.take(index).add(unused.mul(0)),
      vjp: (g, _, x, index) => [x.mul(0).scatterAdd(index, g), null, null],
      at: [tensor([1, 2, 3]), tensor([2, 0], { dtype: "int32" }), tensor([1, 1])],
    });
    const index = tensor([1, 1], { dtype: "int32" });
    const slope = grad((p: readonly [Tensor, Tensor]) => pick(p[0], index, p[1]).square().sum());
    expect(slope([tensor([1, 2, 3]), tensor([1, 2])]).map((t) => t.toArray())).toEqual([
      [0, 8, 0],
      [0, 0],
    ]);
  });

  test("where evaluate stops its own derivative, differences decide", () => {
    const own = customDerivative({
      name: "stopped",
      evaluate: (x: Tensor) => stopGradient(x).square(),
      vjp: (g, _, x) => [g.mul(x).mul(2)],
    });
    expect(grad((x: Tensor) => own(x))(tensor(3)).item()).toBe(6);
  });
});

describe("wrong rules are refused", () => {
  const square = (x: Tensor): Tensor => x.square();
  const w = tensor([1, 2], { name: "w" });
  const scaled = customDerivative({
    name: "scaled",
    evaluate: (x: Tensor) => x.mul(w.sum()),
    vjp: (g) => [g.mul(3)],
  });
  const tripled = {
    name: "tripled",
    evaluate: (x: Tensor) => x.matmul(ones([4, 2])),
    vjp: (g: Tensor) => [g.matmul(ones([2, 4])).mul(3)],
  };
  const define = (over: object) => customDerivative({ name: "own", evaluate: square, ...over });
  const wrong = "correct the rule, or write check: false if it is meant to differ";

  refuses([
    [
      "a factor",
      () => define({ vjp: (g: Tensor, _: Tensor, x: Tensor) => [g.mul(x)] }),
      `GradientError: own: its vjp for input 0, [], element 0: it gives 0.40668737, evaluate 0.81337474 by differences: ${wrong}`,
    ],
    [
      "a zero",
      () => define({ vjp: () => [null] }),
      `GradientError: own: its vjp for input 0, [], element 0: it gives 0, evaluate 0.81337474 by differences: ${wrong}`,
    ],
    [
      "one element of many",
      () =>
        define({
          evaluate: (x: Tensor, y: Tensor) => x.mul(y),
          vjp: (g: Tensor, _: Tensor, x: Tensor, y: Tensor) => [g.mul(y), g.mul(x.sub(y.mul(0.5)))],
          at: [tensor([1, 2, 3]), tensor([0, 0, 1], { name: "y" })],
        }),
      `GradientError: own: its vjp for input 1, y [3], element 2: it gives 0.63525492, evaluate 0.7623059 by differences: ${wrong}`,
    ],
    [
      "a rule that is not linear",
      () => define({ vjp: (g: Tensor, _: Tensor, x: Tensor) => [g.square().mul(x).mul(2)] }),
      "GradientError: own: its vjp for input 0, [], element 0: it gives 0.57949793, evaluate 0.81337474 by differences: correct the rule, or write check: false if it is meant to differ",
    ],
    [
      "a tangent",
      () => define({ jvp: ([dx]: [Tensor], _: Tensor, x: Tensor) => dx.mul(x) }),
      "GradientError: own: its vjp for input 0, [], element 0: it gives 0.40668737, evaluate 0.81337474 by differences: correct the rule, or write check: false if it is meant to differ",
    ],
    [
      "a tangent beside a right pullback",
      () =>
        define({
          vjp: (g: Tensor, _: Tensor, x: Tensor) => [g.mul(x).mul(2)],
          jvp: ([dx]: [Tensor], _: Tensor, x: Tensor) => dx.mul(x).mul(-2),
        }),
      "GradientError: own: its jvp, element 0: it gives -0.29009317, evaluate 0.29009317 by differences: correct the rule, or write check: false if it is meant to differ",
    ],
    [
      "in float32, by the graph",
      () =>
        define({
          vjp: (g: Tensor, _: Tensor, x: Tensor) => [g.mul(x)],
          at: [tensor([1, 2], { dtype: "float32" })],
        }),
      "GradientError: own: its vjp for input 0, [2], element 0: it gives 0.71246117, evaluate 1.4249223 by its own graph: correct the rule, or write check: false if it is meant to differ",
    ],
    [
      "at the first call, where no example fits",
      () =>
        customDerivative({
          name: "five",
          evaluate: (x: Tensor) => x.reshape([5, 1]).sum(1),
          vjp: (g) => [g.mul(2)],
        })(tensor([1, 2, 3, 4, 5])),
      "GradientError: five: its vjp for input 0, [5], element 0: it gives 1.4249224, evaluate 0.71246118 by differences: correct the rule, or write check: false if it is meant to differ",
    ],
    [
      "an infinite factor",
      () => define({ evaluate: (x: Tensor) => x.mul(2), vjp: (g: Tensor) => [g.mul(Infinity)] }),
      `GradientError: own: its vjp for input 0, [], element 0: it gives Infinity, evaluate 1.4249224 by differences: ${wrong}`,
    ],
    [
      "a rule for positive numbers only",
      () => define({ evaluate: (x: Tensor) => x.abs(), vjp: (g: Tensor) => [g] }),
      `GradientError: own: its vjp for input 0, [], element 0: it gives 0.71246118, evaluate -0.71246118 by differences: ${wrong}`,
    ],
    [
      "a rule for positive cotangents only",
      () => define({ evaluate: (x: Tensor) => x.mul(1), vjp: (g: Tensor) => [g.abs()] }),
      `GradientError: own: its vjp for input 0, [], element 0: it gives 0.71246118, evaluate -0.71246118 by differences: ${wrong}`,
    ],
    [
      "a rule for positive tangents only",
      () =>
        define({
          evaluate: (x: Tensor) => x.mul(1),
          vjp: (g: Tensor) => [g],
          jvp: ([dx]: [Tensor]) => dx.abs(),
          at: [tensor(1)],
        }),
      `GradientError: own: its jvp, element 0: it gives 0.25410197, evaluate -0.25410197 by differences: ${wrong}`,
    ],
    [
      "over examples, where no built-in one fits",
      () => vmap(grad((x: Tensor) => customDerivative(tripled)(x).sum()))(zeros([2, 3, 4])),
      `GradientError: tripled: its vjp for input 0, [3, 4], element 0: it gives 0.68753882, evaluate 0.22917961 by differences: ${wrong}`,
    ],
    [
      "in a graph without values",
      () => derive((x: Tensor) => customDerivative(tripled)(x).sum(), [3, 4]),
      `GradientError: tripled: its vjp for input 0, [3, 4], element 0: it gives 0.68753882, evaluate 0.22917961 by differences: ${wrong}`,
    ],
    [
      "one cotangent for two inputs",
      () => define({ evaluate: (x: Tensor, y: Tensor) => x.mul(y), vjp: (g: Tensor) => [g] }),
      "GradientError: own: its vjp gave a list of 1: there is one cotangent for each of 2 inputs: return a list, with null for a zero",
    ],
    [
      "a tensor for a list",
      () => define({ vjp: (g: Tensor) => g }),
      "GradientError: own: its vjp gave a tensor: there is one cotangent for each of 1 inputs: return a list, with null for a zero",
    ],
    [
      "a cotangent of another shape",
      () => define({ vjp: (g: Tensor) => [g.expandDims(0)] }),
      "GradientError: own: its vjp for input 0, [] float64: it gave [1] float64, which has another shape or dtype: sum over axes that were broadcast, or cast it",
    ],
    [
      "a number for a cotangent",
      () => define({ vjp: () => [1] }),
      "GradientError: own: its vjp for input 0, [] float64: it gave 1, which has another shape or dtype: sum over axes that were broadcast, or cast it",
    ],
    [
      "a tangent of another dtype",
      () => define({ jvp: ([dx]: [Tensor]) => dx.cast("float32") }),
      "GradientError: own: its jvp, [] float64: it gave [] float32, which has another shape or dtype: sum over axes that were broadcast, or cast it",
    ],
    [
      "a wrong shape that shows only later",
      () =>
        grad((x: Tensor) =>
          define({ vjp: (g: Tensor) => [g.sum()], check: false })(x as never).sum(),
        )(tensor([1, 2])),
      "GradientError: own: its vjp for input 0, [2] float64: it gave [] float64, which has another shape or dtype: sum over axes that were broadcast, or cast it",
    ],
    [
      "a tensor that is captured",
      () =>
        grad((v: Tensor) =>
          customDerivative({
            name: "scaled",
            evaluate: (x: Tensor) => x.mul(v),
            vjp: (g) => [g.mul(v)],
          })(tensor(2)),
        )(tensor(3)),
      "GradientError: scaled: evaluate: it uses a tensor that a derivative is wanted for, but that it was not given: make it an input",
    ],
    [
      "a tensor that is captured, forwards",
      () =>
        jvp(
          (v: Tensor) =>
            customDerivative({
              name: "scaled",
              evaluate: (x: Tensor) => x.mul(v),
              vjp: (g) => [g.mul(v)],
            })(tensor(2)),
          [tensor(3)],
          [tensor(1)],
        ),
      "GradientError: scaled: evaluate: it uses a tensor that a derivative is wanted for, but that it was not given: make it an input",
    ],
    [
      "a captured leaf",
      () => scaled(tensor(2)).sum().backward().of(w),
      "GradientError: scaled: evaluate: it uses a tensor that a derivative is wanted for, but that it was not given: make it an input",
    ],
    [
      "no name",
      () => define({ name: "", vjp: square }),
      'ValueError: customDerivative: name "": errors and prints need one: write name: "…"',
    ],
    [
      "no rule",
      () => define({}),
      "ValueError: customDerivative: own with vjp undefined: it is not a function: write vjp: (g, y, x) => [ … ]",
    ],
    [
      "no function",
      () => define({ evaluate: 3, vjp: square }),
      "ValueError: customDerivative: own with evaluate 3: it is not a function: write evaluate: (x) => …",
    ],
    [
      "an unknown option",
      () => define({ backward: square }),
      "ValueError: customDerivative: option backward: there is none of that name: it takes name, evaluate, vjp, jvp, formula, check, at",
    ],
    [
      "a value that is no tensor",
      () => define({ evaluate: () => 3, vjp: () => [null] }),
      "GradientError: own: evaluate gave 3: its result is one tensor of floating point: return one, made of ops",
    ],
    [
      "a value without derivative",
      () => define({ evaluate: (x: Tensor) => x.greater(0), vjp: () => [null] }),
      "GradientError: own: evaluate gave [] bool: its result is one tensor of floating point: return one, made of ops",
    ],
    [
      "inputs that evaluate refuses",
      () =>
        define({
          evaluate: (x: Tensor) => x.reshape([5]),
          vjp: (g: Tensor) => [g],
          at: [tensor([1])],
        }),
      "ShapeError: reshape: [1] to [5]: 1 elements do not fill 5 places: choose sizes whose product is 1, or write -1 for one of them",
    ],
    [
      "too few inputs",
      () => (scaled as never as () => void)(),
      "ValueError: scaled: 0 tensors: it takes 1: give one for each parameter of evaluate",
    ],
    [
      "a number for a tensor",
      () => (scaled as never as (x: number) => void)(3),
      "ValueError: scaled: 3: it takes a tensor: write tensor(…)",
    ],
  ]);

  test("a right rule is taken over examples, and after that with values", () => {
    let calls = 0;
    const right = customDerivative({
      name: "right",
      evaluate: (x: Tensor) => x.matmul(ones([4, 2])).mul(++calls / calls),
      vjp: (g) => [g.matmul(ones([2, 4]))],
    });
    const slope = grad((x: Tensor) => right(x).sum());
    close(vmap(slope)(zeros([2, 3, 4])), zeros([2, 3, 4]).add(2));
    const tried = calls;
    close(slope(zeros([3, 4])), zeros([3, 4]).add(2));
    expect(calls).toBe(tried + 1);
  });

  test("what evaluate makes for itself is not in the way of a sweep to all leaves", () => {
    const twice = customDerivative({
      name: "twice",
      evaluate: (x: Tensor) => x.mul(2).mul(tensor([1, 1])),
      vjp: (g) => [g.mul(2)],
      at: [tensor([1, 2])],
    });
    const x = tensor([1, 2]);
    close(twice(x).square().sum().backward().of(x), tensor([8, 16]));
    close(
      vmap(twice)(stack([x, x]))
        .square()
        .sum()
        .backward()
        .of(x),
      tensor([16, 32]),
    );
  });

  test("not in production, and not where check is false", () => {
    vi.stubGlobal("process", { env: { NODE_ENV: "production" } });
    try {
      expect(grad(define({ vjp: (g: Tensor) => [g] }) as never)(tensor(3)).item()).toBe(1);
    } finally {
      vi.unstubAllGlobals();
    }
  });

  test("and without an environment definitions are tried", () => {
    vi.stubGlobal("process", undefined);
    try {
      expect(() => define({ vjp: (g: Tensor) => [g] })).toThrow("its vjp for input 0");
    } finally {
      vi.unstubAllGlobals();
    }
  });

  test("a matrix-only rule is tried on matrices", () => {
    const right = customDerivative({
      name: "product",
      evaluate: (x: Tensor, y: Tensor) => matmul(x, y),
      vjp: (g, _, x, y) => [matmul(g, y.transpose()), matmul(x.transpose(), g)],
    });
    close(
      grad((x: Tensor) => right(x, b.transpose()).sum())(a),
      grad((x: Tensor) => matmul(x, b.transpose()).sum())(a),
    );
    expect(() =>
      customDerivative({
        name: "product",
        evaluate: (x: Tensor, y: Tensor) => matmul(x, y),
        vjp: (g, _, x, y) => [matmul(g, y), matmul(x.transpose(), g)],
      }),
    ).toThrow("product: its vjp for input 0, [2, 2], element 0");
  });
});
