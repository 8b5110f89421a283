/** Mistakes of shape that the compiler refuses. Nothing here runs; `test/misfits.test.ts` makes the same mistakes at run time. */
import {
  type Tensor,
  add,
  argmax,
  concat,
  dot,
  expandDims,
  grad,
  gradients,
  hessian,
  hvp,
  jvp,
  leakyRelu,
  matmul,
  mul,
  outer,
  permute,
  relu,
  reshape,
  softmax,
  squeeze,
  stack,
  sum,
  swapAxes,
  take,
  tensor,
  transpose,
  valueAndGrad,
  vjp,
  vmap,
  where,
  zeros,
} from "../src/index.ts";

const [x, w, b] = [zeros([32, 784]), zeros([784, 10]), zeros([10])];
const [v, u, m] = [zeros([3]), zeros([4]), zeros([2, 3])];
const cube = zeros([5, 2, 3]);
const at: Tensor<readonly [2]> = zeros([2], { dtype: "int32" });
const tensors: Tensor[] = [v, u];

export function broadcasting(): void {
  // @ts-expect-error [32, 784] and [784, 10] do not broadcast
  add(x, w);
  // @ts-expect-error [32, 784] and [784, 10] do not broadcast
  x.add(w);
  // @ts-expect-error [3] and [4] do not broadcast
  v.mul(u);
  // @ts-expect-error [32, 10] and [32] do not broadcast
  x.matmul(w).add(zeros([32]));
  // @ts-expect-error [2, 3] and [2] do not broadcast
  m.sub(zeros([2]));
  // @ts-expect-error [2, 3] and [3, 2] do not broadcast
  m.div(zeros([3, 2]));
  // @ts-expect-error [3] and [4] do not broadcast
  v.pow(u);
  // @ts-expect-error [3] and [4] do not broadcast
  v.maximum(u);
  // @ts-expect-error [3] and [4] do not broadcast
  v.greater(u);
  // @ts-expect-error [0] and [4] do not broadcast
  zeros([0]).add(u);
  // @ts-expect-error [3] and [4] do not broadcast
  where(v.greater(0), u, 0);
  // @ts-expect-error [3] and [4] do not broadcast
  where(v.greater(0), v, u);
  // @ts-expect-error [2, 3] does not stretch to [3]
  m.broadcastTo([3]);
  // @ts-expect-error [3] does not stretch to [4]
  v.broadcastTo([4]);
}

export function products(): void {
  // @ts-expect-error [32, 784] · [783, 10]: inner sizes 784 and 783 differ
  matmul(x, zeros([783, 10]));
  // @ts-expect-error [32, 784] · [783, 10]: inner sizes 784 and 783 differ
  x.matmul(zeros([783, 10]));
  // @ts-expect-error [2, 3] · [2, 3]: inner sizes 3 and 2 differ
  m.matmul(m);
  // @ts-expect-error [784, 10] · [32, 784]: inner sizes 10 and 32 differ
  w.matmul(x);
  // @ts-expect-error [3] · [4]: inner sizes 3 and 4 differ
  v.matmul(u);
  // @ts-expect-error [3] · [2, 3]: inner sizes 3 and 2 differ
  v.matmul(m);
  // @ts-expect-error [2, 3] · [4]: inner sizes 3 and 4 differ
  m.matmul(u);
  // @ts-expect-error [5, 2, 3] · [2, 3]: inner sizes 3 and 2 differ
  cube.matmul(m);
  // @ts-expect-error [5, 2, 3] · [4, 3, 2]: batch axes [5] and [4] do not broadcast
  cube.matmul(zeros([4, 3, 2]));
  // @ts-expect-error [] · [3]: a scalar has no axis to sum over
  matmul(tensor(2), v);
  // @ts-expect-error a number is no matrix
  m.matmul(2);
  // @ts-expect-error [3] and [4]: inner sizes 3 and 4 differ
  dot(v, u);
  // @ts-expect-error [3] and [2, 3]: they are not two vectors
  v.dot(m);
  // @ts-expect-error [3] and [2, 3] are not two vectors
  outer(v, m);
}

export function axes(): void {
  // @ts-expect-error [2, 3] has no axis 2
  sum(m, 2);
  // @ts-expect-error [2, 3] has no axis -3
  m.mean(-3);
  // @ts-expect-error [2, 3] has no axis 2
  m.max([0, 2]);
  // @ts-expect-error [0, -2] names an axis of [2, 3] twice
  m.sum([0, -2]);
  // @ts-expect-error [] has no axis 0
  tensor(1).sum(0);
  // @ts-expect-error [3] has no axis 1
  argmax(v, 1);
  // @ts-expect-error [3] has no axis 1
  softmax(v, 1);
  // @ts-expect-error [3] has no axis 1
  v.logSoftmax(1);
  // @ts-expect-error [2, 3] has no axis 2
  swapAxes(m, 0, 2);
  // @ts-expect-error [3] has no place 2 for a new axis
  expandDims(v, 2);
  // @ts-expect-error [2, 3]: only axes of size 1 can go
  squeeze(m, 0);
  // @ts-expect-error [0] is no order of the axes of [2, 3]
  permute(m, [0]);
  // @ts-expect-error [0, 0] is no order of the axes of [2, 3]
  m.permute([0, 0]);
  // @ts-expect-error [1, 0, 2] is no order of the axes of [2, 3]
  transpose(m, [1, 0, 2]);
  // @ts-expect-error options come after the axes
  v.sum({ keepDims: true });
  // @ts-expect-error it is spelled keepDims
  v.sum(0, { keepdims: true });
  // @ts-expect-error [3] has no axis 1
  v.take(at, 1);
}

