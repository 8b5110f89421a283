import { afterEach, describe, expect, test, vi } from "vitest";
import { type Tensor, random } from "@chainrule/core";
import { input } from "@chainrule/core/engine";
import { program } from "../src/program.ts";
import { compile } from "../src/index.ts";
import { enlist } from "../src/threads/team.ts";
import { inParts } from "./in-parts.ts";
import { mlpStep } from "./mlp.ts";
import { programOf } from "./random-programs.ts";

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** Two programs of the same graph: one run by threads, every kernel in parts, and one in one piece. */
async function onThreads(
  make: () => Pick<ReturnType<typeof programOf>, "outputs" | "donated">,
  threads: number,
  steps: number,
): Promise<number> {
  const [p, q] = [make(), make()];
  const [a, b] = [inParts(p.outputs, p.donated, threads), inParts(q.outputs, q.donated, threads)];
  if (!a.code.shared) return 0;
  const { stages, scratch } = a.code;
  const calls = stages.map(({ parts }) => (parts.length > 1 ? parts : []));
  const team = enlist({ module: a.module, memory: a.memory, scratch, threads, stages: calls });
  const known = new Int32Array(a.memory.buffer);
  while ((known[0] ?? 0) < threads - 1) await pause(1);
  // What the first thread has not computed, others have.
  let helped = 0;
  for (let step = 0; step < steps; step++) {
    for (const [i, { parts, end }] of a.stages.entries()) {
      let own = 0;
      const mine = (part: number): void => {
        own++;
        const [name, index] = calls[i]?.[part] ?? ["", 0];
        // Scratch memory of the first thread.
        a.call(name, index, 0);
      };
      if (parts > 0) team?.run(i, mine);
      helped += parts - own;
      end();
    }
    b.whole();
    for (const [i, y] of p.outputs.entries()) {
      const [got, wanted] = [a.view(y), b.view(q.outputs[i] as never)];
      for (let j = 0; j < got.length; j++)
        if (!Object.is(got[j], wanted[j]))
          expect.fail(`step ${step}, output ${i} at ${j}: ${got[j]} for ${wanted[j]}`);
    }
  }
  team?.stop();
  return helped;
}

describe.each([2, 3])("with %i threads", (threads) => {
  test.each([
    [[784, 128, 10], 32, "float32"],
    [[300, 70, 10], 33, "float32"],
    [[123, 257, 99], 61, "float64"],
    [[13, 64, 64, 1], 32, "float64"],
  ] as const)(
    "training steps of %s, batch %i, in %s have the bits of one",
    async (sizes, batch, dtype) => {
      const helped = await onThreads(() => mlpStep(sizes, batch, dtype), threads, 60);
      expect(helped).toBeGreaterThan(0);
    },
  );

  test.each(["float32", "float64"] as const)(
    "random programs in %s have the bits of one",
    async (dtype) => {
      const rng = random(11 + threads);
      for (let i = 0; i < 25; i++) {
        const seed = [...rng.split().uniform([60]).data()].map((u) => Math.floor(1e5 * u));
        await onThreads(() => programOf(seed, dtype), threads, 4);
      }
    },
  );

  test("a compiled function returns what it returns with one", async () => {
    const f = (a: Tensor, b: Tensor): Tensor => a.matmul(b as never).tanh();
    const [a, b] = [random(1).normal([200, 300]), random(2).normal([300, 250])];
    const several = compile(f, { threads });
    const expected = compile(f)(a, b).data();
    expect(expected.length).toBe(50_000);
    for (let i = 0; i < 40; i++) {
      const got = several(a, b).data();
      expect(expected.every((v, j) => Object.is(v, got[j]))).toBe(true);
      if (i % 10 === 0) await pause(20);
    }
  });
});

