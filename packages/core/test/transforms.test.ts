/** Transforms of functions: nested, of trees, of any order, and what a sweep lets one see and replace. */
import { describe, expect, test } from "vitest";
import {
  type Tensor,
  concat,
  exp,
  grad,
  gradients,
  hessian,
  hvp,
  jacobian,
  jvp,
  matmul,
  ones,
  random,
  stopGradient,
  tanh,
  tensor,
  valueAndGrad,
  vjp,
  zeros,
} from "../src/index.ts";
import { sweep } from "../src/engine.ts";

const one = tensor(1);
const slope = (f: (x: Tensor) => Tensor, at: number): number => grad(f)(tensor(at)).item();
const tangent = (f: (x: Tensor) => Tensor, at: Tensor): Tensor => jvp(f, [at], [one])[1];
const values = (x: Tensor): number[] => [...x.data()];

describe("perturbations are not confused", () => {
  test("an inner gradient treats the outer variable as a constant", () => {
    expect(slope((x) => x.mul(grad((y) => x.add(y))(x)), 1)).toBe(1);
    expect(slope((x) => x.mul(grad((y) => x.mul(y))(x)), 3)).toBe(6);
    expect(slope((x) => grad((y) => x.mul(y).mul(y))(x), 3)).toBe(12);
  });

  test("forward inside reverse and reverse inside forward", () => {
    expect(slope((x) => x.mul(tangent((y) => x.add(y), x)), 1)).toBe(1);
    expect(slope((x) => tangent((y) => x.mul(y).mul(y), x), 3)).toBe(12);
    expect(tangent((x) => x.mul(grad((y) => x.add(y))(x)), one).item()).toBe(1);
    expect(tangent((x) => grad((y) => x.mul(y).mul(y))(x), tensor(3)).item()).toBe(12);
    expect(tangent((x) => x.mul(tangent((y) => x.add(y), one)), tensor(2)).item()).toBe(1);
  });

  test("a function of one variable given as another is a constant", () => {
    const x = tensor(2);
    expect(grad((y: Tensor) => y.mul(x))(x).item()).toBe(2);
    expect(grad((y: Tensor, z: Tensor) => y.mul(z))(x, x).item()).toBe(2);
    expect(vjp((a, b) => a.mul(a).mul(b), x, x)[1](one).map((g) => g.item())).toEqual([8, 4]);
  });
});

describe("higher orders", () => {
  const orders = (f: (x: Tensor) => Tensor, at: number): number[] => {
    const found: number[] = [];
    let g = f;
    for (let order = 1; order <= 5; order++) {
      found.push(slope(g, at));
      g = grad(g);
    }
    return found;
  };

  test.each([0, 0.3, -1.2, 2])("of exp and tanh at %d are their closed forms", (at) => {
    const t = Math.tanh(at);
    const u = 1 - t * t;
    const closed = [u, -2 * t * u, u * (6 * t ** 2 - 2), u * (16 * t - 24 * t ** 3)];
    const fifth = u * (16 - 120 * t ** 2 + 120 * t ** 4);
    orders(tanh, at).forEach((found, i) => expect(found).toBeCloseTo([...closed, fifth][i]!, 9));
    for (const found of orders(exp, at)) expect(found).toBeCloseTo(Math.exp(at), 9);
  });

  test("the Hessian of a matrix has four axes and is symmetric", () => {
    const x = random(1).normal([2, 2]);
    const h = hessian((a: Tensor<readonly [2, 2]>) => a.matmul(a).tanh().mul(a).sum())(x);
    expect(h.shape).toEqual([2, 2, 2, 2]);
    values(h.permute([2, 3, 0, 1])).forEach((entry, i) =>
      expect(entry).toBeCloseTo(values(h)[i]!, 12),
    );
    const v = random(2).normal([2, 2]);
    const product = hvp((a: Tensor<readonly [2, 2]>) => a.matmul(a).tanh().mul(a).sum())(x, v);
    const whole = h.reshape([4, 4]).matmul(v.reshape([4]));
    values(product).forEach((entry, i) => expect(entry).toBeCloseTo(values(whole)[i]!, 12));
  });

  test("a Jacobian is the same forwards and backwards, and may be differentiated", () => {
    const f = (x: Tensor): Tensor => matmul(x, x.transpose()).sin().slice(":, 0");
    const x = random(3).normal([3, 2]);
    const [forward, reverse] = (["forward", "reverse"] as const).map((mode) =>
      jacobian(f, { mode })(x),
    );
    expect(forward?.shape).toEqual([3, 3, 2]);
    values(forward!).forEach((entry, i) => expect(entry).toBeCloseTo(values(reverse!)[i]!, 12));
    expect(jacobian(f)(x).toArray()).toEqual(reverse?.toArray());
    expect(slope((s) => jacobian((y: Tensor) => y.pow(3))(s), 2)).toBe(12);
    const scaled = grad((y: Tensor) => jacobian((z: Tensor) => z.square())(y).sum())(ones([2]));
    expect(scaled.toArray()).toEqual([2, 2]);
  });
});

