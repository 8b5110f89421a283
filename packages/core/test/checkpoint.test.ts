/** A checkpointed function is the same function, with the same derivatives, in fewer bytes. */
import { describe, expect, test } from "vitest";
import {
  type Tensor,
  checkpoint,
  evaluate,
  grad,
  gradients,
  hessian,
  hvp,
  jacobian,
  jvp,
  random,
  simplify,
  tensor,
  trace,
  valueAndGrad,
  vjp,
} from "../src/index.ts";
import { observing, tensorsOf } from "../src/engine.ts";

const rng = random(3);
const x = rng.normal([3, 4]);
const w = rng.normal([4, 4]);
const values = (tree: unknown): number[] => tensorsOf(tree).flatMap((t) => [...t.data()]);
const close = (a: unknown, b: unknown): void => {
  const [found, wanted] = [values(a), values(b)];
  expect(found.length).toBe(wanted.length);
  const apart = found.map((v, i) => Math.abs(v - (wanted[i] ?? NaN)));
  expect(Math.max(...apart.map((d) => (d <= 1e-11 ? 0 : 1)))).toBe(0);
};

type Pair = readonly [a: Tensor, b: Tensor];
const layer = (h: Tensor, m: Tensor): Tensor => h.matmul(m).tanh().mul(h).add(h.sigmoid());
const plain = ([a, m]: Pair): Tensor =>
  layer(layer(layer(a, m), m), m)
    .square()
    .sum();
const kept = checkpoint(layer);
const lean = ([a, m]: Pair): Tensor =>
  kept(kept(kept(a, m), m), m)
    .square()
    .sum();

