import fc from "fast-check";
import * as C from "../src/index.ts";
import { leaf } from "./checks/sample.ts";

/** A step of a random program: one tensor from two that are there already, or from the first of them. */
export interface Step {
  readonly name: string;
  readonly arity: 1 | 2;
  readonly make: (a: C.Tensor, b: C.Tensor) => C.Tensor;
}

type Unary = (x: C.Tensor) => C.Tensor;

const unary = (name: string, make: Unary): Step => ({ name, arity: 1, make });
const binary = (name: string, make: Step["make"]): Step => ({ name, arity: 2, make });

/** The last axis, or for a scalar the tensor as it is. */
const onLast =
  (f: Unary): Unary =>
  (x) =>
    x.rank === 0 ? x : f(x);

const kept = { keepDims: true };
const plusOne = (x: C.Tensor): C.Tensor => C.add(C.square(x), 1);

/** What is smooth everywhere and keeps moderate numbers moderate. Every shape stays one that goes with [2, 3]. */
export const smooth: readonly Step[] = [
  unary("neg", C.neg),
  unary("sin", C.sin),
  unary("tanh", C.tanh),
  unary("softplus", C.softplus),
  unary("square", (x) => C.mul(C.square(x), 0.5)),
  unary("log(1 + x²)", (x) => C.log(plusOne(x))),
  unary("flip", (x) => C.flip(x)),
  unary("flatten and back", (x) => C.reshape(C.flatten(x), x.shape)),
  unary(
    "roll",
    onLast((x) => C.concat([C.slice(x, "..., 1:"), C.slice(x, "..., :1")], -1)),
  ),
  unary("softmax", onLast(C.softmax)),
  unary(
    "sum",
    onLast((x) => C.sum(x, -1, kept)),
  ),
  unary("mean of all", (x) => C.mean(x)),
  unary(
    "logSumExp",
    onLast((x) => C.logSumExp(x, -1, kept)),
  ),
  unary(
    "prod",
    onLast((x) => C.prod(x, -1, kept)),
  ),
  unary(
    "variance",
    onLast((x) => C.variance(x, 0, kept)),
  ),
  unary(
    "last twice",
    onLast((x) => C.sum(C.take(x, C.tensor([-1, 0, -1], { dtype: "int32" }), -1), -1, kept)),
  ),
  unary("gram", gram),
  binary("add", (a, b) => C.add(a, b)),
  binary("sub", (a, b) => C.sub(a, b)),
  binary("mul", (a, b) => C.mul(a, b)),
  binary("a/(1 + b²)", (a, b) => C.div(a, plusOne(b))),
  binary("atan2(a, 1 + b²)", (a, b) => C.atan2(a, plusOne(b))),
];

/** Steps with kinks, flats and choices, for claims that hold there too. */
export const any: readonly Step[] = [
  ...smooth,
  unary("relu", C.relu),
  unary("abs", C.abs),
  unary(
    "max",
    onLast((x) => C.max(x, -1, kept)),
  ),
  unary("stopGradient", C.stopGradient),
  unary("round", C.round),
  binary("maximum", (a, b) => C.maximum(a, b)),
  binary("where a < b", (a, b) => C.where(C.less(a, b), C.mul(a, b), C.add(a, b))),
];

/** `x·xᵀ` of the last two axes, summed over its columns. */
function gram(x: C.Tensor): C.Tensor {
  const matrix = x.rank < 2 ? C.reshape(x, [1, -1]) : x;
  return C.sum(C.mul(C.matmul(matrix, C.transpose(matrix)), 0.25), -1, kept);
}

/** The inputs of every program. */
const shapes: readonly C.Shape[] = [[2, 3], [3], [], [2, 1], [1]];
const sizes = [6, 3, 1, 2, 1];
const total = 13;

/** Which step, how far back in the list of tensors its operands stand, and whether it is taken: if not, its place in the list is filled by its first operand, so that the lines below it keep their sense. */
interface Line {
  readonly op: number;
  readonly a: number;
  readonly b: number;
  readonly taken: boolean;
}

export interface Program {
  /** The inputs in eighths. */
  readonly values: readonly number[];
  /** A direction to move in, in eighths. */
  readonly direction: readonly number[];
  readonly lines: readonly Line[];
}

const eighths = fc.array(fc.integer({ min: -8, max: 8 }), { minLength: total, maxLength: total });

const LINES = 16;

/** Programs over some steps. They shrink to fewer lines, earlier steps, nearer operands and zeros. */
export const programs = (steps: readonly Step[]): fc.Arbitrary<Program> =>
  fc
    .record({
      lines: fc.array(
        fc.record({
          taken: fc.boolean(),
          op: fc.nat(steps.length - 1),
          a: fc.nat(LINES),
          b: fc.nat(LINES),
        }),
        { minLength: LINES, maxLength: LINES },
      ),
      values: eighths,
      direction: eighths,
    })
    .map((program) => ({ ...program, [fc.toStringMethod]: () => text(program, steps) }));

/** The numbers as one tensor for each input. */
export function tensorsOf(eighths: readonly number[]): C.Tensor[] {
  let start = 0;
  return shapes.map((shape, i) => {
    const end = start + (sizes[i] ?? 0);
    const part = eighths.slice(start, end).map((n) => n / 8);
    start = end;
    return leaf(part, shape);
  });
}

const back = <T>(list: readonly T[], far: number): T =>
  list[list.length - 1 - (far % list.length)] as T;

/** The inputs, and one tensor for each line. */
export function run(
  { lines }: Program,
  steps: readonly Step[],
  inputs: readonly C.Tensor[],
): C.Tensor[] {
  const made = [...inputs];
  for (const { op, a, b, taken } of lines) {
    const first = back(made, a);
    made.push(taken ? (steps[op] as Step).make(first, back(made, b)) : first);
  }
  return made;
}

/** The program as one would write it down. */
function text({ values, lines }: Program, steps: readonly Step[]): string {
  const names = shapes.map((shape, i) => `x${i} [${shape.join(", ")}]`);
  const known = shapes.map((_, i) => `x${i}`);
  const body: string[] = [];
  for (const { op, a, b, taken } of lines) {
    const { name, arity } = steps[op] as Step;
    const operands = [back(known, a), back(known, b)].slice(0, arity);
    if (taken) body.push(`v${body.length} = ${name}: ${operands.join(", ")}`);
    known.push(taken ? `v${body.length - 1}` : (operands[0] ?? ""));
  }
  const result = `result: ${known.at(-1) ?? ""}`;
  return ["", `${names.join(", ")} = [${values.join(", ")}]/8`, ...body, result, ""].join("\n");
}
