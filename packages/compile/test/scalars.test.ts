import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as C from "@chainrule/core";
import { evaluateRoots, fill, input } from "@chainrule/core/engine";
import { compile } from "../src/index.ts";
import { program } from "../src/program.ts";
import { runs } from "./runs.ts";

type Floating = "float64" | "float32";
type Scalar = C.Tensor<readonly []>;

/** One more number from those before. `exact`: by operations that IEEE 754 defines. */
// oxfmt-ignore
function line(pool: readonly Scalar[], pick: (n: number) => number, exact: boolean): Scalar {
  const any = (): Scalar => pool[Math.max(0, pool.length - 1 - pick(12))] as Scalar;
  const [x, y, z] = [any(), any(), any()];
  switch (pick(exact ? 14 : 20)) {
    case 0: case 1: case 2: return C.add(x, y);
    case 3: case 4: return C.mul(x, C.sub(y, 0.5));
    case 5: return C.relu(C.sub(x, y));
    case 6: return C.where(C.greater(x, y), z, C.neg(x));
    case 7: return C.where(C.logicalAnd(C.lessOrEqual(x, 0.5), C.notEqual(y, z)), C.abs(y), x);
    case 8: return C.div(x, C.add(C.abs(y), 1.5));
    case 9: return C.maximum(x, C.minimum(y, z));
    case 10: return C.sum(C.reshape(x, [1, 1]));
    case 11: return C.dot(C.reshape(x, [1]), C.reshape(y, [1]));
    case 12: return C.cast(C.greater(x, y), x.dtype);
    case 13: return C.leakyRelu(C.sqrt(C.abs(x)), 0.25 * pick(8));
    case 14: case 15: return C.tanh(C.mul(x, y));
    case 16: return C.sigmoid(C.add(x, C.mul(y, z)));
    case 17: return C.exp(C.neg(C.abs(x)));
    case 18: return C.log(C.add(C.square(x), 1));
    default: return C.tanh(C.exp(C.minimum(x, 1)));
  }
}

const SCALAR = [] as const;

/** A program, its gradient, and updates. Each call makes it anew. */
function programOf(seed: readonly number[], dtype: Floating, exact: boolean) {
  let at = 0;
  const pick = (n: number): number => (seed[at++ % seed.length] as number) % n;
  const start = (i: number): number => (pick(1000) - 500) / 256 + i;
  const inputs = Array.from({ length: 3 + pick(4) }, (_, i) => input(start(i), SCALAR, dtype));
  const pool: Scalar[] = [
    ...inputs,
    fill(0.75, { shape: SCALAR, dtype }),
    fill(-0, { shape: SCALAR, dtype }),
  ];
  for (let i = 0; i < 40; i++) pool.push(line(pool, pick, exact));
  const y = pool.slice(-4).reduce((a, b) => C.add(a, b));
  const slopes = C.gradients(y, inputs);
  const updated = inputs.map((x, i) => C.sub(x, C.mul(slopes[i] as Scalar, 0.125)));
  const donated = updated
    .map((u, i) => [u, inputs[i] as Scalar] as const)
    .filter(() => pick(3) > 0);
  return {
    outputs: [y, ...pool.slice(-3), ...updated, pool[0], pool[pick(5)]] as Scalar[],
    inputs,
    donated: new Map(donated),
  };
}

const seeds = fc.array(fc.nat(100_000), { minLength: 120, maxLength: 120 });
const RUNS = runs(200);
const STEPS = 3;

/** Two steps after each other, computed by the reference: what the donated inputs hold is what was written to them. */
function agrees(seed: readonly number[], dtype: Floating, exact: boolean, tapeFrom: number): void {
  const { outputs, donated, inputs } = programOf(seed, dtype, exact);
  const p = program(outputs, donated, { tapeFrom });
  expect(p.schedule.kernels.map(({ kind }) => kind)).toEqual([tapeFrom === 0 ? "tape" : "loop"]);
  const state = inputs.map((x) => x.value as number);
  for (let step = 0; step < STEPS; step++) {
    const plain = programOf(seed, dtype, exact);
    plain.inputs.forEach((x, i) => (x.value = state[i] as number));
    evaluateRoots(plain.outputs);
    p.step();
    for (const [i, y] of outputs.entries()) {
      const got = p.view(y)[0] as number;
      // An input that is an output as well, and donated, has given its place away.
      const wanted = C.data(plain.outputs[i] as Scalar)[0] as number;
      if (Object.is(got, wanted)) continue;
      const tolerance = exact ? 0 : (dtype === "float64" ? 1e-12 : 1e-4) * (1 + Math.abs(wanted));
      if (!(Math.abs(got - wanted) <= tolerance)) expect.fail(`output ${i}: ${got} for ${wanted}`);
    }
    for (const [u, x] of p.schedule.inPlace) {
      const i = inputs.indexOf(x as Scalar);
      state[i] = p.view(x)[0] as number;
      expect(p.view(u)[0]).toBe(p.view(x)[0]);
    }
  }
}

