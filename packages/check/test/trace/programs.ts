/** Random programs with uses of their own results, every step of them named. */
import * as C from "@chainrule/core";
import { topological } from "@chainrule/core/engine";
import fc from "fast-check";

type Step = (a: C.Tensor, b: C.Tensor) => C.Tensor;

const both: readonly Step[] = [
  (a, b) => C.add(a, b),
  (a, b) => C.sub(a, b),
  (a, b) => C.mul(a, b),
  (a) => C.sin(a),
  (a) => C.tanh(a),
  (a) => C.mul(C.square(a), 0.25),
  (a) => C.mul(a, a),
  (a) => C.relu(a),
  (a, b) => C.div(a, C.add(C.square(b), 1)),
];

const ofScalars: readonly Step[] = [
  ...both,
  (a, b) => C.maximum(a, b),
  (a, b) => C.logAddExp(a, b),
  (a, b) => C.hypot(a, b),
  (a) => C.sigmoid(a),
];

const ofTensors: readonly Step[] = [
  ...both,
  (a) => C.softmax(a),
  (a) => C.mean(a, -1, { keepDims: true }),
  (a) => C.sum(a, 0, { keepDims: true }),
  (a) => C.logSumExp(a, -1, { keepDims: true }),
  (a) => C.matmul(C.matmul(a, C.transpose(a)), a).mul(0.125),
  (a) => C.flip(a),
  (a) => C.variance(a, 0, { keepDims: true }),
  (a, b) => C.where(C.less(a, 0.25), a, b),
];

export interface Program {
  readonly y: C.Tensor;
  readonly leaves: readonly C.Tensor[];
}

const multiple = fc.integer({ min: -(2 ** 11), max: 2 ** 11 }).map((n) => n / 2 ** 10);

const program = (
  steps: readonly Step[],
  shapes: readonly (readonly number[])[],
  last: (x: C.Tensor) => C.Tensor,
): fc.Arbitrary<Program> =>
  fc
    .tuple(
      fc.tuple(
        ...shapes.map((shape) =>
          fc.array(multiple, { minLength: size(shape), maxLength: size(shape) }),
        ),
      ),
      fc.array(fc.tuple(fc.nat(steps.length - 1), fc.nat(50), fc.nat(50)), {
        minLength: 2,
        maxLength: 9,
      }),
    )
    .map(([values, choices]) => {
      const leaves = values.map((data, i) =>
        C.tensor(Float64Array.from(data), {
          shape: shapes[i] ?? [],
          name: ["a", "b", "c"][i] ?? "",
        }),
      );
      const known: C.Tensor[] = [...leaves];
      for (const [step, i, j] of choices)
        known.push(
          steps[step]!(known.at(-1 - (i % known.length))!, known.at(-1 - (j % known.length))!),
        );
      const y = last(known.slice(leaves.length).reduce((sum, x) => C.add(sum, x)));
      topological([y])
        .filter((x) => x.inputs.length > 0)
        .forEach((x, i) => x.named(`n${i + 1}`));
      return { y, leaves: leaves.filter((x) => topological([y]).includes(x)) };
    })
    .filter(({ leaves }) => leaves.length > 0);

const size = (shape: readonly number[]): number => shape.reduce((n, d) => n * d, 1);

export const scalarPrograms: fc.Arbitrary<Program> = program(ofScalars, [[], [], []], (x) =>
  C.sin(x),
);

export const tensorPrograms: fc.Arbitrary<Program> = program(
  ofTensors,
  [
    [2, 3],
    [1, 3],
    [2, 1],
  ],
  (x) => C.sum(C.tanh(x)),
);
