/** A small picture of an elementwise op and its derivative. */
import { type Tensor, grad, jvp, linspace, ones, sum } from "../../src/index.ts";
import { isFloat } from "../../src/engine.ts";
import { type Fact, tensorsIn } from "./facts.ts";

const COUNT = 97;
const REACH = 4;
const [WIDTH, HEIGHT] = [240, 160];

/** The op as a function of one tensor, if it is one of numbers at every element by itself. */
function functionOf({ calls, made, composite }: Fact): ((x: Tensor) => Tensor) | undefined {
  const [call] = calls;
  if (call === undefined || composite || made.some(({ kernel }) => kernel.kind !== "map"))
    return undefined;
  const [x, ...rest] = call.args;
  const [own, ...others] = tensorsIn(call.args);
  const [y] = tensorsIn(call.result);
  const shapes = own?.shape.length === y?.shape.length;
  if (
    x !== own ||
    others.length > 0 ||
    !shapes ||
    y?.dtype !== "float64" ||
    !isFloat(own?.dtype ?? "bool")
  )
    return undefined;
  return (x) => call.f(x, ...rest) as Tensor;
}

type Curve = readonly (readonly [x: number, y: number, slope: number])[];

/** The value and the derivative, each with its own slope. */
function curvesOf(f: (x: Tensor) => Tensor): readonly [Curve, Curve] {
  const xs = linspace(-REACH, REACH, COUNT) as Tensor;
  const first = grad((x: Tensor) => sum(f(x)));
  const [slopes, bends] = jvp((x: Tensor) => first(x), [xs], [ones([COUNT]) as Tensor]);
  const [x, y, d, dd] = [xs, f(xs), slopes, bends].map((t) => [...t.data()]) as [
    number[],
    number[],
    number[],
    number[],
  ];
  return [
    x.map((at, i) => [at, y[i] ?? NaN, d[i] ?? NaN]),
    x.map((at, i) => [at, Number.isNaN(y[i]) ? NaN : (d[i] ?? NaN), dd[i] ?? NaN]),
  ];
}

const STEP = (2 * REACH) / (COUNT - 1);

/** Whether finite slopes at both ends do not explain how far two neighbours lie apart. */
function jumps(a: Curve[number], b: Curve[number]): boolean {
  const apart = b[1] - a[1];
  const explained = (STEP * (a[2] + b[2])) / 2;
  return Number.isFinite(explained) && Math.abs(apart - explained) > 0.3 * (1 + Math.abs(apart));
}

/** Curves run out of the picture. */
const shown = ([, y]: Curve[number]): boolean => Math.abs(y) <= 3 * REACH;

const place = ([x, y]: readonly [number, number, ...number[]]): string =>
  `${Math.round(((x + REACH) / (2 * REACH)) * WIDTH * 10) / 10},${Math.round(((REACH - y) / (2 * REACH)) * HEIGHT * 10) / 10}`;

/** The points that belong together, as SVG's path data. */
function path(curve: Curve): string {
  let text = "";
  let last: Curve[number] | undefined;
  for (const point of curve) {
    if (!shown(point)) {
      last = undefined;
      continue;
    }
    text += `${last === undefined || jumps(last, point) ? "M" : "L"}${place(point)}`;
    last = point;
  }
  return text;
}

/** An SVG of the value and, dashed, the derivative on [−4, 4]², or nothing if the op is no function of one number. */
export function pictureOf(fact: Fact): string | undefined {
  const f = functionOf(fact);
  if (f === undefined) return undefined;
  const [value, derivative] = curvesOf(f).map(path);
  const ticks = [-3, -2, -1, 1, 2, 3]
    .map(
      (t) => `M${place([t, 0.08])}L${place([t, -0.08])}M${place([-0.05, t])}L${place([0.05, t])}`,
    )
    .join("");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" fill="none" stroke-width="2">
<title>${fact.name} and its derivative</title>
<path stroke="#8886" stroke-width="1" d="M${place([-REACH, 0])}L${place([REACH, 0])}M${place([0, -REACH])}L${place([0, REACH])}${ticks}"/>
<path stroke="#e8710a" stroke-dasharray="5 4" d="${derivative}"/>
<path stroke="#1a73e8" d="${value}"/>
</svg>
`;
}