describe("the same function", () => {
  test("values and gradients", () => {
    close(lean([x, w]), plain([x, w]));
    close(valueAndGrad(lean)([x, w]), valueAndGrad(plain)([x, w]));
    const build = (f: typeof plain) => gradients(f([x, w]), [x, w]);
    close(build(lean), build(plain));
    close(lean([x, w]).backward().of(w), plain([x, w]).backward().of(w));
  });

  test("forwards, backwards, nested in either order", () => {
    const v: Pair = [rng.normal([3, 4]), rng.normal([4, 4])];
    close(jvp(lean, [[x, w]], [v]), jvp(plain, [[x, w]], [v]));
    close(hvp(lean)([x, w], v), hvp(plain)([x, w], v));
    const bend = (f: typeof plain) =>
      grad((at: Pair) => jvp(f, [at], [v])[1] as Tensor<readonly []>)([x, w]);
    close(bend(lean), bend(plain));
    const dot = (f: typeof plain) =>
      grad((at: Pair) => {
        const [ga, gw] = grad(f)(at);
        return ga.mul(v[0]).sum().add(gw.mul(v[1]).sum());
      })([x, w]);
    close(dot(lean), dot(plain));
    const one = (f: typeof layer) => hessian((m: Tensor) => f(x, m).square().sum())(w);
    close(one(kept), one(layer));
    for (const mode of ["forward", "reverse"] as const)
      close(
        jacobian((m: Tensor) => kept(x, m), { mode })(w),
        jacobian((m: Tensor) => layer(x, m))(w),
      );
  });

  test("checkpoints in checkpoints", () => {
    const whole = checkpoint(lean);
    const twice = checkpoint((p: Pair) => checkpoint(lean)(p).add(kept(...p).sum()));
    const open = (p: Pair) => plain(p).add(layer(...p).sum());
    close(valueAndGrad(whole)([x, w]), valueAndGrad(plain)([x, w]));
    close(valueAndGrad(twice)([x, w]), valueAndGrad(open)([x, w]));
    const v: Pair = [rng.normal([3, 4]), rng.normal([4, 4])];
    close(hvp(twice)([x, w], v), hvp(open)([x, w], v));
  });

  test("tensors that f uses without being given them", () => {
    const run = (f: (h: Tensor) => Tensor, m: Tensor) => f(f(x)).mul(m.sum()).sum();
    const captured = (m: Tensor) =>
      run(
        checkpoint((h: Tensor) => layer(h, m)),
        m,
      );
    const open = (m: Tensor) => run((h) => layer(h, m), m);
    close(grad(captured)(w), grad(open)(w));
    const derived = (m: Tensor) => captured(m.square().tanh());
    close(grad(derived)(w), grad((m: Tensor) => open(m.square().tanh()))(w));
  });

  test("tensors that f makes, which it lets out", () => {
    const run = (wrap: (f: (h: Tensor) => Tensor) => (h: Tensor) => Tensor) => {
      const made: Tensor[] = [];
      const out = <T extends Tensor>(t: T): T => {
        made.push(t);
        return t;
      };
      const inner = (h: Tensor) => out(layer(out(h.tanh()), out(tensor(w.data()).reshape([4, 4]))));
      const y = wrap((h) => wrap(inner)(h).mul(out(h.sin())))(x)
        .square()
        .sum();
      const whole = y.add(made.reduce((sum: Tensor, t) => sum.add(t.cos().sum()), tensor(0)));
      return { made: [...made, x], ends: [y, whole] as const };
    };
    const [lean, open] = [run(checkpoint), run((f) => f)];
    expect(lean.made.length).toBe(5);
    lean.ends.forEach((y, i) => {
      const end = open.ends[i] as typeof y;
      const wanted = gradients(end, open.made);
      close(gradients(y, lean.made), wanted);
      lean.made.forEach((t, k) => {
        close(gradients(y, [t]), wanted[k]);
        close(y.backward().of(t), wanted[k]);
      });
      const bend = (at: typeof y, made: readonly Tensor[]) => {
        const [t] = made as readonly [Tensor];
        return gradients(gradients(at, [t])[0].square().sum(), [t]);
      };
      close(bend(y, lean.made), bend(end, open.made));
    });
    expect(() => lean.ends[0].backward().of(tensor([1], { name: "other" }))).toThrow(
      "backward: other [1]: the result does not depend on it: use the tensor that it was computed from",
    );
  });

  test("a leaf that f makes, and numbers that it writes", () => {
    let leaf: Tensor = x;
    const y = checkpoint((h: Tensor) => h.mul((leaf = tensor([1, 2, 3, 4]))).mul(3))(x).sum();
    const wanted = x.sum(0).mul(3);
    close(gradients(y, [leaf]), wanted);
    close(y.backward().of(leaf), wanted);
    close(y.backward().of(x), gradients(y, [x]));
  });

  test("what is no tensor is refused", () => {
    const never = checkpoint(async (h: Tensor) => Promise.resolve(h));
    expect(() => never(x)).toThrow(
      "checkpoint: the result a Promise: there is no tensor in it: await what f needs before, since f cannot be async",
    );
    expect(() => checkpoint((h: Tensor) => h.shape.length)(x)).toThrow(
      "checkpoint: the result 2: there is no tensor in it: return what f computes",
    );
  });

  test("trees, several results, and results that are no more than an argument", () => {
    const f = ({ h, k }: { h: Tensor; k: readonly [Tensor] }, scale: number) => ({
      sum: h.add(k[0]).mul(scale).sin(),
      parts: [h, h.exp().mul(k[0])] as const,
      label: "parts",
      index: h.argmax(1),
    });
    type Tree = Parameters<typeof f>[0];
    const loss = (g: typeof f) => (t: Tree) => {
      const { sum, parts, index } = g(t, 3);
      return sum.mul(parts[1]).sum().add(parts[0].square().sum()).add(index.sum().cast("float64"));
    };
    const at: Tree = { h: x, k: [rng.normal([3, 4])] };
    close(valueAndGrad(loss(checkpoint(f)))(at), valueAndGrad(loss(f))(at));
    const out = checkpoint(f)(at, 2);
    expect([out.label, out.parts[0]]).toEqual(["parts", x]);
    expect(out.index.toArray()).toEqual(x.argmax(1).toArray());
    expect(checkpoint(() => tensor(3))().item()).toBe(3);
    expect(checkpoint((a: Tensor) => a.mul(2).named("twice"))(x).name).toBe("twice");
    expect(() => checkpoint(3 as never)).toThrow(
      "checkpoint: 3: it takes a function of tensors: write checkpoint((x) => …)(x)",
    );
  });

  test("traced and simplified, and differentiated after that", () => {
    const g = simplify(trace(grad(lean), [{ shape: [3, 4] }, { shape: [4, 4] }] as never));
    const names = g.nodes.map(({ op }) => op.name);
    expect(names.filter((name) => name === "tanh").length).toBe(6);
    const [a, b] = simplify(trace((h: Tensor, m: Tensor) => lean([h, m]), x, w)).inputs;
    const again = simplify(trace((h: Tensor, m: Tensor) => lean([h, m]), x, w));
    expect([a?.shape, b?.shape]).toEqual([
      [3, 4],
      [4, 4],
    ]);
    const [p, q] = again.inputs as [Tensor, Tensor];
    const found = gradients(again.outputs[0] as Tensor<readonly []>, [p, q]);
    p.value = x.data();
    q.value = w.data();
    close(found, grad(plain)([x, w]));
    expect(
      vjp((h: Tensor) => checkpoint((t: Tensor) => t.mul(1))(h), x)[1](w.slice("1:"))[0].shape,
    ).toEqual([3, 4]);
  });
});

