import { expect, test } from "vitest";
import { type Tensor, random } from "@chainrule/core";
import { compile } from "../src/index.ts";
import { maySleep } from "../src/threads/host.ts";

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

test("workers help a page that is isolated, which itself never sleeps", async () => {
  expect(crossOriginIsolated).toBe(true);
  expect(maySleep()).toBe(false);
  const x = random(1).normal([300, 300], { dtype: "float32" });
  const f = (a: Tensor): Tensor => a.matmul(a as never).mul(0.01);
  const one = compile(f).program(x);
  const several = compile(f, { threads: 3 }).program(x);
  const ready = new Int32Array(several.outputs.buffer as unknown as ArrayBuffer);
  one.step();
  for (let i = 0; i < 500 && ready[0] !== 2; i++) {
    several.step();
    await pause(10);
  }
  // Both workers know the program.
  expect(ready[0]).toBe(2);
  for (let i = 0; i < 50; i++) several.step();
  expect(one.outputs.every((v, i) => Object.is(v, several.outputs[i]))).toBe(true);
});
