/** Programs as people write them, which the compiler must accept. Nothing here runs. */
import {
  type Nested,
  type Operand,
  type Shape,
  type Tensor,
  add,
  checkpoint,
  concat,
  customDerivative,
  evaluate,
  fixedPoint,
  grad,
  gradients,
  hessian,
  implicit,
  jvp,
  matmul,
  minimize,
  mul,
  ones,
  random,
  relu,
  root,
  softmax,
  square,
  stack,
  sub,
  sum,
  tanh,
  tensor,
  valueAndGrad,
  vjp,
  vmap,
  zeros,
} from "../src/index.ts";

const tensors: Tensor[] = [zeros([2]), ones([2])];
const alike = [zeros([2]), ones([2])];
declare const unknown: Tensor;
declare const n: number;
declare const either: Tensor<readonly [3]> | Tensor<readonly [2, 3]>;
declare const maybe: Tensor<readonly [3]> | number;

/** Helpers over `Tensor`, whatever its shape. */
export const model = (x: Tensor, w: Tensor, b: Tensor): Tensor => x.matmul(w).add(b).relu();
export const affine = (x: Tensor, y: number | Tensor) => x.add(y);
export const twice = (x: Operand) => add(x, x);
export const meanSquare = (p: Tensor, t: Tensor) => p.sub(t).square().mean();
export const attention = (q: Tensor, k: Tensor, v: Tensor): Tensor =>
  softmax(q.matmul(k.swapAxes(-1, -2)).div(Math.sqrt(q.shape.at(-1) ?? 1))).matmul(v);
meanSquare(model(zeros([4, 3]), zeros([3, 2]), zeros([2])), zeros([4, 2])).item() satisfies number;

/** Helpers that keep a shape they do not know. */
export const half = <S extends Shape>(x: Tensor<S>): Tensor<S> => x.div(2);
export const bump = <S extends Shape>(x: Tensor<S>): Tensor<S> => sub(1, x.tanh()).mul(x);
export const both = <S extends Shape>(x: Tensor<S>, y: Tensor<S>): Tensor<S> => x.add(y).mul(x);
export const energy = <S extends Shape>(x: Tensor<S>): number => x.mul(x).sum().item();
export const power = <X extends Operand>(x: X) => mul(x, x);
export const small = <const S extends Shape>(shape: S): Tensor<S> =>
  random(0).normal(shape).mul(0.1);
export const rows = <N extends number>(x: Tensor<readonly [N, 3]>): Tensor<readonly [N, 4]> =>
  x.matmul(zeros([3, 4]));
export const sameRows = <N extends number>(x: Tensor<readonly [N]>, y: Tensor<readonly [N]>) =>
  x.sub(y).square().sum().item();
export const single = <const D extends Nested>(data: D) => tensor(data, { dtype: "float32" });
half(zeros([2, 3])).shape satisfies readonly [2, 3];
both(zeros([2, 3]), ones([2, 3])).shape satisfies readonly [2, 3];
rows(zeros([n, 3])).shape satisfies readonly [number, 4];
single([[1, 2]]).shape satisfies readonly [1, 2];

/** Lists. */
tensors.reduce(add);
tensors.reduce((a, b) => a.add(b));
tensors.map(relu).map(square);
alike.reduce(add);
alike.reduce((a, b) => a.add(b)).shape satisfies readonly [2];
alike
  .map((x) => x.sum())
  .reduce((a, b) => a.add(b))
  .item() satisfies number;
concat(tensors);
stack(tensors.map((x) => x.mul(2)));
sum(stack([1, 2, 3].map((k) => zeros([3]).mul(k))));
const [front, back] = zeros([4, 2]).split(2);
front?.add(back ?? 0);

/** Loops. */
let total: Tensor = tensor(0);
for (const x of tensors) total = total.add(x.sum());
let hidden = zeros([2, 3]);
for (let i = 0; i < 3; i++) hidden = hidden.matmul(zeros([3, 3])).tanh();

/** Shapes of which there are several. */
either.relu().mul(either).sum().item() satisfies number;
either.add(zeros([3])).shape satisfies readonly [3] | readonly [2, 3];
zeros([2, 3]).add(maybe).shape satisfies readonly [2, 3];
const activations: Record<string, (x: Tensor) => Tensor> = { relu, tanh, softmax };
activations["tanh"]?.(unknown);

/** Modules. */
class Linear {
  readonly weight: Tensor;
  readonly bias: Tensor | null;
  constructor(size: number) {
    this.weight = zeros([size, size]);
    this.bias = size > 1 ? zeros([size]) : null;
  }
  forward(x: Tensor): Tensor {
    return matmul(x, this.weight.transpose()).add(this.bias ?? 0);
  }
}
class Dense<In extends number, Out extends number> {
  readonly weight: Tensor<readonly [In, Out]>;
  constructor(fanIn: In, fanOut: Out) {
    this.weight = zeros([fanIn, fanOut]);
  }
  forward(x: Tensor): Tensor {
    return x.matmul(this.weight);
  }
}
const [loss, slope] = valueAndGrad((m: Linear, x: Tensor) => m.forward(x).square().mean())(
  new Linear(3),
  zeros([4, 3]),
);
loss.item();
slope.forward(zeros([1, 3])).add(slope.bias ?? 0);
grad((m: Dense<3, 4>) => m.forward(zeros([2, 3])).sum())(new Dense(3, 4)).weight
  .shape satisfies readonly [3, 4];

/** Trees of parameters and a step of gradient descent. */
interface Params {
  readonly w: Tensor;
  readonly layers: readonly { readonly b: Tensor }[];
}
const objective = (p: Params, x: Tensor): Tensor =>
  p.layers.reduce((h, { b }) => h.add(b), x.matmul(p.w)).sum();
