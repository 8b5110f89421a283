import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as C from "../src/index.ts";
import { fill } from "../src/engine.ts";
import { type Step, any, programs, run, tensorsOf } from "./programs.ts";

const specials = [
  0,
  -0,
  1,
  -1,
  2,
  -2,
  4,
  0.5,
  0.1,
  3,
  NaN,
  Infinity,
  -Infinity,
  5e-324,
  -5e-324,
  2.2250738585072014e-308,
  1.7976931348623157e308,
  -1e308,
  2 ** 53,
  1e-320,
];

const constant = (x: C.Tensor, c: number): C.Tensor => fill(c, x);

/** Each number beside a tensor, on either side, under the ops that have neutral operands or factors. */
const beside: readonly Step[] = specials.flatMap((c) =>
  [
    (x: C.Tensor) => C.add(x, constant(x, c)),
    (x: C.Tensor) => C.add(constant(x, c), x),
    (x: C.Tensor) => C.sub(x, c),
    (x: C.Tensor) => C.mul(x, c),
    (x: C.Tensor) => C.mul(constant(x, c), x),
    (x: C.Tensor) => C.div(x, c),
    (x: C.Tensor) => C.div(constant(x, c), x),
    (x: C.Tensor) => C.pow(x, c),
    (x: C.Tensor) => C.add(C.exp(constant(x, c)), x),
    (x: C.Tensor) => C.where(C.less(constant(x, c), 1), x, C.neg(x)),
  ].map((make, i): Step => ({ name: `${i} with ${c}`, arity: 1, make })),
);

const steps = [...any, ...beside];
const input = fc.oneof(fc.constantFrom(...specials), fc.double());

/** Elements of the results that are not the same: `bits` tells −0 from 0 too. */
function changed(before: C.Graph, after: C.Graph, bits: boolean): string[] {
  const [old, now] = C.evaluate([[...before.outputs], [...after.outputs]] as const);
  return old.flatMap((y, i) => {
    const found = now[i]?.data() ?? [];
    return [...y.data()].flatMap((x, k) => {
      const z = found[k] ?? "nothing";
      return Object.is(x, z) || (!bits && x === z) ? [] : [`${x} became ${z}`];
    });
  });
}

