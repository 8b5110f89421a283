import fc from "fast-check";
import katex from "katex";
import { expect, test } from "vitest";
import * as C from "../src/index.ts";
import { numbers, valueOf } from "./formula-reader.ts";

type Scalar = C.Tensor<readonly []>;
type Steps = readonly (readonly [step: number, first: number, second: number])[];

const steps: readonly ((a: C.Tensor, b: C.Tensor) => C.Tensor)[] = [
  (a, b) => a.add(b),
  (a, b) => a.sub(b),
  (a, b) => a.mul(b),
  (a, b) => a.div(b.square().add(1)),
  (a) => a.neg(),
  (a) => a.square(),
  (a) => a.tanh(),
  (a) => a.sin(),
  (a) => a.cos(),
  (a) => a.sigmoid(),
  (a) => a.abs(),
  (a) => a.square().add(0.5).sqrt(),
  (a) => a.square().add(1).log(),
  (a) => a.tanh().exp(),
  (a) => a.mul(0.5).tanh().mul(-3),
  (a, b) => C.where(a.less(b), a, b.neg()),
  (a, b) => C.maximum(a, b.sub(1e-7)),
  (a, b) => a.square().add(1).pow(b.tanh()),
  (a) => a.tanh().pow(3),
  (a) => a.square().add(2).pow(-2),
];

const programs = fc.array(fc.tuple(fc.nat(steps.length - 1), fc.nat(), fc.nat()), {
  minLength: 1,
  maxLength: 14,
});

const build = (made: Steps, x: C.Tensor, y: C.Tensor): C.Tensor => {
  const nodes = [x, y];
  for (const [step, i, j] of made) {
    // Late nodes are likelier, so that programs are deep.
    const pick = (k: number) => nodes[nodes.length - 1 - (k % Math.min(nodes.length, 4))]!;
    nodes.push(C.tanh(steps[step]!(pick(i), pick(j)).mul(0.25)).mul(4));
  }
  return nodes.at(-1)!;
};

const bare = (made: Steps, x: C.Tensor, y: C.Tensor): C.Tensor => {
  const nodes = [x, y];
  for (const [step, i, j] of made) {
    const pick = (k: number) => nodes[nodes.length - 1 - (k % Math.min(nodes.length, 4))]!;
    nodes.push(steps[step]!(pick(i), pick(j)));
  }
  return nodes.at(-1)!;
};

const coordinate = fc.double({ min: -2, max: 2, noNaN: true });

test.each([
  ["tamed", build],
  ["bare", bare],
])("the printed formula of a %s random program says what the program computes", (_, make) => {
  fc.assert(
    fc.property(programs, coordinate, coordinate, (made, x, y) => {
      const program = (x: Scalar, y: Scalar) => make(made, x, y);
      const expected = program(C.tensor(x), C.tensor(y)).item();
      fc.pre(Math.abs(expected) < 1e6);
      const text = String(C.trace(program, [], []));
      const scale = Math.max(1, Math.abs(expected));
      expect(Math.abs(valueOf(text, { x, y }, numbers) - expected) / scale).toBeLessThan(1e-12);
    }),
    { numRuns: 500 },
  );
});

test("and so does the printed formula of its derivative", () => {
  fc.assert(
    fc.property(programs, coordinate, coordinate, (made, x, y) => {
      const program = (x: Scalar, y: Scalar) => build(made, x, y).mul(x) as Scalar;
      const expected = C.grad(program)(C.tensor(x), C.tensor(y)).item();
      const text = String(C.derive(program, [], []));
      const scale = Math.max(1, Math.abs(expected));
      expect(Math.abs(valueOf(text, { x, y }, numbers) - expected) / scale).toBeLessThan(1e-12);
    }),
    { numRuns: 500 },
  );
});

test("the TeX of random programs and of their derivatives is read by KaTeX", () => {
  fc.assert(
    fc.property(programs, fc.constantFrom<readonly number[]>([], [3], [2, 3]), (made, shape) => {
      const program = (x: C.Tensor, y: C.Tensor) => build(made, x, y).mul(x).sum();
      for (const g of [C.trace(program, shape, shape), C.derive(program, shape, shape)])
        katex.renderToString(C.print(g, { format: "tex" }), { throwOnError: true });
    }),
    { numRuns: 100 },
  );
});

const formats = ["text", "dot", "mermaid", "tex", "json"] as const;

test("no format grows faster than the graph", () => {
  fc.assert(
    fc.property(programs, (made) => {
      const g = C.trace((x: Scalar, y: Scalar) => build([...made, ...made, ...made], x, y), [], []);
      expect(String(g).length).toBeLessThan(60 * g.nodes.length);
      for (const format of formats)
        expect(C.print(g, { format, open: true }).length).toBeLessThan(130 * (g.nodes.length + 2));
    }),
  );
});

test.each(formats)(
  "not even where every part is used three times, nor for many results: %s",
  (format) => {
    const length = (n: number): number =>
      C.print(
        C.trace((x: Scalar) => {
          const all: C.Tensor[] = [x];
          for (let i = 0; i < n; i++)
            all.push(all.at(-1)!.mul(all.at(-1)!.add(1.5)).sin().sub(all.at(-1)!));
          return all;
        }, []),
        { format },
      ).length;
    // A factor of two, and a digit more in some names.
    expect(length(800)).toBeLessThan(2.2 * length(400));
  },
);
