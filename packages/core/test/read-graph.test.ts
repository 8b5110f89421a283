import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as C from "../src/index.ts";
import { type Scope, apply, constant, fill, op, scopeOf } from "../src/engine.ts";
import { inputsOf } from "./checks/sample.ts";
import { rows } from "./op-table.ts";
import { any, programs, run, tensorsOf } from "./programs.ts";

const write = (g: C.Graph): string => C.print(g, { format: "json" });

/** The bits of all outputs, so that −0 and NaN count. */
const bits = (g: C.Graph): unknown =>
  C.evaluate([...g.outputs]).map((y) => [y.shape, y.dtype, y.name, elements(y)]);
const elements = (y: C.Tensor): string =>
  Array.from(new BigUint64Array(Float64Array.from(y.data()).buffer)).join(" ");

/** Both ways, and back to the same text and the same bits. */
function again(g: C.Graph, options: C.ReadOptions = {}): C.Graph {
  const text = write(g);
  const read = C.readGraph(text, options);
  expect(write(read)).toBe(text);
  expect(read.nodes.length).toBe(g.nodes.length);
  for (const opened of [false, true])
    for (const format of ["text", "dot", "mermaid", "tex"] as const)
      expect(C.print(read, { format, open: opened })).toBe(C.print(g, { format, open: opened }));
  return read;
}

describe("every row of the op table, with its gradients, is read as it was written", () => {
  test.each(rows.map((row) => [row.title, row] as const))("%s", (_, row) => {
    const xs = inputsOf(row).map((x, i) => x.named(`x${i}`));
    const y = row.f(...xs);
    const slopes = row.order === 0 ? [] : C.gradients(y, xs, y.detach() as never);
    const g = C.graph(y, ...slopes);
    expect(bits(again(g))).toEqual(bits(g));
  });
});

describe("and so is every row under vmap, and under two, with its gradients", () => {
  const traced = rows.filter(({ traces }) => traces);
  test.each(traced.map((row) => [row.title, row] as const))("%s", (_, row) => {
    const xs = inputsOf(row).map((x, i) => (i === 0 ? C.stack([x, x]) : x).named(`x${i}`));
    const first = xs.map((_, i) => (i === 0 ? 0 : null));
    const last = xs.map((_, i) => (i === xs.length - 1 ? 0 : null));
    const once = C.vmap(row.f, first);
    const ys = xs.map((x, i) => (last[i] === 0 ? C.stack([x, x]) : x));
    const all = [once(...(xs as never[])), C.vmap(once, last)(...(ys as never[]))] as C.Tensor[];
    const slopes = row.order === 0 ? [] : all.flatMap((y) => C.gradients(y, [...xs], y.detach()));
    const g = C.graph(...all, ...slopes);
    expect(bits(again(g))).toEqual(bits(g));
  });
});

test("and so are random programs and their derivatives", () => {
  fc.assert(
    fc.property(programs(any), (program) => {
      const xs = tensorsOf(program.values);
      const y = C.sum(run(program, any, xs).at(-1) as C.Tensor);
      const g = C.graph(
        y,
        ...(C.gradients(y.add(C.sum(xs[0] as C.Tensor)), [xs[0] as C.Tensor]) as C.Tensor[]),
      );
      expect(bits(again(g))).toEqual(bits(g));
    }),
    { numRuns: 60 },
  );
});