describe("simplify", () => {
  test("changes no bit of any value of a program, with special values in inputs and constants", () => {
    fc.assert(
      fc.property(
        programs(steps),
        fc.array(input, { minLength: 13, maxLength: 13 }),
        fc.boolean(),
        (program, values, special) => {
          const xs = tensorsOf(special ? values.map((x) => x * 8) : program.values);
          const g = C.graph(...run(program, steps, xs));
          const simple = C.simplify(g);
          expect(simple.nodes.length).toBeLessThanOrEqual(g.nodes.length);
          expect(changed(g, simple, true)).toEqual([]);
        },
      ),
      { numRuns: 1000 },
    );
  });

  test("and of a gradient none but the sign of a zero", () => {
    fc.assert(
      fc.property(
        programs(steps),
        fc.array(input, { minLength: 13, maxLength: 13 }),
        fc.boolean(),
        (program, values, special) => {
          const xs = tensorsOf(special ? values.map((x) => x * 8) : program.values);
          const made = run(program, steps, xs);
          const y = C.sum(made.at(-1) as C.Tensor).add(C.sum(C.concat(xs.map((x) => x.flatten()))));
          const g = C.graph(...C.gradients(y, xs));
          expect(changed(g, C.simplify(g), false)).toEqual([]);
        },
      ),
      { numRuns: 500 },
    );
  });

  test("leaves x + 0 alone, since −0 + 0 is 0; integers have one 0 only", () => {
    const text = (f: (x: C.Tensor) => C.Tensor, dtype: C.DType = "float64") =>
      String(C.simplify(C.trace(f, { shape: [2], dtype, name: "x" })));
    expect(text((x) => x.add(0))).toBe("x + 0");
    expect(text((x) => x.add(-0))).toBe("x");
    expect(text((x) => x.sub(0))).toBe("x");
    expect(text((x) => x.sub(-0))).toBe("x + 0");
    expect(text((x) => x.add(0), "int32")).toBe("x");
  });

  test("shares equal constants, and tells 0 from −0", () => {
    const g = C.trace((x: C.Tensor) => [x.mul(0.1).add(x.div(0.1)), x.mul(0).sub(x.mul(-0))], []);
    expect(
      C.simplify(g)
        .nodes.map((x) => x.value)
        .filter((c) => c !== undefined),
    ).toEqual([0.1, 0, -0]);
    expect(C.simplify(g).nodes).toHaveLength(10);
  });

  test("takes a tensor with a name for a variable, whatever its value", () => {
    const x = C.tensor(2, { name: "x" });
    expect(String(C.simplify(C.graph(x.mul(3).add(C.tensor(1).mul(2)))))).toBe("3·x + 2");
  });

  test("drops a product with 1 that sums nothing, and no other one", () => {
    const [x, A] = [{ shape: [3], name: "x" } as const, { shape: [3, 3], name: "A" } as const];
    const form = (x: C.Tensor, A: C.Tensor) => x.dot(A.matmul(x));
    expect(String(C.derive(form, x, A))).toBe("A @ x + Aᵀ @ x");
    expect(String(C.derive((A: C.Tensor, x: C.Tensor) => form(x, A), A, x))).toBe("x ⊗ x");
    const text = (f: (x: C.Tensor) => C.Tensor) => String(C.simplify(C.trace(f, x)));
    expect(text((x) => C.einsum(",k->k", C.tensor(1), x))).toBe("x");
    expect(text((x) => C.einsum("k,->k", x, C.tensor(1)))).toBe("x");
    expect(text((x) => C.einsum("k,k->k", C.ones([3]), x))).toBe("x");
    expect(text((x) => C.dot(C.ones([3]), x))).toBe("1 @ x");
    expect(text((x) => C.outer(C.ones([2]), x))).toBe("1 ⊗ x");
    const zero = C.einsum(",k->k", C.tensor(1), C.tensor([-0]));
    expect([...zero.data(), ...C.outer(C.tensor([-1]), C.tensor([0, 1])).data()]).toEqual([
      -0, -0, -1,
    ]);
  });

  test("decides claims that a constant decides", () => {
    expect(String(C.derive((x: C.Tensor) => C.tensor(2).pow(x), []))).toBe(
      "0.6931471805599453·2^x",
    );
    const claims = (f: (c: C.Tensor, p: C.Tensor) => C.Tensor) =>
      [0, 1].flatMap((c) =>
        [false, true].map((turned) =>
          String(
            C.simplify(
              C.trace(
                (p: C.Tensor) => {
                  const known = C.tensor(Boolean(c));
                  return turned ? f(p, known) : f(known, p);
                },
                { shape: [], dtype: "bool", name: "p" },
              ),
            ),
          ),
        ),
      );
    expect(claims(C.logicalAnd)).toEqual(["0", "0", "p", "p"]);
    expect(claims(C.logicalOr)).toEqual(["p", "p", "1", "1"]);
    expect(claims(C.equal)).toEqual(["0 = p", "p = 0", "p", "p"]);
  });

  test("folds routines, but not what they refuse", () => {
    const g = C.trace((x: C.Tensor) => {
      const singular = C.ones([2, 2]);
      return [x.add(C.det(singular)), C.inv(singular).mul(x), C.argsort(C.ones([3]))];
    }, []);
    const simple = C.simplify(g);
    expect(simple.nodes.map((x) => x.op.name)).toEqual([
      "input",
      "constant",
      "add",
      "constant",
      "inv",
      "broadcastTo",
      "mul",
      "tensor",
    ]);
    expect(simple.outputs[2]?.toArray()).toEqual([0, 1, 2]);
    expect(() => C.evaluate(simple.outputs[1] as C.Tensor)).toThrow("singular");
  });
});
