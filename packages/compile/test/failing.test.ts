/** A step that fails leaves donated arguments as they are, as far as it can. */
import { describe, expect, test } from "vitest";
import { type Tensor, takeAlongAxis, tensor } from "@chainrule/core";
import { compile } from "../src/index.ts";

describe("a step that fails", () => {
  const index = (i: number): Tensor => tensor([i], { dtype: "int32" });
  const pick = (v: Tensor, i: Tensor): Tensor => takeAlongAxis(v, i, 0);

  test("before it begins leaves donated arguments as they are", () => {
    const f = compile((v: Tensor, w: Tensor) => v.add(w as never), { donate: [0, 1] });
    const [v, w] = [tensor([1, 2]), tensor([3, 4])];
    const gone = tensor([5, 6]);
    compile((g: Tensor) => g.mul(2), { donate: 0 })(gone);
    expect(() => f(v, gone)).toThrow("its memory was handed over");
    expect(() => f(v, undefined as never)).toThrow(TypeError);
    expect(() => f(v, tensor([1, 2, 3]))).toThrow("add: ");
    expect(v.toArray()).toEqual([1, 2]);
    expect(f(v, w).toArray()).toEqual([4, 6]);
  });

  test("leaves donated arguments that it has not written over", () => {
    const f = compile(
      (v: Tensor, w: Tensor, i: Tensor) => ({ v: v.sub(pick(v.exp(), i) as never), w: w.mul(2) }),
      { donate: [0, 1] },
    );
    let [v, w] = [tensor([1, 2], { name: "v" }), tensor([3, 4], { name: "w" })];
    ({ v, w } = f(v, w, index(1)) as { v: typeof v; w: typeof w });
    const before = [1 - Math.exp(2), 2 - Math.exp(2)];
    expect(() => f(v, w, index(7))).toThrow("takeAlongAxis: ");
    v.data().forEach((e, i) => expect(e).toBeCloseTo(before[i] as number, 12));
    expect(w.toArray()).toEqual([6, 8]);
    expect(() => f(v, w, index(7))).toThrow("takeAlongAxis: ");
    ({ v, w } = f(v, w, index(0)) as { v: typeof v; w: typeof w });
    expect(v.data()[0]).toBeCloseTo((before[0] as number) - Math.exp(before[0] as number), 12);
    expect(w.toArray()).toEqual([12, 16]);
  });

  test("takes those that it has", () => {
    const f = compile(
      (v: Tensor, w: Tensor, i: Tensor) => {
        const next = v.mul(2);
        return { next, w: w.add(pick(next, i) as never) };
      },
      { donate: [0, 1] },
    );
    const [v, w] = [tensor([1, 2], { name: "v" }), tensor([3, 4])];
    expect(() => f(v, w, index(7))).toThrow("takeAlongAxis: ");
    expect(() => v.data()).toThrow("as argument 0");
    expect(w.toArray()).toEqual([3, 4]);
  });
});