describe("trees", () => {
  class Layer {
    readonly weight: Tensor;
    readonly label: string;
    readonly rng = random(5);
    constructor(weight: Tensor, label: string) {
      this.weight = weight;
      this.label = label;
    }
    forward(x: Tensor): Tensor {
      return x.mul(this.weight);
    }
    get size(): number {
      return this.weight.size;
    }
  }

  test("gradients have the structure, the classes and the methods of their arguments", () => {
    const model = {
      layers: [new Layer(tensor([1, 2]), "a"), new Layer(tensor(3), "b")],
      bias: null,
    };
    const [value, g] = valueAndGrad((m: typeof model, x: Tensor) =>
      m.layers.reduce((h, layer) => layer.forward(h), x).sum(),
    )(model, tensor([10, 20]));
    expect(value.item()).toBe(150);
    expect(g.layers.map((layer) => layer.weight.toArray())).toEqual([[30, 60], 50]);
    expect(g.layers[0]).toBeInstanceOf(Layer);
    expect(g.layers[0]).toMatchObject({ label: "a", size: 2 });
    expect(g.layers[1]?.forward(tensor(2)).item()).toBe(100);
    expect(g.bias).toBeNull();
  });

  test("what holds no tensors is passed on as it is, private fields and all", () => {
    const layer = new Layer(tensor([1, 2]), "a");
    const drawn = grad((m: Layer) => m.forward(m.rng.normal([2])).sum())(layer);
    expect(drawn.rng).toBe(layer.rng);
    expect(drawn.weight.toArray()).toEqual(random(5).normal([2]).toArray());
  });

  test("further arguments are passed on untouched", () => {
    const seen: unknown[] = [];
    const f = (x: Tensor, factor: number, label: string, extra?: object): Tensor => {
      seen.push(factor, label, extra);
      return x.mul(factor).sum();
    };
    const [value, g] = valueAndGrad(f)(tensor([1, 2]), 3, "name");
    expect([value.item(), g.toArray(), seen]).toEqual([9, [3, 3], [3, "name", undefined]]);
  });

  test("the same tensor at two places has a gradient at each", () => {
    const w = tensor(3);
    const g = grad(([a, b]: readonly [Tensor, Tensor]) => a.mul(a).mul(b))([w, w]);
    expect(g.map((x) => x.item())).toEqual([18, 9]);
  });
});

