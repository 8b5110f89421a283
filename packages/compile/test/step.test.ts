import { describe, expect, test } from "vitest";
import { data } from "@chainrule/core";
import { evaluateRoots } from "@chainrule/core/engine";
import { program } from "../src/program.ts";
import { mlpStep } from "./mlp.ts";

const cases = [
  [[7, 5, 3], 1],
  [[7, 5, 3], 3],
  [[7, 5, 3], 33],
  [[1, 1], 1],
  [[1, 1], 5],
  [[4, 6, 4, 2], 1],
  [[4, 6, 4, 2], 32],
  [[13, 64, 64, 1], 32],
  [[3, 130, 66], 65],
  [[784, 128, 10], 32],
] as const;

describe.each(cases)("a training step of %s, batch %i", (sizes, batch) => {
  test.each([
    ["float64", 1e-12],
    ["float32", 1e-5],
  ] as const)("%s equals the reference", (dtype, tolerance) => {
    const { outputs } = mlpStep(sizes, batch, dtype);
    evaluateRoots(outputs);
    const expected = outputs.map((y) => [...data(y)]);
    const fresh = mlpStep(sizes, batch, dtype);
    const p = program(fresh.outputs, fresh.donated);
    p.step();
    fresh.outputs.forEach((o, i) => {
      const got = p.view(o);
      const list = expected[i] as number[];
      const scale = Math.max(...list.map(Math.abs));
      list.forEach((v, j) =>
        expect(Math.abs((got[j] ?? NaN) - v), `${i} ${j}`).toBeLessThanOrEqual(
          tolerance * Math.max(scale, 1e-30),
        ),
      );
    });
  });
});
