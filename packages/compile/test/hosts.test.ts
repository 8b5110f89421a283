import { afterEach, describe, expect, test, vi } from "vitest";
import { type Tensor, random, tensor } from "@chainrule/core";
import { input } from "@chainrule/core/engine";
import { emitted } from "../src/emit.ts";
import { hasRelaxed, hasSimd } from "../src/host.ts";
import { compile } from "../src/index.ts";
import { phases } from "../src/plan/phases.ts";
import { schedule } from "../src/plan/schedule.ts";
import { program } from "../src/program.ts";
import { mlpStep } from "./mlp.ts";

afterEach(() => vi.unstubAllGlobals());

const f = (a: Tensor, b: Tensor): { readonly y: Tensor; readonly twice: Tensor } => ({
  y: a.matmul(b as never).tanh(),
  twice: a.mul(2),
});

describe("this host", () => {
  test("has vectors", () => expect(hasSimd()).toBe(true));
  test("is asked each time", () => {
    vi.stubGlobal("WebAssembly", { validate: () => false });
    expect([hasSimd(), hasRelaxed()]).toEqual([false, false]);
  });
});

describe.each([
  ["no WebAssembly", undefined],
  ["no vectors", { validate: () => false }],
])("a host with %s", (_, stub) => {
  const [a, b] = [random(1).normal([3, 4]), random(2).normal([4, 2])];

  test("evaluates", () => {
    const expected = f(a, b);
    vi.stubGlobal("WebAssembly", stub);
    const compiled = compile(f, { threads: 2, relaxed: true });
    for (let i = 0; i < 3; i++) {
      const { y, twice } = compiled(a, b);
      expect(y.toArray()).toEqual(expected.y.toArray());
      expect(twice.toArray()).toEqual(expected.twice.toArray());
    }
  });

  test("takes donated memory, and updates what lies there", () => {
    const { outputs, donated } = mlpStep([7, 5, 3], 4, "float64");
    const real = program(outputs, donated);
    for (let i = 0; i < 3; i++) real.step();
    vi.stubGlobal("WebAssembly", stub);
    const again = mlpStep([7, 5, 3], 4, "float64");
    const p = program(again.outputs, again.donated);
    for (let i = 0; i < 3; i++) p.step();
    for (const [i, y] of again.outputs.entries())
      p.view(y).forEach((v, j) => {
        const wanted = real.view(outputs[i] as Tensor)[j] as number;
        expect(Math.abs(v - wanted)).toBeLessThan(1e-13);
      });
    const [weights] = again.donated.values();
    expect(p.view(weights as Tensor)).toBe(p.view(again.outputs[1] as Tensor));
  });

  test("runs steps without tensors", () => {
    vi.stubGlobal("WebAssembly", stub);
    const run = compile((w: Tensor): Tensor => w.mul(2), { donate: 0 }).program(tensor([1, 2]));
    run.step();
    run.step();
    expect([...run.outputs]).toEqual([4, 8]);
    run.inputs[0].set([5, 6]);
    run.step();
    expect([...run.outputs]).toEqual([10, 12]);
  });

  test("says so", () => {
    vi.stubGlobal("WebAssembly", stub);
    const explained = compile(f).explain(a.named("a"), b.named("b"));
    expect(explained.kernels.map((k) => k.kind)).toEqual(["reference"]);
    expect(String(explained)).toMatchInlineSnapshot(`
      "  1  reference []  y1 = tanh(a @ b), y2 = 2·a  (by the reference evaluator: no WebAssembly with vectors here)
      memory 0.3 kB: given 0.2 kB, results 0.1 kB, in between 0.0 kB; no WebAssembly with vectors here"
    `);
  });
});

describe("memory", () => {
  test("beyond 4 GiB is refused before it is asked for", () => {
    const x = input(undefined, [2 ** 15, 2 ** 15], "float64");
    expect(() => program([x.mul(2) as Tensor])).toThrow(
      /^compile: 16\.0 GiB of tensors: a program holds at most 4 GiB: work on smaller parts$/,
    );
  });
  test("that the host does not have is refused likewise", () => {
    const Full = function (): never {
      throw new RangeError("could not allocate memory");
    };
    vi.spyOn(WebAssembly, "Memory").mockImplementation(Full);
    const x = input(undefined, [2 ** 14, 2 ** 14], "float32");
    expect(() => program([x.mul(2) as Tensor])).toThrow(
      /^compile: 2\.0 GiB of tensors: there is not so much memory: work on smaller parts$/,
    );
    vi.restoreAllMocks();
  });
});

test("relaxed changes nothing where there is no such instruction", () => {
  const validate = WebAssembly.validate.bind(WebAssembly);
  const spy = vi
    .spyOn(WebAssembly, "validate")
    .mockImplementation((code) => (code as Uint8Array).length < 40 && validate(code));
  const [a, b] = [random(1).normal([30, 40]), random(2).normal([40, 20])];
  expect(hasRelaxed()).toBe(false);
  expect(compile(f, { relaxed: true })(a, b).y.data()).toEqual(compile(f)(a, b).y.data());
  spy.mockRestore();
});

test("relaxed is one instruction for a product and a sum", () => {
  const has = (relaxed: boolean, ...code: readonly number[]): boolean => {
    const { outputs } = mlpStep([7, 5, 3], 4, "float32");
    const s = schedule([...outputs, random(1).normal([9]).exp()]);
    const bytes = emitted(s, phases(s, 1), outputs, 1, relaxed).module(1);
    return bytes.some((_, i) => code.every((byte, j) => bytes[i + j] === byte));
  };
  const [madd32, madd64] = [
    [0xfd, 0x85, 0x02],
    [0xfd, 0x87, 0x02],
  ] as const;
  expect([has(false, ...madd32), has(true, ...madd32)]).toEqual([false, true]);
  expect([has(false, ...madd64), has(true, ...madd64)]).toEqual([false, true]);
});