const step = (p: Params, g: Params): Params => ({
  w: p.w.sub(g.w.mul(0.1)),
  layers: p.layers.map(({ b }, i) => ({ b: b.sub(g.layers[i]?.b.mul(0.1) ?? 0) })),
});
let params: Params = { w: zeros([3, 2]), layers: [{ b: zeros([2]) }] };
params = evaluate(step(params, grad(objective)(params, zeros([4, 3]))));
let weights = zeros([3, 2]);
weights = weights.sub(grad((w: Tensor<readonly [3, 2]>) => w.square().sum())(weights).mul(0.1));
const named: Record<string, Tensor> = { w: weights };
grad((p: Record<string, Tensor>) => Object.values(p).reduce(add).sum())(named)["w"]?.item();

/** Derivatives, with and without annotations. */
grad((x) => x.mul(x))(tensor(3)).item() satisfies number;
grad((x) => x.mul(grad((y) => x.add(y))(x)))(tensor(1));
grad(grad((x) => x.tanh()))(tensor(1));
grad((w: Tensor<readonly [3]>) => w.square().sum())(zeros([3])).shape satisfies readonly [3];
grad((w: Tensor<readonly [3]>, flag: boolean) => (flag ? w.sum() : w.norm()))(zeros([3]), true);
valueAndGrad((x, y: Tensor, k: number) => x.mul(y).mul(k).sum())(zeros([3]), zeros([3]), 3);
vjp((a, b) => a.mul(b), tensor(1), tensor(2))[1](tensor(1))[0].item() satisfies number;
jvp((a) => a.sin(), [tensor(1)], [tensor(1)])[1].item() satisfies number;
hessian((x) => x.square().sum())(zeros([3]));
const nth = (f: (x: Tensor) => Tensor, order: number): ((x: Tensor) => Tensor) =>
  order === 0 ? f : nth(grad(f), order - 1);
nth((x) => x.exp(), 5)(tensor(0));
gradients(unknown, [zeros([3])])[0].shape satisfies readonly [3];
gradients(zeros([3]), tensors, unknown).map((g) => g.item());
unknown.backward().of(params.w);

/** Functions of one example over many. */
declare const images: Tensor<readonly [32, 784]>;
declare const labels: Tensor<readonly [32]>;
declare const table: Tensor<readonly [784, 10]>;
vmap((image: Tensor<readonly [784]>) => image.sum())(images).shape satisfies readonly [number];
vmap((image: Tensor<readonly [784]>) => image.matmul(table))(images).shape satisfies readonly [
  number,
  10,
];
vmap((a: Tensor<readonly [784]>, w: Tensor<readonly [784, 10]>) => a.matmul(w), [0, null])(
  images,
  table,
).shape satisfies readonly [number, 10];
vmap((column: Tensor<readonly [784]>) => column.square(), -1)(table).shape satisfies readonly [
  number,
  784,
];
vmap((x) => x.sum())(images).shape satisfies readonly [number];
vmap((x, y) => x.sum().mul(y))(images, labels).shape satisfies readonly number[];
vmap((x: Tensor) => ({ mean: x.mean(), x }))(images).mean.shape satisfies readonly [number];
vmap(vmap((x) => x.sum()))(images.reshape([4, 8, 784])).shape satisfies readonly number[];
const perExample = vmap(
  grad((p: { w: Tensor<readonly [784, 10]> }, x: Tensor) => x.matmul(p.w).sum()),
  [null, 0],
);
perExample({ w: table }, images).w.shape satisfies readonly [number, 784, 10];
vmap((x: Tensor, k: number) => x.mul(k))(images, 3).shape satisfies readonly number[];
tensors.map((x) => vmap(square)(x));

/** Functions with a derivative of their own. */
checkpoint((x: Tensor<readonly [2]>, scale: number) => ({ y: x.mul(scale), parts: [x] as const }))(
  zeros([2]),
  3,
).parts[0].shape satisfies readonly [2];
checkpoint((m: Linear, x: Tensor) => m.forward(x))(new Linear(3), zeros([4, 3])).sum();
const cube = customDerivative({
  name: "cube",
  evaluate: (x: Tensor<readonly [2]>) => x.pow(3),
  vjp: (g, _, x) => [g.mul(x.square()).mul(3)],
});
cube(zeros([2])).shape satisfies readonly [2];
const fused = customDerivative({
  name: "fused",
  evaluate: (x: Tensor, y: Tensor) => x.mul(y),
  jvp: ([dx, dy], _, x, y) => mul(dx ?? 0, y).add(mul(x, dy ?? 0)),
  at: [ones([2]), ones([2])],
});
grad((x: Tensor) => fused(x, unknown).sum())(unknown);

/** What is found by solving. */
fixedPoint((x: Tensor<readonly [2]>, a: Tensor) => x.sub(a.sum()), zeros([2]), unknown)
  .shape satisfies readonly [2];
root((p: { x: Tensor }, a: number) => ({ x: p.x.sub(a) }), { x: zeros([2]) }, 3).x.sum();
minimize((x, a: Tensor) => x.sub(a).square().sum(), zeros([2]), unknown, { maxSteps: 5 }).sum();
implicit((x: Tensor) => x.sub(unknown), zeros([2]));
// @ts-expect-error A residual is like its unknowns.
root((p: { x: Tensor }) => [p.x], { x: zeros([2]) }, 3);
// @ts-expect-error What is least is a scalar.
minimize((x: Tensor<readonly [2]>) => x.square(), zeros([2]), 0);
