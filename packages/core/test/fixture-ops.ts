/** The op names and attributes of the fixtures in terms of the package. */
import * as core from "../src/index.ts";
import type { Tensor } from "../src/index.ts";
import type { Attrs } from "./fixture-cases.ts";
import { type Run, elementwise, mapped, one, two, withAttrs } from "./fixture-elementwise.ts";
import { layers } from "./fixture-layers.ts";

/** Ops of the fixtures that the package does not have yet; `stand-in` where a composition in the tests serves meanwhile. */
export const notYet: Readonly<Record<string, "absent" | "stand-in">> = {};

type Axes = number | readonly number[] | undefined;
type Reduce = (x: Tensor, axes: Axes, options: { keepDims: boolean; ddof?: number }) => Tensor;

const axesIn = ({ axis }: Attrs): Axes => axis ?? undefined;
const axisIn = ({ axis }: Attrs): number => (typeof axis === "number" ? axis : 0);
const keepDims = ({ keepdims = false }: Attrs) => ({ keepDims: keepdims });

const reduce = (f: Reduce): Run =>
  withAttrs((x, attrs) => {
    const { ddof } = attrs;
    return f(x, axesIn(attrs), { ...keepDims(attrs), ...(ddof !== undefined && { ddof }) });
  });

/** An index vector for one axis as an index for every element of `source`. */
function everywhere(index: Tensor, source: Tensor, axis: number): Tensor {
  const shape = source.shape.map((d, i) => (i === axis ? d : 1));
  return core.broadcastTo(core.reshape(index, shape as never), source.shape);
}

const reductions: Readonly<Record<string, Run>> = {
  ...mapped(reduce, {
    sum: core.sum,
    mean: core.mean,
    max: core.max,
    min: core.min,
    prod: core.prod,
    logsumexp: core.logSumExp,
    var: core.variance,
    std: core.std,
  } satisfies Record<string, Reduce>),
  norm: withAttrs((x, attrs) =>
    core.norm(x, axesIn(attrs), {
      ...keepDims(attrs),
      p: attrs.p === "inf" ? Infinity : (attrs.p ?? 2),
    }),
  ),
  argmax: withAttrs((x, attrs) =>
    core.argmax(x, axesIn(attrs) as number | undefined, keepDims(attrs)),
  ),
  argmin: withAttrs((x, attrs) =>
    core.argmin(x, axesIn(attrs) as number | undefined, keepDims(attrs)),
  ),
  softmax: withAttrs((x, attrs) => core.softmax(x, axisIn(attrs))),
  log_softmax: withAttrs((x, attrs) => core.logSoftmax(x, axisIn(attrs))),
};

const shaping: Readonly<Record<string, Run>> = {
  reshape: withAttrs((x, { shape = [] }) => core.reshape(x, shape as never)),
  flatten: withAttrs((x) => core.flatten(x)),
  transpose: withAttrs((x, { axes }) => (axes ? core.permute(x, axes) : core.transpose(x))),
  swapaxes: withAttrs((x, { axis1 = 0, axis2 = 0 }) => core.swapAxes(x, axis1, axis2)),
  broadcast_to: withAttrs((x, { shape = [] }) => core.broadcastTo(x, shape)),
  squeeze: withAttrs((x, attrs) => core.squeeze(x, axesIn(attrs))),
  unsqueeze: withAttrs((x, attrs) => core.expandDims(x, axisIn(attrs))),
  concat: (inputs, attrs) => core.concat(inputs, axisIn(attrs)),
  stack: (inputs, attrs) => core.stack(inputs, axisIn(attrs)),
  split: withAttrs((x, attrs) => core.split(x, attrs.sizes ?? [], axisIn(attrs))),
  unstack: withAttrs((x, attrs) => {
    const axis = axisIn(attrs);
    return core.split(x, x.shape[axis] ?? 0, axis).map((part) => core.squeeze(part, axis));
  }),
  slice: withAttrs((x, { slices = [] }) => core.slice(x, slices)),
  select: withAttrs((x, attrs) =>
    core.slice(x, [
      ...x.shape.slice(0, axisIn(attrs)).map(() => [null, null] as const),
      attrs.index ?? 0,
    ]),
  ),
  pad: withAttrs((x, { paddings = [], value = 0 }) => core.pad(x, paddings, { value })),
  flip: withAttrs((x, { axes }) => core.flip(x, axes ?? undefined)),
  roll: withAttrs((x, attrs) => core.roll(x, attrs.shift ?? 0, axisIn(attrs))),
  tile: withAttrs((x, { reps = [] }) => core.tile(x, reps)),
  repeat: withAttrs((x, attrs) => core.repeat(x, attrs.repeats ?? 1, axisIn(attrs))),
  cumsum: withAttrs((x, attrs) => core.cumsum(x, axisIn(attrs))),
  cumprod: withAttrs((x, attrs) => core.cumprod(x, axisIn(attrs))),
  sort: withAttrs((x, { axis, descending = false }) =>
    core.sort(x, axis as number, { descending }),
  ),
  topk: withAttrs((x, attrs) => core.topK(x, attrs.k ?? 1, axisIn(attrs)).values),
  tril: withAttrs((x, { k }) => core.tril(x, k)),
  triu: withAttrs((x, { k }) => core.triu(x, k)),
  diag: withAttrs((x, { k }) => core.diag(x, k)),
  trace: one(core.trace),
};

const images: Readonly<Record<string, Run>> = {
  conv2d: ([x, weight, bias], { stride = 1, padding = 0, dilation = 1 }) =>
    core.conv2d(x!, weight!, { bias, stride, padding, dilation }),
  maxpool2d: withAttrs((x, { kernel = 1, stride = 1 }) => core.maxPool2d(x, kernel, { stride })),
  avgpool2d: withAttrs((x, { kernel = 1, stride = 1 }) => core.avgPool2d(x, kernel, { stride })),
};

const choosing: Readonly<Record<string, Run>> = {
  gather: ([x, index], attrs) => core.takeAlongAxis(x!, index!, axisIn(attrs)),
  take: ([x, index], attrs) => core.take(x!, index!, axisIn(attrs)),
  index_select: ([x, index], attrs) => core.take(x!, index!, axisIn(attrs)),
  take_const: ([x], attrs) =>
    core.take(x!, core.tensor(attrs.indices ?? [], { dtype: "int32" }), axisIn(attrs)),
  scatter_add: ([x, index, source], attrs) => core.scatterAdd(x!, index!, source!, axisIn(attrs)),
  index_add: ([x, index, source], attrs) =>
    core.scatterAdd(x!, everywhere(index!, source!, axisIn(attrs)), source!, axisIn(attrs)),
  einsum: (inputs, { equation = "" }) => core.einsum(equation, ...inputs),
  matmul: two(core.matmul),
  dot: two(core.dot),
  outer: two(core.outer),
  inverse: one(core.inv),
  det: one(core.det),
  logabsdet: one((x) => core.slogdet(x).logAbsDet),
  solve: two((a, b) => core.solve(a, b)),
  cholesky: one(core.cholesky),
};

/** Every fixture op that can be run. */
export const adapted: Readonly<Record<string, Run>> = {
  ...elementwise,
  ...reductions,
  ...shaping,
  ...choosing,
  ...images,
  ...layers,
};
