import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as C from "../src/index.ts";
import { scale } from "../src/engine.ts";
import { rows } from "./op-table.ts";
import { inputsOf } from "./checks/sample.ts";

const f64 = { dtype: "float64" };
const x = { op: "input", shape: [2, 3], ...f64, name: "x" };
const data = { op: "tensor", shape: [2], ...f64, value: [1, 2] };
const index = { op: "tensor", shape: [2], dtype: "int32", value: [0, 1] };
const mask = { op: "tensor", shape: [2], dtype: "bool", value: [0, 1] };
const square = { op: "tensor", shape: [2, 2], ...f64, value: [1, 2, 3, 4] };

/** A graph of these nodes, the last of which is its output. */
const graph = (nodes: readonly unknown[], more: object = {}): string =>
  JSON.stringify({
    version: 1,
    inputs: [],
    outputs: [nodes.length - 1],
    nodes,
    boxes: [],
    ...more,
  });
const node = (op: string, inputs: unknown, shape: unknown, attrs?: unknown, dtype = "float64") => ({
  op,
  attrs,
  inputs,
  shape,
  dtype,
});

const remedy = 'write print(g, { format: "json" })';
const refused: [title: string, text: unknown, message: string][] = [
  ["no text", 3, `3: it takes JSON as text: ${remedy}`],
  ["no JSON", "{", `"{": it is no JSON: ${remedy}`],
  ["another JSON", "[1]", `"[1]": it is no graph: ${remedy}`],
  ["null", "null", `"null": it is no graph: ${remedy}`],
  ["another version", '{"version":2}', `"{\\"version\\":2}": version 2 is unknown: ${remedy}`],
  ["no nodes", '{"version":1}', "nodes: undefined is no list"],
  ["no boxes", graph([x], { boxes: undefined }), "boxes: undefined is no list"],
  ["no inputs", graph([x], { inputs: 0 }), "inputs: 0 is no list"],
  ["no outputs", graph([x], { outputs: [] }), "outputs []: a graph has at least one"],
  [
    "an output that is not there",
    graph([x], { outputs: [1] }),
    "outputs: there is no node 1 up to here",
  ],
  ["a node that is no object", graph([x, 7]), "node 1: 7 is no object"],
  [
    "a node that is not there",
    graph([x, node("exp", [2], [2, 3])]),
    "node 1 (exp): there is no node 2 up to here",
  ],
  [
    "a node as its own input",
    graph([x, node("exp", [1], [2, 3])]),
    "node 1 (exp): there is no node 1 up to here",
  ],
  [
    "a place that is no number",
    graph([x, node("exp", ["0"], [2, 3])]),
    'node 1 (exp): there is no node "0" up to here',
  ],
  [
    "a place that is half a number",
    graph([x, node("exp", [0.5], [2, 3])]),
    "node 1 (exp): there is no node 0.5 up to here",
  ],
  [
    "an unknown op",
    graph([node("conjure", [], [])]),
    'node 0 (conjure): there is no op "conjure"; give one of your own as { ops: { … } }',
  ],
  [
    "the name of something else",
    graph([node("constructor", [], [])]),
    'node 0 (constructor): there is no op "constructor"; give one of your own as { ops: { … } }',
  ],
  [
    "no op",
    graph([{ shape: [] }]),
    "node 0: there is no op undefined; give one of your own as { ops: { … } }",
  ],
  [
    "too few inputs",
    graph([x, node("add", [0], [2, 3])]),
    "node 1 (add): it takes 2 inputs, not 1",
  ],
  [
    "too many inputs",
    graph([x, node("exp", [0, 0], [2, 3])]),
    "node 1 (exp): it takes 1 inputs, not 2",
  ],
  [
    "nothing to join",
    graph([node("concat", [], [0], { axis: 0 })]),
    "node 0 (concat): it does not make [0] of nothing",
  ],
  [
    "a leaf with inputs",
    graph([x, { ...data, inputs: [0] }]),
    "node 1 (tensor): a leaf has no inputs",
  ],
  [
    "data without elements",
    graph([{ ...data, value: undefined }]),
    "node 0 (tensor): its value is missing",
  ],
  [
    "too few elements",
    graph([{ ...data, value: [1] }]),
    "node 0 (tensor): 1 elements do not fill [2]",
  ],
  [
    "an element that is no number",
    graph([{ ...data, value: [1, "2"] }]),
    'node 0 (tensor): value: "2": it is not a number: write a number, or Number(…)',
  ],
  [
    "an element that is no integer",
    graph([{ ...index, value: [0.5, 1] }]),
    'node 0 (tensor): value: 0.5: it is not a 32-bit integer: use dtype "float64"',
  ],
  [
    "an unknown dtype",
    graph([{ ...data, dtype: "float16" }]),
    'node 0 (tensor): dtype: dtype "float16": there is no such dtype: write "float64", "float32", "int32" or "bool"',
  ],
  [
    "a shape that is none",
    graph([{ ...data, shape: [-1] }]),
    "node 0 (tensor): shape: shape [-1]: size -1 is not a whole number from 0 up: round it, or leave it out",
  ],
  [
    "another shape",
    graph([x, node("exp", [0], [3, 2])]),
    "node 1 (exp): it does not make [3, 2] of [2, 3]",
  ],
  [
    "another shape of a product",
    graph([square, node("matmul", [0, 0], [2, 3], { a: "ik", b: "kj", out: "ij" })]),
    "node 1 (matmul): it is float64 [2, 2], not float64 [2, 3]",
  ],
  [
    "another dtype",
    graph([x, node("exp", [0], [2, 3], {}, "bool")]),
    "node 1 (exp): it is float64 [2, 3], not bool [2, 3]",
  ],
  [
    "a dtype that the op does not take",
    graph([mask, node("exp", [0], [2], {}, "bool")]),
    'node 1 (exp): exp: [2] bool: it is defined for floating point: write cast(x, "float64")',
  ],
  [
    "dtypes that do not mix",
    graph([data, index, node("add", [0, 1], [2])]),
    'node 2 (add): add: [2] float64 and [2] int32: dtypes do not mix: write cast(…, "float64")',
  ],
  [
    "a condition that is no claim",
    graph([data, node("where", [0, 0, 0], [2])]),
    "node 1 (where): where: [2] float64: it is defined for bool: write notEqual(x, 0)",
  ],
  [
    "a sum of claims",
    graph([mask, node("sum", [0], [1], { axes: [0] }, "bool")]),
    'node 1 (sum): sum: [2] bool: it is defined for numbers: write cast(x, "float64")',
  ],
  [
    "claims about numbers",
    graph([data, node("all", [0], [1], { axes: [0] })]),
    "node 1 (all): all: [2] float64: it is defined for bool: write notEqual(x, 0)",
  ],
  [
    "a cast from another dtype",
    graph([data, node("cast", [0], [2], { from: "int32", to: "bool" }, "bool")]),
    'node 1 (cast): cast: [2] float64: it is defined for int32: write cast(x, "float64")',
  ],
  [
    "a missing attribute",
    graph([x, node("reshape", [0], [6])]),
    "node 1 (reshape): reshape: attribute to: undefined: it is no list of whole numbers",
  ],
  [
    "an attribute of another kind",
    graph([x, node("clip", [0], [2, 3], { low: "0", high: 1 })]),
    'node 1 (clip): clip: attribute low: "0": it is no number',
  ],
  [
    "one attribute too many",
    graph([x, node("exp", [0], [2, 3], { base: 2 })]),
    "node 1 (exp): exp: attribute base: 2: it has no such one",
  ],
  [
    "attributes that are no object",
    graph([x, node("exp", [0], [2, 3], [1])]),
    "node 1 (exp): an array is no object",
  ],
  [
    "a contradiction in attributes",
    graph([data, node("take", [0, 0], [2], { axis: 0, along: true })]),
    "node 1 (take): take: an op called takeAlongAxis: the names differ",
  ],
  [
    "an axis that is not there",
    graph([x, node("sum", [0], [2, 3], { axes: [2] })]),
    "node 1 (sum): it does not make [2, 3] of [2, 3]",
  ],
  [
    "an axis twice",
    graph([x, node("sum", [0], [1, 3], { axes: [0, 0] })]),
    "node 1 (sum): it does not make [1, 3] of [2, 3]",
  ],
  [
    "no permutation",
    graph([x, node("permute", [0], [2, 2], { order: [0, 0] })]),
    "node 1 (permute): it does not make [2, 2] of [2, 3]",
  ],
  [
    "a slice from outside",
    graph([data, node("slice", [0], [2], { starts: [1], steps: [1], sizes: [2] })]),
    "node 1 (slice): it does not make [2] of [2]",
  ],
  [
    "a slice that stands still",
    graph([data, node("slice", [0], [2], { starts: [1], steps: [0], sizes: [2] })]),
    "node 1 (slice): it does not make [2] of [2]",
  ],
  [
    "a diagonal of unequal axes",
    graph([{ ...x, shape: [3, 2] }, node("diagonal", [0], [3], { labels: "ii" })]),
    "node 1 (diagonal): it does not make [3] of [3, 2]",
  ],
  [
    "a label without an axis",
    graph([square, node("matmul", [0, 0], [2, 2], { a: "ijk", b: "kj", out: "ij" })]),
    "node 1 (matmul): it does not make [2, 2] of [2, 2] and [2, 2]",
  ],
  [
    "a label twice",
    graph([square, node("einsum", [0, 0], [2], { a: "ii", b: "ij", out: "j" })]),
    "node 1 (einsum): it does not make [2] of [2, 2] and [2, 2]",
  ],
  [
    "a label that is summed in one operand",
    graph([square, node("einsum", [0, 0], [2], { a: "ij", b: "kl", out: "i" })]),
    "node 1 (einsum): it does not make [2] of [2, 2] and [2, 2]",
  ],
  [
    "an index that is no int32",
    graph([data, node("take", [0, 0], [2], { axis: 0, along: false })]),
    "node 1 (take): it does not make [2] of [2] and [2]",
  ],
  [
    "an index for another shape",
    graph([square, index, node("scatter", [0, 1], [4, 2], { axis: 0, along: true, n: 4 })]),
    "node 2 (scatter): it does not make [4, 2] of [2, 2] and [2]",
  ],
  [
    "a matrix that is not square",
    graph([{ ...x, op: "tensor", value: 1 }, node("inv", [0], [2, 3])]),
    "node 1 (inv): inv: x [2, 3]: its matrices have 2 rows and 3 columns: give each as many rows as columns",
  ],
  [
    "a right side that does not fit",
    graph([square, { ...x, shape: [3, 2] }, node("solve", [0, 1], [3, 2])]),
    "node 2 (solve): solve: [2, 2] and x [3, 2]: there is not one right side for each row: broadcast one of them",
  ],
  [
    "examples along no list of axes",
    graph([x, node("max", [0], [2, 1], { axes: [0], vmap: 0 })]),
    "node 1 (max): max: attribute vmap: 0: it is no list of axes",
  ],
  [
    "examples along an axis that is not the first",
    graph([x, node("max", [0], [2, 1], { axes: [0], vmap: [[1]] })]),
    "node 1 (max): max: attribute vmap: [[1]]: each level says 0 or null for each input",
  ],
  [
    "examples of no input",
    graph([x, node("max", [0], [2, 1], { axes: [0], vmap: [[0], [null]] })]),
    "node 1 (max): max: attribute vmap: [[0], [null]]: each level says 0 or null for each input",
  ],
  [
    "examples of more inputs than there are",
    graph([x, node("max", [0], [2, 1], { axes: [0], vmap: [[0, 0]] })]),
    "node 1 (max): max: attribute vmap: [[0, 0]]: no kernel does it",
  ],
  [
    "examples added up that no loop adds up",
    graph([x, node("max", [0], [2, 1], { axes: [0], vmap: [[0, "sum"]] })]),
    'node 1 (max): max: attribute vmap: [[0, "sum"]]: no kernel does it',
  ],
  [
    "different numbers of examples",
    graph([
      x,
      { ...x, shape: [4, 3] },
      node("dot", [0, 1], [2], { a: "k", b: "k", out: "", vmap: [[0, 0]] }),
    ]),
    "node 2 (dot): dot: x [4, 3]: its first axis does not count 2 examples",
  ],
  [
    "examples of a scalar",
    graph([{ ...x, shape: [] }, node("neg", [0], [], { vmap: [[0]] })]),
    "node 1 (neg): neg: x []: its first axis does not count 0 examples",
  ],
  [
    "indices for more examples than there are",
    graph([
      x,
      { ...index, shape: [3, 1], value: 0 },
      node("take", [0, 1], [2, 1], { axis: 0, along: false, vmap: [[0, 0]] }),
    ]),
    "node 2 (take): it does not make [2, 1] of [2, 3] and [3, 1]",
  ],
  ["a name that is no text", graph([{ ...data, name: 3 }]), "node 0 (tensor): 3 is no text"],
  [
    "a box without an output",
    graph([x], { boxes: [{ name: "b", inputs: [], first: 0 }] }),
    "box 0: there is no node undefined up to here",
  ],
  [
    "a box around a leaf",
    graph([x], { boxes: [{ name: "b", inputs: [], output: 0, first: 0 }] }),
    "box 0: its result stands before what it is made of",
  ],
  [
    "a box of what comes later",
    graph([x, node("exp", [0], [2, 3]), node("log", [1], [2, 3])], {
      boxes: [{ name: "b", inputs: [2], output: 1, first: 1 }],
    }),
    "box 0: its result stands before what it is made of",
  ],
  [
    "a box without a name",
    graph([x, node("exp", [0], [2, 3])], { boxes: [{ inputs: [0], output: 1, first: 1 }] }),
    "box 0: undefined is no text",
  ],
];

