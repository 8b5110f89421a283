import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Tensor, mean, sum } from "@chainrule/core";
import { input } from "@chainrule/core/engine";
import { program } from "../src/program.ts";
import { type InParts, inParts } from "./in-parts.ts";
import { mlpStep } from "./mlp.ts";
import { programOf } from "./random-programs.ts";
import { runs } from "./runs.ts";

const RUNS = runs(150);

/** All parts of every stage, in an order that `seed` chooses. */
function scattered({ stages }: InParts, seed: number): void {
  let state = seed + 1;
  for (const { parts, one, end } of stages) {
    const order = Array.from({ length: parts }, (_, i) => {
      state = (state * 48_271) % 2_147_483_647;
      return [state, i] as const;
    });
    for (const [, i] of order.sort(([a], [b]) => a - b)) one(i);
    end();
  }
}

function same(outputs: readonly Tensor[], a: (y: Tensor) => ArrayLike<number>, b: typeof a): void {
  for (const [i, y] of outputs.entries()) {
    const [got, wanted] = [a(y), b(y)];
    expect(got.length).toBe(wanted.length);
    for (let j = 0; j < got.length; j++)
      if (!Object.is(got[j], wanted[j]))
        expect.fail(`output ${i} [${y.shape.join()}] at ${j}: ${got[j]} for ${wanted[j]}`);
  }
}

function near(got: ArrayLike<number>, wanted: ArrayLike<number>, tolerance: number): void {
  let scale = 1;
  for (let j = 0; j < wanted.length; j++) scale = Math.max(scale, Math.abs(wanted[j] ?? 0));
  for (let j = 0; j < wanted.length; j++)
    if (!(Math.abs((got[j] ?? NaN) - (wanted[j] ?? NaN)) <= tolerance * scale))
      expect.fail(`at ${j}: ${got[j]} for ${wanted[j]}`);
}

/** Folded altogether in several parts: the only sums that may round otherwise. */
const splits = ({ code }: InParts): boolean => code.stages.some(({ last }) => last !== null);

const networks = [
  [[7, 5, 3], 3],
  [[13, 64, 64, 1], 32],
  [[3, 130, 66], 65],
  [[1, 1], 5],
  [[300, 70, 10], 33],
] as const;

describe.each(["float64", "float32"] as const)("parts in any order, %s", (dtype) => {
  test.each(networks)(
    "of a training step of %s, batch %i, have the bits of the whole",
    (sizes, batch) => {
      const [p, q] = [0, 1].map(() => mlpStep(sizes, batch, dtype)) as [
        ReturnType<typeof mlpStep>,
        ReturnType<typeof mlpStep>,
      ];
      const cut = inParts(p.outputs, p.donated, 3);
      const one = program(q.outputs, q.donated);
      for (let step = 0; step < 3; step++) {
        scattered(cut, step);
        one.step();
        p.outputs.forEach((y, i) => {
          const [got, wanted] = [cut.view(y), one.view(q.outputs[i] as Tensor)];
          got.forEach((v, j) => {
            // The loss is a sum over everything.
            if (y.shape.length === 0) expect(v).toBeCloseTo(wanted[j] as number, 6);
            else if (!Object.is(v, wanted[j])) expect.fail(`${i} at ${j}: ${v} for ${wanted[j]}`);
          });
        });
      }
    },
  );

  test("of random programs have the bits of the whole", () => {
    const seeds = fc.array(fc.nat(100_000), { minLength: 60, maxLength: 60 });
    let compared = 0;
    fc.assert(
      fc.property(seeds, fc.nat(1000), (seed, order) => {
        const [p, q] = [programOf(seed, dtype), programOf(seed, dtype)];
        const [a, b] = [inParts(p.outputs, p.donated, 3), inParts(q.outputs, q.donated, 3)];
        scattered(a, order);
        b.whole();
        same(p.outputs, a.view, (y) => b.view(q.outputs[p.outputs.indexOf(y)] as Tensor));
        const r = programOf(seed, dtype);
        const one = program(r.outputs, r.donated);
        one.step();
        if (splits(a)) {
          for (const [i, y] of p.outputs.entries())
            near(a.view(y), one.view(r.outputs[i] as Tensor), dtype === "float32" ? 2e-4 : 1e-11);
          return;
        }
        compared++;
        same(p.outputs, a.view, (y) => one.view(r.outputs[p.outputs.indexOf(y)] as Tensor));
      }),
      { numRuns: RUNS },
    );
    expect(compared).toBeGreaterThan(0);
  });

  test.each([1000, 4096 * 5, 100_003])(
    "sums over %i elements are those of one thread, to rounding",
    (n) => {
      const make = (): Tensor[] => {
        const data = Float64Array.from({ length: n }, (_, i) => Math.sin(i) + 0.1);
        const x = input(dtype === "float32" ? Float32Array.from(data) : data, [n], dtype);
        return [
          sum(x.mul(x)) as Tensor,
          mean(x.sub(1).abs()) as Tensor,
          x.max() as Tensor,
          x.add(1),
        ];
      };
      const [a, b] = [make(), make()];
      const cut = inParts(a, new Map(), 2);
      expect(splits(cut)).toBe(true);
      const one = program(b);
      scattered(cut, n);
      one.step();
      for (const [i, y] of a.entries())
        near(cut.view(y), one.view(b[i] as Tensor), dtype === "float32" ? 2e-6 : 1e-13);
      expect(Object.is(cut.view(a[2] as Tensor)[0], one.view(b[2] as Tensor)[0])).toBe(true);
    },
  );
});
