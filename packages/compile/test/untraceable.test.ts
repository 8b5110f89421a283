/** What a traced function cannot do: read values, use what another one was traced with. */
import { describe, expect, test } from "vitest";
import { type Tensor, add, fixedPoint, implicit, minimize, root, tensor } from "@chainrule/core";
import { refuses } from "../../core/test/refusal.ts";
import { compile } from "../src/index.ts";

const x = tensor([1, 2, 3], { name: "x" });
const double = compile((v: Tensor) => v.mul(2));
const loosely = compile as unknown as (
  f: (...args: never[]) => unknown,
  options?: unknown,
) => (...args: unknown[]) => Tensor;

describe("reading while tracing", () => {
  const wants = "read values outside of the traced function, or choose with where(condition, a, b)";
  const unread = `ValueError: evaluate: the input x [3]: it has no value while a graph is being traced: ${wants}`;
  const solving =
    "the input x [3]: it has no value inside trace, derive, vmap or compile, and solving takes values: " +
    "solve outside, for many examples as one system, and pass on what is found";
  const half = (v: Tensor, w: Tensor): Tensor => add<Tensor, Tensor>(v.mul(0.5), w);
  const readings: readonly [string, (v: Tensor) => unknown, string][] = [
    ["item", (v) => v.mul(v.sum().item()), unread],
    ["toArray", (v) => v.mul((v.toArray() as number[]).length), unread],
    ["data", (v) => v.mul(v.data()[0] as number), unread],
    ["fixedPoint", (v) => fixedPoint(half, v, v), `ValueError: fixedPoint: ${solving}`],
    ["root", (v) => root(half, v, v), `ValueError: root: ${solving}`],
    [
      "minimize",
      (v) => minimize((p: Tensor, w: Tensor) => half(p, w).square().sum(), v, v),
      `ValueError: minimize: ${solving}`,
    ],
    ["implicit", (v) => implicit((p: Tensor) => half(p, v), v), `ValueError: implicit: ${solving}`],
  ];
  refuses(readings.map(([name, f, text]) => [name, () => loosely(f)(x), text]));

  test.each(readings)("%s: the stack leads to the line", (_, f) => {
    let stack = "";
    try {
      loosely(f)(x);
    } catch (error) {
      stack = (error as Error).stack ?? "";
    }
    const frames = stack.split("\n").filter((frame) => /^\s*at |@/.test(frame));
    const user = frames.find((frame) => !/packages\/(core|compile)\/src\//.test(frame));
    expect(user).toMatch(/untraceable\.test\.ts/);
  });
});

describe("tensors of other programs", () => {
  let leaked: Tensor = x;
  compile((v: Tensor) => {
    leaked = v.mul(3).named("leaked");
    return v.add(1);
  })(x);
  refuses([
    [
      "that were left behind while tracing have no value",
      () => leaked.data(),
      "ValueError: evaluate: the input x [3]: it has no value while a graph is being traced: " +
        "read values outside of the traced function, or choose with where(condition, a, b)",
    ],
    [
      "that were left behind are no captures",
      () => compile((v: Tensor) => v.add(leaked as never))(x),
      "ValueError: compile: the input x [3]: another function was traced with it, and it has no value: " +
        "take tensors out of a traced function as results",
    ],
    [
      "that were left behind are no arguments",
      () => double(leaked),
      "ValueError: evaluate: the input x [3]: it has no value while a graph is being traced: " +
        "read values outside of the traced function, or choose with where(condition, a, b)",
    ],
    [
      "that were donated there cannot be donated here",
      () => {
        const gone = tensor([1, 2, 3], { name: "w" });
        compile((v: Tensor) => v.mul(2), { donate: 0 })(gone);
        return double(gone);
      },
      "ValueError: compile: w [3]: its memory was handed over when it was donated to a compiled function, as argument 0: " +
        "use what the function returned in its place, or leave the argument out of donate",
    ],
  ]);
  test("are arguments like others", () => {
    const f = compile((v: Tensor) => v.add(1), { donate: 0 });
    expect(f(double(f(double(tensor([1, 2]))))).toArray()).toEqual([7, 11]);
  });
});