describe("refused", () => {
  test.each(refused)("%s", (_, text, message) => {
    let error: unknown;
    try {
      C.readGraph(text as string);
    } catch (thrown) {
      error = thrown;
    }
    expect(String(error)).toBe(`ValueError: readGraph: ${message}`);
  });

  test("options that there are not", () => {
    expect(() => C.readGraph(graph([x]), { op: {} } as object)).toThrow(
      "readGraph: option op: there is none of that name: it takes ops",
    );
  });
});

/** What JavaScript itself says when a program goes wrong. */
const blunder = /not a function|not iterable|Cannot read|is not defined|Maximum call|Invalid array/;

/** Any part of a document. */
type Part = null | boolean | number | string | Part[] | { [key: string]: Part };

/** The document with one part replaced, or left out. */
function spoiled(part: Part, path: readonly number[], by: Part | undefined): Part | undefined {
  const [step, ...rest] = path;
  if (step === undefined || typeof part !== "object" || part === null) return by;
  const keys = Object.keys(part);
  if (keys.length === 0) return by;
  const key = keys[step % keys.length] as string;
  const inside = (part as Record<string, Part>)[key] as Part;
  const changed = spoiled(inside, rest, by);
  if (Array.isArray(part))
    return changed === undefined ? part.toSpliced(Number(key), 1) : part.with(Number(key), changed);
  const { [key]: _, ...others } = part;
  return changed === undefined ? others : { ...others, [key]: changed };
}

