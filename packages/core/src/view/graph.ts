import { ValueError } from "../graph/errors.ts";
import { describe, named } from "../graph/note.ts";
import { topological } from "../graph/order.ts";
import type { Shape } from "../graph/shape.ts";
import { Tensor } from "../graph/tensor.ts";
import { type DType, isDType } from "../graph/dtype.ts";
import { transforming } from "../autodiff/transform.ts";
import { tensorsOf } from "../autodiff/tree.ts";
import { asFunction, asShape, asTensor, kindOf } from "../ops/check.ts";
import { input } from "../ops/leaf.ts";
import { trace as traceOfMatrix } from "../ops/triangular.ts";
import { formulas } from "./formula.ts";

/** A program as data: what it is given, what it yields, and every node between, inputs before users. */
export class Graph {
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  #nodes: readonly Tensor[] | undefined;

  constructor(inputs: readonly Tensor[], outputs: readonly Tensor[], nodes?: readonly Tensor[]) {
    this.inputs = inputs;
    this.outputs = outputs;
    this.#nodes = nodes;
  }

  get nodes(): readonly Tensor[] {
    return (this.#nodes ??= topological(this.outputs));
  }

  /** The formula of each output, after the shared parts that they name. */
  toString(): string {
    const { parts, results } = formulas(this.outputs, this.inputs);
    return [
      ...parts.map(({ name, text }) => `${name} = ${shortened(text)}`),
      ...results.map(shortened),
    ].join("\n");
  }
}

// What a console shows.
Object.defineProperty(Graph.prototype, Symbol.for("nodejs.util.inspect.custom"), {
  value(this: Graph) {
    return String(this);
  },
});

/** A formula of more characters loses its middle. */
const LONGEST = 4000;

const shortened = (text: string): string =>
  text.length <= LONGEST ? text : `${text.slice(0, LONGEST / 2)} … ${text.slice(-LONGEST / 2)}`;

/** The graph under these tensors. */
export function graph(...outputs: readonly Tensor[]): Graph {
  if (outputs.length === 0)
    throw new ValueError("graph", "no tensors", "it takes tensors", "write graph(y)");
  for (const y of outputs) asTensor("graph", y);
  const nodes = topological(outputs);
  const leaves = nodes.filter((x) => x.op.kernel.kind === "leaf" && x.op.kernel.input);
  return new Graph(leaves, outputs, nodes);
}

/** `g`, refused unless it is a graph. */
export function asGraph(op: string, g: unknown): Graph {
  if (g instanceof Graph) return g;
  throw new ValueError(
    op,
    g instanceof Tensor ? describe(g) : kindOf(g),
    "it takes a graph",
    `write ${op}(graph(y))`,
  );
}

/** What a traced function is given: a shape, a tensor to be like, or shape, dtype and name; or a tree of these, such as a module. */
export type Spec = Shape | Tensor | Description | object;

interface Description {
  readonly shape: Shape;
  readonly dtype?: DType;
  readonly name?: string | undefined;
}

/** The argument that a spec stands for. */
type Traced<S> = S extends Tensor | ((...args: never[]) => unknown)
  ? S
  : S extends readonly number[]
    ? Tensor<S>
    : S extends { readonly shape: infer H extends Shape }
      ? Tensor<H>
      : S extends object
        ? { [K in keyof S]: Traced<S[K]> }
        : S;

/** The arguments of a function for these specs. */
export type TracedAll<L extends readonly unknown[]> = { -readonly [I in keyof L]: Traced<L[I]> };

/** The sum of the diagonal of a matrix. */
export function trace(x: Tensor): Tensor;
/** The graph of `f` for arguments of these shapes, without values. Reading a value inside is an error. */
export function trace<const L extends readonly unknown[]>(
  f: (...args: TracedAll<L>) => unknown,
  ...specs: L
): Graph;
export function trace(
  f: Tensor | ((...args: never[]) => unknown),
  ...specs: unknown[]
): Tensor | Graph {
  if (f instanceof Tensor) return traceOfMatrix(f);
  asFunction("trace", f);
  const inputs: Tensor[] = [];
  const placeholder = (like: Description, name: string): Tensor => {
    const x = input(undefined, asShape("trace", like.shape), like.dtype ?? "float64");
    inputs.push(named(x, like.name ?? name));
    return x;
  };
  const args = specs.map((spec, i) => build(spec, letters[i] ?? `x${i + 1}`, placeholder));
  const result = transforming(() => f(...(args as never[])));
  const outputs = tensorsOf(result);
  if (outputs.length === 0)
    throw new ValueError(
      "trace",
      `the result ${kindOf(result)}`,
      "there is no tensor in it",
      "return what f computes",
    );
  return new Graph(inputs, outputs);
}

const letters = ["x", "y", "z", "u", "v", "w"];

function build(
  spec: unknown,
  name: string,
  placeholder: (like: Description, name: string) => Tensor,
): unknown {
  if (spec instanceof Tensor) return placeholder(spec, name);
  if (Array.isArray(spec)) {
    const list = spec as readonly unknown[];
    if (list.every((d) => typeof d === "number")) return placeholder({ shape: list }, name);
    return list.map((item, i) => build(item, `${name}${i + 1}`, placeholder));
  }
  if (typeof spec !== "object" || spec === null) return spec;
  const { shape, dtype } = spec as { shape?: unknown; dtype?: unknown };
  if (Array.isArray(shape) && (dtype === undefined || isDType(dtype)))
    return placeholder(spec as Description, name);
  const fields = Object.entries(spec).map(
    ([key, item]) => [key, build(item, key, placeholder)] as const,
  );
  if (fields.every(([key, item]) => Object.is(item, spec[key as keyof typeof spec]))) return spec;
  return Object.assign(Object.create(Object.getPrototypeOf(spec)), Object.fromEntries(fields));
}