export function otherShapes(): void {
  // @ts-expect-error [2, 3] and [5] have different numbers of elements
  reshape(m, [5]);
  // @ts-expect-error [32, 784] and [32, 28, 27] have different numbers of elements
  x.reshape([32, 28, 27]);
  // @ts-expect-error [2, 3] does not divide into [-1, 4]
  m.reshape([-1, 4]);
  // @ts-expect-error [-1, -1]: only one size can be found
  m.reshape([-1, -1]);
  // @ts-expect-error a shape is an array
  m.reshape(2, 3);
  // @ts-expect-error [6] and [5] do not broadcast
  m.flatten().add(zeros([5]));
  // @ts-expect-error [2, 3] and [2, 4] differ along another axis than 0
  concat([m, zeros([2, 4])]);
  // @ts-expect-error [2, 3] and [3] differ along another axis than 1
  concat([m, v], 1);
  // @ts-expect-error [2, 3] has no axis 2
  concat([m, m], 2);
  // @ts-expect-error an empty list: there is nothing to join
  concat([]);
  // @ts-expect-error a list is expected
  concat(v, u);
  // @ts-expect-error [3] and [4] differ
  stack([v, u]);
  // @ts-expect-error [3] has no place 2 for a new axis
  stack([v, v], 2);
}

export function derivatives(): void {
  // @ts-expect-error [3] is no scalar: sum or average it
  grad((p: Tensor<readonly [3]>) => p.mul(2));
  // @ts-expect-error [3] is no scalar: sum or average it
  valueAndGrad((p: Tensor<readonly [3]>) => p.mul(2));
  // @ts-expect-error [3] is no scalar: sum or average it
  hessian((p: Tensor<readonly [3]>) => p.square());
  // @ts-expect-error [3] is no scalar: sum or average it
  gradients(v.mul(2), [v]);
  // @ts-expect-error [4] is not [3]
  gradients(v.mul(2), [v], u);
  // @ts-expect-error [3] is no scalar: sum or average it
  v.backward();
  // @ts-expect-error [3] has more than one element
  v.item();
  // @ts-expect-error the gradient of a number
  grad((p: Tensor) => p.sum().item());
  // @ts-expect-error a tensor in place of a function
  grad(v.sum());
  // @ts-expect-error a tensor in place of a list
  gradients(v.sum(), v);
  // @ts-expect-error [4] is no argument for a function of [3]
  grad((p: Tensor<readonly [3]>) => p.sum())(u);
  // @ts-expect-error the second argument is missing
  grad((p: Tensor, scale: number) => p.mul(scale).sum())(v);
  // @ts-expect-error the tangent of a [3] is a [3]
  jvp((p: Tensor<readonly [3]>) => p.sin(), [v], [u]);
  // @ts-expect-error the cotangent of a [3] is a [3]
  vjp((p: Tensor<readonly [3]>) => p.sin(), v)[1](u);
  // @ts-expect-error the direction in a space of [3] is a [3]
  hvp((p: Tensor<readonly [3]>) => p.square().sum())(v, u);
}

export function operands(): void {
  // @ts-expect-error an array is no operand
  add(v, [1, 2, 3]);
  // @ts-expect-error text is no operand
  v.mul("2");
  // @ts-expect-error a missing operand
  add(v);
  // @ts-expect-error one operand too many
  v.add(v, v);
  // @ts-expect-error operators are for numbers
  void (v + 1);
  // @ts-expect-error operators are for numbers
  void (v * u);
  // @ts-expect-error elements are taken with take or slice
  void v[0];
  // @ts-expect-error map would pass the index as the axis
  tensors.map(softmax);
  // @ts-expect-error map would pass the index as the axes
  tensors.map(sum);
  // @ts-expect-error map would pass the index as the slope
  tensors.map(leakyRelu);
  // @ts-expect-error an index is an int32 tensor or a number
  take(v, [0, 1]);
  // @ts-expect-error a list of numbers and text
  tensor([1, "2"]);
  // @ts-expect-error there is no such dtype
  zeros([2], { dtype: "f32" });
  // @ts-expect-error a list of tensors is stacked
  tensor([v, v]);
  // @ts-expect-error [4] is not [3]
  v satisfies Tensor<readonly [4]>;
  tensors.map(relu);
  tensors.reduce(mul);
  b.item satisfies unknown;
}

export function examples(): void {
  // @ts-expect-error [32, 784] are examples of [784], not of [783]
  vmap((row: Tensor<readonly [783]>) => row.sum())(x);
  // @ts-expect-error the examples lie along the last axis
  vmap((column: Tensor<readonly [784]>) => column.sum(), -1)(x);
  // @ts-expect-error w is the same for all examples
  vmap((p: typeof w, row: Tensor<readonly [784]>) => row.matmul(p), [0, 0])(w, x);
  // @ts-expect-error [784] · [783, 10]: inner sizes 784 and 783 differ
  vmap((row: Tensor<readonly [784]>) => row.matmul(zeros([783, 10])))(x);
  // @ts-expect-error an axis is a number
  vmap((row: Tensor) => row.sum(), "0")(x);
  // @ts-expect-error there are two arguments
  vmap((row: Tensor, y: Tensor) => row.mul(y))(x);
}