test("workers call the functions of the host too", async () => {
  const make = (): Pick<ReturnType<typeof programOf>, "outputs" | "donated"> => {
    const x = input(random(4).normal([40, 500]).mul(1e12).data(), [40, 500], "float64");
    return {
      outputs: [x.sin(), x.tan(), x.fmod(random(5).normal([500]) as never)],
      donated: new Map(),
    };
  };
  expect(await onThreads(make, 2, 20)).toBeGreaterThan(0);
});

test("small programs have no threads", () => {
  const { outputs, donated } = mlpStep([4, 6, 4, 2], 32, "float32");
  const p = program(outputs, donated, { threads: 2 });
  expect(p.cut.size).toBe(0);
  expect(p.view(outputs[0] as never).buffer).toBeInstanceOf(ArrayBuffer);
});

test("says which kernels are in parts", () => {
  const [a, b] = [random(1).normal([200, 300]), random(2).normal([300, 250])];
  const f = compile((x: typeof a, y: typeof b) => x.matmul(y as never) as never, { threads: 2 });
  expect(String(f.explain(a, b))).toMatch(/^ {2}1 {2}product \[200, 250, 300\] .* \(31 parts\)$/m);
  expect(f.explain(a, b).kernels[0]?.parts).toBe(31);
});

describe("options", () => {
  test.each([0, -1, 1.5, "2", null, NaN])("threads: %s is refused", (threads) => {
    expect(() => compile((x: never) => x, { threads: threads as number })).toThrow(
      /^compile: threads .*: at least one thread computes: write \{ threads: 2 \}, or leave it out for one$/,
    );
  });
  test("as many as anybody asks for are a few", () => {
    const { outputs, donated } = mlpStep([784, 128, 10], 32, "float32");
    const p = program(outputs, donated, { threads: 1000 });
    p.step();
    expect(p.view(outputs[0] as never)[0]).toBeGreaterThan(0);
    p.close();
  });
});

describe("where workers cannot be had", () => {
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
  });
  const real = process.getBuiltinModule("node:worker_threads");

  async function result(Worker: unknown): Promise<{ first: number; stopped: number }> {
    let stopped = 0;
    const counted =
      typeof Worker === "function"
        ? class extends (Worker as typeof real.Worker) {
            override terminate(): Promise<number> {
              stopped++;
              return super.terminate();
            }
          }
        : Worker;
    vi.spyOn(process, "getBuiltinModule").mockReturnValue(
      counted === undefined ? undefined : { Worker: counted },
    );
    vi.resetModules();
    const fresh = await import("../src/program.ts");
    const { outputs, donated } = mlpStep([784, 128, 10], 32, "float32");
    const p = fresh.program(outputs, donated, { threads: 2 });
    for (let i = 0; i < 30; i++) {
      p.step();
      if (i % 10 === 0) await pause(30);
    }
    const first = p.view(outputs[0] as never)[0] as number;
    p.close();
    p.step();
    expect(p.view(outputs[0] as never)[0]).toBeLessThan(first);
    return { first, stopped };
  }

  const alone = (): number => {
    const { outputs, donated } = mlpStep([784, 128, 10], 32, "float32");
    const p = program(outputs, donated);
    for (let i = 0; i < 30; i++) p.step();
    return p.view(outputs[0] as never)[0] as number;
  };

  test("one that starts is let go with the last program", async () => {
    const { first, stopped } = await result(real.Worker);
    expect(first).toBe(alone());
    expect(stopped).toBe(1);
  });
  test("the host has none", async () => {
    expect((await result(undefined)).first).toBe(alone());
  });
  test("the constructor throws", async () => {
    const Refused = function (): never {
      throw new Error("no more threads");
    };
    const { first } = await result(Refused);
    expect(first).toBe(alone());
  });
  test("the worker fails as it starts", async () => {
    class Broken extends real.Worker {
      constructor(_: string, options: object) {
        super("throw new Error('broken')", options);
      }
    }
    expect((await result(Broken)).first).toBe(alone());
  });
  test("there is no memory to share", async () => {
    vi.stubGlobal("SharedArrayBuffer", undefined);
    expect((await result(real.Worker)).first).toBe(alone());
  });
});