test("whatever part of a graph is spoiled, it is refused in the form of all messages, or it still is a graph", () => {
  const texts = rows
    .filter(({ traces }, i) => i % 7 === 0 && traces)
    .flatMap((row) => [
      row.f(...inputsOf(row)),
      C.vmap(row.f)(...inputsOf(row).map((x) => C.stack([x, x]))),
    ])
    .map((y) => C.print(C.graph(y), { format: "json" }));
  const junk = fc.constantFrom<Part | undefined>(
    undefined,
    null,
    true,
    "x",
    "float32",
    "sum",
    -1,
    0,
    1,
    2,
    0.5,
    1e300,
    [],
    {},
    [0],
    [1, 2],
    { number: "NaN" },
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...texts),
      fc.array(fc.nat(40), { minLength: 1, maxLength: 6 }),
      junk,
      (text, path, by) => {
        const document = spoiled(JSON.parse(text) as Part, path, by);
        try {
          const g = C.readGraph(JSON.stringify(document) ?? "");
          if (g.outputs.every((y) => y.size < 1e6) && g.nodes.every((y) => y.size < 1e6))
            C.evaluate([...g.outputs]);
        } catch (error) {
          const { name, message } = error as Error;
          expect(name).toMatch(/^(Value|Shape|Axis|DType)Error$/);
          expect(message).not.toMatch(blunder);
        }
      },
    ),
    { numRuns: 3000 },
  );
});

test("a function that applies an op is no op of that name", () => {
  expect(scale(C.tensor(2), C.tensor(3)).op.name).toBe("scale");
  expect(() => C.readGraph(graph([{ ...data, op: "reduction" }]))).toThrow("there is no op");
});
