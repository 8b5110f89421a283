import fc from "fast-check";
import { expect, test } from "vitest";
import { type Tensor, data } from "@chainrule/core";
import { evaluateRoots } from "@chainrule/core/engine";
import { program } from "../src/program.ts";
import { programOf } from "./random-programs.ts";
import { runs } from "./runs.ts";

const seeds = fc.array(fc.nat(100_000), { minLength: 60, maxLength: 60 });
const RUNS = runs(300);

test.each([
  ["float64", 1e-11],
  ["float32", 2e-4],
] as const)("random programs in %s equal the reference", (dtype, tolerance) => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const plain = programOf(seed, dtype);
      evaluateRoots(plain.outputs);
      const { outputs, donated } = programOf(seed, dtype);
      const p = program(outputs, donated);
      p.step();
      for (const [i, y] of outputs.entries()) {
        const got = p.view(y);
        const wanted = data(plain.outputs[i] as Tensor);
        const scale = 1 + Math.max(...wanted.map(Math.abs));
        for (const [j, w] of wanted.entries())
          if (!(Math.abs((got[j] ?? NaN) - w) <= tolerance * scale))
            expect.fail(`output ${i} [${y.shape.join()}] at ${j}: ${got[j]} for ${w}`);
      }
    }),
    { numRuns: RUNS },
  );
});
