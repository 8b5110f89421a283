import { apply } from "../graph/apply.ts";
import { type DType, type Value, allocate, rounded } from "../graph/dtype.ts";
import { ValueError } from "../graph/errors.ts";
import { named } from "../graph/note.ts";
import { sameShape, showShape, size } from "../graph/shape.ts";
import { type Attributes, type Note, Tensor } from "../graph/tensor.ts";
import { transforming } from "../autodiff/transform.ts";
import { asDType, asElement, asOptions, asShape, kindOf } from "../ops/check.ts";
import { families } from "./families.ts";
import { type Family, memberOf } from "./family.ts";
import { fits } from "./fits.ts";
import { Graph } from "./graph.ts";
import { unspelled } from "./json.ts";

export interface ReadOptions {
  /** Ops of one's own by their names: an op, or a function that makes one from its attributes. */
  readonly ops?: Readonly<Record<string, Family>>;
}

const NAME = "readGraph";

/** What was found is not what it has to be. */
const wrong = (where: string, what: string, instead?: string): ValueError =>
  new ValueError(NAME, where, what, instead);

/**
 * The graph that `print(g, { format: "json" })` wrote: nodes, values, names and boxes, to the bit. Ops are found by
 * their names. Throws a ValueError at the first thing that is no part of a graph.
 */
export function readGraph(text: string, options: ReadOptions = {}): Graph {
  const { ops = {} } = asOptions(NAME, options, "ops");
  const known = new Map<string, Family>([...families(), ...Object.entries(ops)]);
  const data = parsed(text);
  const nodes: Tensor[] = [];
  return transforming(() => {
    for (const [i, item] of listOf("nodes", data).entries())
      nodes.push(placed(i, item, (node) => nodeOf(node, nodes, known)));
    for (const [i, item] of listOf("boxes", data).entries())
      within(`box ${i}`, () => rememberBox(asFields(item), nodes));
    const ends = (key: "inputs" | "outputs"): Tensor[] =>
      within(key, () => tensorsAt(data[key], nodes));
    const outputs = ends("outputs");
    if (outputs.length === 0) throw wrong("outputs []", "a graph has at least one");
    return new Graph(ends("inputs"), outputs);
  });
}

type Fields = Readonly<Record<string, unknown>>;

function parsed(text: unknown): Fields {
  const remedy = 'write print(g, { format: "json" })';
  if (typeof text !== "string") throw wrong(kindOf(text), "it takes JSON as text", remedy);
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    throw wrong(kindOf(text), "it is no JSON", remedy);
  }
  const { version } = typeof data === "object" && data !== null ? (data as Fields) : {};
  if (version === 1) return data as Fields;
  throw wrong(
    kindOf(text),
    version === undefined ? "it is no graph" : `version ${kindOf(version)} is unknown`,
    remedy,
  );
}

/** What `read` finds, its errors with the place where they arose. */
function within<T>(where: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw wrong(where, error instanceof Error ? error.message : String(error));
  }
}

const placed = (i: number, item: unknown, read: (node: Fields) => Tensor): Tensor => {
  const { op } = typeof item === "object" && item !== null ? (item as Fields) : {};
  return within(`node ${i}${typeof op === "string" ? ` (${op})` : ""}`, () => read(asFields(item)));
};

/** The node, made by its own op, and refused unless it is as it is written. */
function nodeOf(
  node: Fields,
  before: readonly Tensor[],
  known: ReadonlyMap<string, Family>,
): Tensor {
  const { op: name, attrs = {}, value, derivedFrom } = node;
  const family = typeof name === "string" ? known.get(name) : undefined;
  if (typeof name !== "string" || family === undefined)
    throw new Error(`there is no op ${kindOf(name)}; give one of your own as { ops: { … } }`);
  const op = memberOf(family, name, unspelled(asFields(attrs)) as Attributes);
  const shape = asShape("shape", node["shape"]);
  const dtype = asDType("dtype", node["dtype"]);
  const inputs = tensorsAt(node["inputs"] ?? [], before);
  let made: Tensor;
  if (op.kernel.kind === "leaf") {
    if (inputs.length > 0) throw new Error("a leaf has no inputs");
    if (value === undefined && !op.kernel.input) throw new Error("its value is missing");
    made = new Tensor(op, shape, dtype, value === undefined ? value : valueOf(value, shape, dtype));
  } else {
    if (op.arity !== null && op.arity !== inputs.length)
      throw new Error(`it takes ${op.arity} inputs, not ${inputs.length}`);
    if (!fits(op.kernel, inputs, shape)) throw new Error(misfit(inputs, shape));
    made = apply(op, ...inputs);
    if (!sameShape(made.shape, shape) || made.dtype !== dtype)
      throw new Error(
        `it is ${made.dtype} ${showShape(made.shape)}, not ${dtype} ${showShape(shape)}`,
      );
  }
  if (node["name"] !== undefined) named(made, asText(node["name"]));
  if (derivedFrom !== undefined)
    remark(made, { derivedFrom: new Set(tensorsAt(derivedFrom, before).map(({ id }) => id)) });
  return made;
}

const misfit = (inputs: readonly Tensor[], shape: readonly number[]): string =>
  `it does not make ${showShape(shape)} of ${inputs.map((x) => showShape(x.shape)).join(" and ") || "nothing"}`;

function valueOf(written: unknown, shape: readonly number[], dtype: DType): Value {
  const value = unspelled(written);
  if (!Array.isArray(value)) return rounded(asElement("value", value, dtype), dtype);
  if (value.length !== size(shape))
    throw new Error(`${value.length} elements do not fill ${showShape(shape)}`);
  const data = allocate(dtype, value.length);
  for (const [i, item] of value.entries()) data[i] = asElement("value", item, dtype);
  return data;
}

function rememberBox(box: Fields, nodes: readonly Tensor[]): void {
  const { name, attrs = {}, formula = "" } = box;
  const [output, start] = tensorsAt([box["output"], box["first"]], nodes) as [Tensor, Tensor];
  const inputs = tensorsAt(box["inputs"], nodes);
  const late = inputs.some((x) => x.id >= output.id) || start.id > output.id;
  if (late || output.first === undefined)
    throw new Error("its result stands before what it is made of");
  const inner = output.note?.scope;
  const scope = {
    name: asText(name),
    attrs: unspelled(asFields(attrs)) as Attributes,
    inputs,
    output,
    first: start.id,
    formula: asText(formula),
    ...(inner && { inner }),
  };
  remark(output, { scope });
}

const remark = (x: Tensor, note: Note): void => {
  x.note = { ...x.note, ...note };
};

function tensorsAt(places: unknown, nodes: readonly Tensor[]): Tensor[] {
  return listIn(places).map((place) => {
    const x = typeof place === "number" ? nodes[place] : undefined;
    if (x === undefined) throw new Error(`there is no node ${kindOf(place)} up to here`);
    return x;
  });
}

const listOf = (key: string, data: Fields): readonly unknown[] =>
  within(key, () => listIn(data[key]));

function listIn(x: unknown): readonly unknown[] {
  if (Array.isArray(x)) return x;
  throw new Error(`${kindOf(x)} is no list`);
}

function asFields(x: unknown): Fields {
  if (typeof x === "object" && x !== null && !Array.isArray(x)) return x as Fields;
  throw new Error(`${kindOf(x)} is no object`);
}

function asText(x: unknown): string {
  if (typeof x === "string") return x;
  throw new Error(`${kindOf(x)} is no text`);
}