describe("bytes", () => {
  const DEPTH = 64;
  const layers = Array.from({ length: DEPTH }, () => evaluate(rng.normal([16, 16], { std: 0.2 })));
  const input = rng.normal([64, 16]);
  const block = (ms: readonly Tensor[]) => (h: Tensor) =>
    ms.reduce((at, m) => at.matmul(m).tanh().mul(at).add(at.square()).sigmoid(), h);
  const net = (every: number | null) => (ms: readonly Tensor[]) => {
    let h: Tensor = input;
    for (let i = 0; i < DEPTH; i += every ?? DEPTH) {
      const part = block(ms.slice(i, i + (every ?? DEPTH)));
      h = (every === null ? part : checkpoint(part))(h);
    }
    return h.square().mean();
  };

  /** The most bytes that values took at once, each buffer counted once, and the kernels that gave them. */
  function cost<T>(body: () => T): { result: T; peak: number; kernels: number } {
    const holders = new Map<object, number>();
    let [live, peak, kernels] = [0, 0, 0];
    const count = (node: Tensor, known: boolean): void => {
      if (known && node.op.kernel.kind !== "first") kernels++;
      const { value } = node;
      if (typeof value !== "object") return;
      const n = holders.get(value) ?? 0;
      holders.set(value, n + (known ? 1 : -1));
      if (n === 0) live += value.byteLength;
      if (n === 1 && !known) live -= value.byteLength;
      peak = Math.max(peak, live);
    };
    return { result: observing(count, body), peak, kernels };
  }

  const body = (every: number | null) => () => valueAndGrad(net(every))(layers);

  test("are fewer at the price of one more forward pass, as the benchmarks say", () => {
    const whole = cost(body(null));
    expect([whole.peak, whole.kernels]).toEqual([3_153_920, 388]);
    for (const [every, peak, kernels] of [
      [1, 565_248, 708],
      [8, 450_560, 764],
    ] as const) {
      const found = cost(body(every));
      close(found.result, whole.result);
      expect([found.peak, found.kernels]).toEqual([peak, kernels]);
    }
  });

  test("are fewer where the gradient is a graph, too", () => {
    const build = (every: number | null) => () => evaluate(gradients(net(every)(layers), layers));
    const [whole, lean] = [cost(build(null)), cost(build(8))];
    close(lean.result, whole.result);
    expect([whole.peak, lean.peak]).toEqual([1_073_152, 292_864]);
  });
});
