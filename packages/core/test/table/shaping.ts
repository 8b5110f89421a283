import * as C from "../../src/index.ts";
import { permuteTo, reshapeTo, sumOver, sumTo } from "../../src/engine.ts";
import { anywhere } from "./domain.ts";
import { type Reference, at, build, moved, reduced, reshaped } from "./reference.ts";
import { type Options, type Row, row } from "./row.ts";

type F = (x: C.Tensor) => C.Tensor;

const one = (
  op: string,
  special: string,
  shape: C.Shape,
  f: F,
  reference: Reference,
  edges: readonly C.Shape[] = [],
  options: Options = {},
): Row =>
  row(op, special, [shape], anywhere, f, {
    reference,
    edges: edges.map((edge) => [edge]),
    ...options,
  });

/** Axis `i` of the result is axis `order[i]` of the input. */
const ordered = (order: readonly number[]): Reference =>
  moved(
    (shape) => order.map((axis) => shape[axis] ?? 1),
    (index) => order.map((_, axis) => index[order.indexOf(axis)] ?? 0),
  );

const copied =
  (to: C.Shape): Reference =>
  (x) =>
    build(to, (index) => at(x, index));

/** The sum over what was stretched. */
const collected =
  (to: C.Shape): Reference =>
  (x) => {
    const padded = [...x.shape.map(() => 1), ...to].slice(-x.shape.length);
    const axes = [...padded.keys()].filter((axis) => padded[axis] !== x.shape[axis]);
    return reshaped(() => to)(reduced((xs) => xs.reduce((a, b) => a + b, 0), axes, true)(x));
  };

const rows3 = [
  [1, 1, 1],
  [2, 0, 3],
] as const;

/** The same elements under other shapes, in another order, or several times. */
export const shaping: readonly Row[] = [
  one(
    "reshape",
    "to [3, 4]",
    [2, 3, 2],
    (x) => C.reshape(x, [3, 4]),
    reshaped(() => [3, 4]),
  ),
  one(
    "reshape",
    "to [4, -1]",
    [2, 3, 2],
    (x) => C.reshape(x, [4, -1]),
    reshaped(() => [4, 3]),
  ),
  one(
    "reshape",
    "to []",
    [1, 1],
    (x) => C.reshape(x, []),
    reshaped(() => []),
  ),
  one(
    "reshape",
    "to [0, 3]",
    [2, 0],
    (x) => C.reshape(x, [0, 3]),
    reshaped(() => [0, 3]),
  ),
  one(
    "flatten",
    "",
    [2, 3],
    C.flatten,
    reshaped((shape) => [shape.reduce((a, b) => a * b, 1)]),
    [[], [0, 2], [1, 1]],
  ),
  one(
    "permute",
    "by [1, 2, 0]",
    [2, 3, 4],
    (x) => C.permute(x, [1, 2, 0]),
    ordered([1, 2, 0]),
    rows3,
  ),
  one(
    "permute",
    "by [-1, 0, 1]",
    [2, 3, 2],
    (x) => C.permute(x, [-1, 0, 1]),
    ordered([2, 0, 1]),
    rows3,
  ),
  one(
    "permute",
    "by [1, 3, 0, 2]",
    [2, 3, 1, 2],
    (x) => C.permute(x, [1, 3, 0, 2]),
    ordered([1, 3, 0, 2]),
  ),
  one("transpose", "", [2, 3], (x) => C.transpose(x), ordered([1, 0]), [
    [1, 1],
    [0, 2],
  ]),
  one("transpose", "", [2, 3, 4], (x) => C.transpose(x), ordered([2, 1, 0]), rows3),
  one(
    "transpose",
    "by [2, 0, 1]",
    [2, 3, 4],
    (x) => C.transpose(x, [2, 0, 1]),
    ordered([2, 0, 1]),
    rows3,
  ),
  one("swapAxes", "0 and -1", [2, 3, 4], (x) => C.swapAxes(x, 0, -1), ordered([2, 1, 0]), rows3),
  one("moveAxis", "0 to 2", [2, 3, 4], (x) => C.moveAxis(x, 0, 2), ordered([1, 2, 0]), rows3),
  one("moveAxis", "-1 to 0", [2, 3, 4], (x) => C.moveAxis(x, -1, 0), ordered([2, 0, 1]), rows3),
  one("broadcastTo", "to [2, 3]", [3], (x) => C.broadcastTo(x, [2, 3]), copied([2, 3])),
  one("broadcastTo", "to [2, 3, 2]", [3, 1], (x) => C.broadcastTo(x, [2, 3, 2]), copied([2, 3, 2])),
  one("broadcastTo", "to [2, 2]", [], (x) => C.broadcastTo(x, [2, 2]), copied([2, 2])),
  one("broadcastTo", "to [0, 3]", [1, 3], (x) => C.broadcastTo(x, [0, 3]), copied([0, 3])),
  one(
    "expandDims",
    "at 1",
    [2, 3],
    (x) => C.expandDims(x, 1),
    reshaped(([a = 0, b = 0]) => [a, 1, b]),
    [[0, 2]],
  ),
  one(
    "expandDims",
    "at -1",
    [2, 3],
    (x) => C.expandDims(x, -1),
    reshaped((shape) => [...shape, 1]),
    [[]],
  ),
  one(
    "squeeze",
    "",
    [1, 3, 1],
    (x) => C.squeeze(x),
    reshaped((shape) => shape.filter((d) => d !== 1)),
    [
      [1, 1],
      [1, 0],
    ],
  ),
  one(
    "squeeze",
    "axis -1",
    [1, 3, 1],
    (x) => C.squeeze(x, -1),
    reshaped((shape) => shape.slice(0, -1)),
    [[0, 1]],
  ),
  one(
    "reshapeTo",
    "[6]",
    [2, 3],
    (x) => reshapeTo(x, [6]),
    reshaped(() => [6]),
  ),
  one(
    "permuteTo",
    "[2, 0, 1]",
    [2, 3, 4],
    (x) => permuteTo(x, [2, 0, 1]),
    ordered([2, 0, 1]),
    rows3,
  ),
  one(
    "sumOver",
    "[0, 2]",
    [2, 3, 4],
    (x) => sumOver(x, [0, 2]),
    reduced((xs) => xs.reduce((a, b) => a + b, 0), [0, 2], true),
    rows3,
  ),
  one("sumTo", "[3, 1]", [2, 3, 2], (x) => sumTo(x, [3, 1]), collected([3, 1])),
  one("sumTo", "[2]", [3, 2], (x) => sumTo(x, [2]), collected([2])),
  one("sumTo", "[1, 3]", [0, 3], (x) => sumTo(x, [1, 3]), collected([1, 3])),
];