describe("one sweep", () => {
  test("asked for twice gives the same twice", () => {
    const a = tensor(2);
    const b = a.mul(a);
    const y = b.mul(b);
    const total = backwardTwice(y, a);
    expect(total).toBe(64);
    expect(gradients(y, [a, b]).map((g) => g.item())).toEqual([32, 8]);
  });

  const backwardTwice = (y: Tensor, x: Tensor): number =>
    y.backward().of(x).item() + y.backward().of(x).item();

  test("a tensor that is used twice gets both parts", () => {
    expect(slope((x) => x.mul(x), 3)).toBe(6);
    expect(slope((x) => x.sub(x), 3)).toBe(0);
    expect(slope((x) => x.div(x), 3)).toBe(0);
    expect(slope((x) => x.pow(x), 1)).toBe(1);
    expect(values(grad((x) => concat([x, x]).sum())(ones([2])))).toEqual([2, 2]);
    const a = tensor([
      [1, 2],
      [3, 4],
    ]);
    const byHand = ones([2, 2])
      .matmul(a.transpose())
      .add(a.transpose().matmul(ones([2, 2])));
    expect(values(grad((x) => x.matmul(x).sum())(a))).toEqual(values(byHand));
  });

  test("what the result does not depend on has a gradient of zeros", () => {
    const [x, unused] = [tensor([1, 2]), zeros([2, 3])];
    expect(gradients(x.sum(), [x, unused])[1].toArray()).toEqual(unused.toArray());
    expect(
      grad((p: { x: Tensor; unused: Tensor }) => p.x.sum())({ x, unused }).unused.shape,
    ).toEqual([2, 3]);
    expect(grad(() => tensor(1))(x).toArray()).toEqual([0, 0]);
    expect(jvp((_x: Tensor) => one, [x], [x])[1].item()).toBe(0);
  });

  test("an input that is the result has the cotangent", () => {
    const x = tensor([1, 2]);
    const g = tensor([3, 4]);
    expect(gradients(x, [x], g)[0]).toBe(g);
    expect(slope((at) => at, 5)).toBe(1);
    expect(vjp((at: Tensor) => at, x)[1](g)[0].toArray()).toEqual([3, 4]);
    expect(jvp((at: Tensor) => at, [x], [g])[1].toArray()).toEqual([3, 4]);
    const y = x.mul(2);
    expect(gradients(y.sum(), [y, x]).map((d) => d.toArray())).toEqual([
      [1, 1],
      [2, 2],
    ]);
  });

  test("nothing flows through stopGradient", () => {
    expect(slope((x) => x.mul(stopGradient(x)), 3)).toBe(3);
    expect(slope((x) => stopGradient(x.square()), 3)).toBe(0);
    expect(tangent((x) => x.mul(x.stopGradient()), tensor(3)).item()).toBe(3);
  });
});

describe("observers and cuts", () => {
  test("every part of a cotangent is a node of its own, even where a rule passes it on", () => {
    const x = tensor([1, 2]);
    const y = x.add(x).add(x);
    const parts: [part: Tensor, user: Tensor, input: number][] = [];
    const seed = ones([2]);
    const onPart = (...told: [Tensor, Tensor, number]) => void parts.push(told);
    const [g] = sweep(y, [x], seed, { onPart });
    expect(g?.toArray()).toEqual([3, 3]);
    expect(parts.map(([, user, input]) => [user === y, input])).toEqual([
      [true, 0],
      [true, 1],
      [false, 0],
      [false, 1],
    ]);
    expect(new Set([seed, ...parts.map(([part]) => part)]).size).toBe(5);
    for (const [part] of parts) expect(part.toArray()).toEqual([1, 1]);
  });

  test("a cut replaces a cotangent for all that lies below, and the natural one is returned", () => {
    const x = tensor(1).named("x");
    const z = x.mul(2);
    const y = z.mul(3).add(x);
    const cuts = new Map([[z, tensor(10) as Tensor]]);
    expect(sweep(y, [z, x], one, { cuts }).map((g) => g?.item())).toEqual([3, 21]);
    expect(sweep(y, [z, x], one).map((g) => g?.item())).toEqual([3, 7]);
    expect(sweep(y, [z, x], one, { cuts: new Map([[y, tensor(5)]]) })[0]?.item()).toBe(15);
  });
});
