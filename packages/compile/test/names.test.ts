/** What results are called. */
import { describe, expect, test } from "vitest";
import { type Tensor, tensor } from "@chainrule/core";
import { compile } from "../src/index.ts";

describe("names of results", () => {
  const a = tensor([1, 2], { name: "a" });
  const b = tensor([3, 4], { name: "b" });
  const plain = tensor([5, 6]);
  test("are those of these arguments", () => {
    const primed = compile((v: Tensor) => [v.mul(2).named(`${v.name}′`), v.add(1).named("sum")]);
    const named = (v: Tensor): unknown => primed(v).map(({ name }) => name);
    expect([a, b, a, plain].map(named)).toEqual([
      ["a′", "sum"],
      ["b′", "sum"],
      ["a′", "sum"],
      [undefined, "sum"],
    ]);
  });
  test("of equal results are their own", () => {
    const both = compile((v: Tensor) => [v.mul(2).named("p"), v.mul(2).named("q"), v.mul(2)]);
    expect(both(a).map(({ name }) => name)).toEqual(["p", "q", undefined]);
  });
  test("cost no second trace where arguments keep their names, and one where they do not", () => {
    let traces = 0;
    const f = compile((v: Tensor) => (traces++, v.mul(2).named(v.name ?? "")));
    for (const v of [a, f(a), f(f(a))]) expect(f(v).name).toBe("a");
    expect(traces).toBe(1);
    for (const v of [b, plain, b]) f(v);
    expect(traces).toBe(2);
  });
});