describe.each([
  ["as a tape", 0],
  ["written out", Infinity],
] as const)("random programs of scalars, %s,", (_, tapeFrom) => {
  test.each(["float64", "float32"] as const)("equal the reference bit for bit in %s", (dtype) => {
    fc.assert(
      fc.property(seeds, (seed) => agrees(seed, dtype, true, tapeFrom)),
      { numRuns: RUNS },
    );
  });
  test.each(["float64", "float32"] as const)("with transcendentals, in %s", (dtype) => {
    fc.assert(
      fc.property(seeds, (seed) => agrees(seed, dtype, false, tapeFrom)),
      { numRuns: RUNS },
    );
  });
});

/** `count` operations of which each needs the one before, and the slope of the last in the first. */
function chain(count: number) {
  const x = input(0.5, SCALAR, "float64");
  let y: Scalar = x;
  for (let i = 0; i < count; i++) y = i % 2 === 0 ? C.mul(y, 0.75) : C.add(y, x);
  return [y, ...C.gradients(y, [x])] as readonly Scalar[];
}

test("a chain of 20,000 steps becomes a tape whose module does not grow with it", () => {
  const plain = chain(20_000);
  evaluateRoots(plain);
  const outputs = chain(20_000);
  const p = program(outputs);
  p.step();
  expect(p.schedule.kernels.map(({ kind }) => kind)).toEqual(["tape"]);
  expect(p.bytes).toBeLessThan(10_000);
  expect(outputs.map((y) => p.view(y)[0])).toEqual(plain.map((y) => y.item()));
});

test("what a tape cannot hold is written out: a result that is a bool, two widths", () => {
  const x = input(2, [], "float64");
  const mixed = C.add(C.cast(C.mul(C.cast(x, "float32"), 3), "float64"), x);
  for (const [y, expected] of [
    [C.greater(C.mul(x, 3), 5), 1],
    [mixed, 8],
  ] as const) {
    const p = program([y], new Map(), { tapeFrom: 0 });
    p.step();
    expect(p.schedule.kernels.some(({ kind }) => kind === "tape")).toBe(false);
    expect(p.view(y)[0]).toBe(expected);
  }
});

test("results that are arguments, numbers, or the same", () => {
  const [x, y] = [input(3, [], "float64"), input(4, [], "float64")];
  const [sum, half] = [C.add(x, y), fill(0.5, { shape: SCALAR, dtype: "float64" })];
  const outputs = [x, half, sum, sum];
  const p = program(outputs, new Map([[sum, x]]), { tapeFrom: 0 });
  p.step();
  p.step();
  expect(p.schedule.inPlace.size).toBe(0);
  expect(outputs.map((z) => p.view(z)[0])).toEqual([3, 0.5, 7, 7]);
});

test("two arguments that change places, as a tape", () => {
  const [x, y] = [input(3, [], "float64"), input(4, [], "float64")];
  const [a, b] = [C.mul(y, 2), C.mul(x, 3)];
  const p = program(
    [a, b],
    new Map([
      [a, x],
      [b, y],
    ]),
    { tapeFrom: 0 },
  );
  p.step();
  expect([a, b].map((z) => p.view(z)[0])).toEqual([8, 9]);
  p.step();
  expect([x, y].map((z) => p.view(z)[0])).toEqual([18, 24]);
});

test("a compiled function that is a tape explains itself", () => {
  const step = compile((w: readonly Scalar[]) => {
    let s = w[0] as Scalar;
    for (let i = 0; i < 8000; i++) s = C.add(s, C.mul(w[i % 3] as Scalar, s));
    return s;
  });
  const numbers = [0.001, 0.002, -0.003];
  const w = numbers.map((v) => C.tensor(v));
  const [first, ...rest] = String(step.explain(w)).split("\n");
  expect(first).toMatch(/^ +1 {2}tape \[\] {2}y in \d+ steps$/);
  expect(rest.length).toBe(1);
  let expected = 0.001;
  for (let i = 0; i < 8000; i++) expected += (numbers[i % 3] as number) * expected;
  expect(step(w).item()).toBe(expected);
});
