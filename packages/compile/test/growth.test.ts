import { afterEach, describe, expect, test, vi } from "vitest";
import * as C from "@chainrule/core";
import { input } from "@chainrule/core/engine";
import { Precedence } from "../src/plan/precedence.ts";
import { Roles } from "../src/plan/roles.ts";
import { schedule } from "../src/plan/schedule.ts";

/** The ops as a program without types sees them. */
const L = C as unknown as {
  readonly [K in keyof typeof C]: (...operands: readonly unknown[]) => C.Tensor;
};

const leaf = (shape: readonly number[]): C.Tensor =>
  input(
    new Float64Array(shape.reduce((a, b) => a * b, 1)).map((_, i) => Math.sin(13 * i)),
    shape,
    "float64",
  );

/** A loss, and the parameters to go down by. */
type Descent = readonly [loss: C.Tensor, parameters: readonly C.Tensor[]];

const chains: Record<string, (steps: number) => Descent> = {
  "a recurrence": (steps) => {
    const [W, b] = [leaf([4, 4]), leaf([4])];
    let h = leaf([3, 4]);
    for (let t = 0; t < steps; t++) h = L.tanh(L.add(L.add(L.matmul(h, W), b), leaf([3, 4])));
    return [L.sum(L.square(h)), [W, b]];
  },
  "layers that are centred": (steps) => {
    const weights = Array.from({ length: steps }, () => leaf([4, 4]));
    let h = leaf([3, 4]);
    for (const W of weights) {
      const y = L.matmul(h, W);
      h = L.tanh(L.sub(y, L.mean(y, 0)));
    }
    return [L.sum(L.square(h)), weights];
  },
  "numbers of two widths": (steps) => {
    const rate = leaf([]);
    let count: C.Tensor = input(Int32Array.of(3), [], "int32");
    let y = rate;
    for (let t = 0; t < steps; t++) {
      count = L.add(L.mul(count, 5), 1);
      y = L.tanh(L.add(L.mul(y, 0.5), L.mul(rate, L.cast(count, "float64"))));
    }
    return [y, [rate]];
  },
};

describe("planning", () => {
  afterEach(() => void vi.restoreAllMocks());

  test.each(Object.entries(chains))("%s: the work grows as its length", (_, chain) => {
    const work = (steps: number): readonly number[] => {
      const [loss, parameters] = chain(steps);
      const slopes = C.gradients(loss as never, parameters as never) as readonly C.Tensor[];
      const moved = parameters.map((p, i) => L.sub(p, L.mul(slopes[i], 0.1)));
      const asked = [vi.spyOn(Roles.prototype, "of"), vi.spyOn(Precedence.prototype, "isAfter")];
      schedule([loss, ...moved], new Map(moved.map((m, i) => [m, parameters[i] as C.Tensor])));
      const times = asked.map((spy) => spy.mock.calls.length);
      vi.restoreAllMocks();
      return times;
    };
    const [short, long] = [work(80), work(320)];
    for (const [i, times] of long.entries()) expect(times / (short[i] ?? 0)).toBeLessThan(6);
  });
});