describe("what is kept", () => {
  test("values of all dtypes, with NaN, infinities and −0", () => {
    const floats = [NaN, Infinity, -Infinity, -0, 0, 5e-324, 0.1, -1.7976931348623157e308];
    const g = C.graph(
      C.tensor(floats, { name: 'a b\n"' }).mul(2),
      C.tensor(floats, { dtype: "float32" }).add(-0),
      C.tensor([-2147483648, 0, 7], { dtype: "int32" }).mul(3),
      C.tensor([true, false]).logicalNot(),
      fill(-0, { shape: [3], dtype: "float64" }),
      fill(NaN, { shape: [], dtype: "float32" }).exp(),
      C.zeros([2, 0]).sum(1),
      C.tensor(1).clip(-Infinity, -0),
    );
    const read = again(g);
    expect(bits(read)).toEqual(bits(g));
    expect(read.outputs.map((y) => y.inputs[0]?.dtype)).toEqual(
      g.outputs.map((y) => y.inputs[0]?.dtype),
    );
    expect(read.nodes[0]?.name).toBe('a b\n"');
  });

  test("what is shared, and what is used nowhere", () => {
    const g = C.trace(
      (x: C.Tensor, unused: C.Tensor) => {
        const y = x.exp();
        return [y.mul(y), y, y, x, unused.shape.length === 0 ? y : x];
      },
      { shape: [2], name: "x" },
      { shape: [], name: "unused" },
    );
    const read = again(g);
    expect(read.inputs.map((x) => x.name)).toEqual(["x", "unused"]);
    expect(read.outputs[1]).toBe(read.outputs[2]);
    expect(read.outputs[0]?.inputs).toEqual([read.outputs[1], read.outputs[1]]);
    expect(read.outputs[3]).toBe(read.inputs[0]);
  });

  test("boxes, boxes in boxes, and their lines", () => {
    const g = C.trace((x: C.Tensor) => C.softmax(x, 0).variance(1, { ddof: 1 }), [2, 3]);
    const boxes = (h: C.Graph) =>
      h.nodes.flatMap((x) => {
        const list: Scope[] = [];
        for (let box = scopeOf(x); box !== undefined; box = box.inner) list.push(box);
        return list.map(({ name, attrs, formula, first }) => ({
          name,
          attrs,
          formula,
          inside: h.nodes.filter(({ id }) => id >= first && id <= x.id).length,
        }));
      });
    expect(boxes(again(g))).toEqual(boxes(g));
    expect(boxes(g).map(({ name }) => name)).toEqual(["logSumExp", "softmax", "variance"]);
    expect(C.print(again(g), { open: ["softmax"] })).toBe(C.print(g, { open: ["softmax"] }));
  });

  test("a gradient is the gradient of what was read", () => {
    const g = C.trace((x: C.Tensor) => x.mul(3).tanh().sum(), { shape: [2], name: "x" });
    const read = again(g);
    const [slope] = C.gradients(read.outputs[0] as C.Tensor, [read.inputs[0] as C.Tensor]);
    const [truth] = C.gradients(g.outputs[0] as C.Tensor, [g.inputs[0] as C.Tensor]);
    expect(String(C.graph(slope))).toBe(String(C.graph(truth)));
  });

  test("that a derivative was computed as a value: it is no constant afterwards either", () => {
    const x = C.tensor(2, { name: "x" });
    const slope = C.grad((t: typeof x) => t.pow(3))(x);
    const read = again(C.graph(slope.mul(x)));
    const again2 = read.nodes.find(({ name }) => name === "x") as C.Tensor;
    expect(() => C.gradients(read.outputs[0] as C.Tensor, [again2])).toThrow(C.GradientError);
  });

  test("values of every node, if they are asked for; a reader computes them itself", () => {
    const g = C.graph(C.tensor([1, 2]).square().softmax());
    const text = C.print(g, { format: "json", values: true });
    expect(text).toContain('"value":[1,4]');
    expect(write(C.readGraph(text))).toBe(write(g));
    const read = C.readGraph(text);
    expect(C.print(read, { format: "json", values: true })).toBe(text);
  });

  test("twenty thousand boxes in a chain", () => {
    let y: C.Tensor = C.tensor([1, 2]);
    for (let i = 0; i < 20_000; i++) y = y.roll(1, 0);
    const text = write(C.graph(y));
    expect(write(C.readGraph(text))).toBe(text);
  });
});

describe("ops of one's own", () => {
  const Cube = op("cube", 1, {
    scalar: <V>(m: { mul(a: V, b: V): V }, x: V) => m.mul(x, m.mul(x, x)),
    derivative: constant,
  });
  const Shifted = ({ by }: { readonly by?: unknown }) =>
    op("shifted", 1, {
      attrs: { by: Number(by) },
      scalar: <V>(m: { add(a: V, b: V): V; const(x: number): V }, x: V) =>
        m.add(x, m.const(Number(by))),
      derivative: constant,
    });
  const ops = { cube: Cube, shifted: Shifted };
  const g = C.graph(apply(Shifted({ by: Infinity }), apply(Cube, C.tensor([2, -3]))));

  test("are read with them", () => {
    expect(bits(again(g, { ops }))).toEqual(bits(g));
  });

  test("and refused without them, or with others", () => {
    expect(() => C.readGraph(write(g))).toThrow(
      'readGraph: node 1 (cube): there is no op "cube"; give one of your own as { ops: { … } }',
    );
    expect(() => C.readGraph(write(g), { ops: { cube: Shifted, shifted: Shifted } })).toThrow(
      "readGraph: node 1 (cube): cube: attribute by: undefined: its op has NaN",
    );
    expect(() =>
      C.readGraph(write(g), { ops: { ...ops, cube: { ...Cube, name: "kube" } } }),
    ).toThrow("readGraph: node 1 (cube): cube: an op called kube: the names differ");
  });
});
