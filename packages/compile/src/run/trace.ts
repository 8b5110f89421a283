/** A function as a graph, for arguments of one kind. */
import { type Tensor, ValueError, graph, simplify } from "@chainrule/core";
import {
  describe,
  drawnSoFar,
  input,
  kindOf,
  mapTree,
  named,
  nextId,
  tensorsOf,
  transforming,
} from "@chainrule/core/engine";
import { type Names, placeholder } from "./names.ts";

export interface Traced {
  readonly inputs: readonly Tensor[];
  /** The simplified result, one tensor for each in the result's tree. */
  readonly outputs: readonly Tensor[];
  /** What `f` returned, to be filled with results. */
  readonly tree: unknown;
  /** What each result is called. */
  readonly names: Names;
  /** The creation numbers of what `f` takes from outside, and of all that this was computed from. */
  readonly captured: ReadonlySet<number>;
}

type Traceable = (...args: never[]) => unknown;

/** What `f` computes, for arguments like these. */
export function traced(f: Traceable, args: readonly unknown[]): Traced {
  const start = nextId();
  const inputs: Tensor[] = [];
  const placeholders = mapTree(args, (like) => {
    const x = input(undefined, like.shape, like.dtype);
    inputs.push(like.name === undefined ? x : named(x, like.name));
    return x;
  });
  const before = drawnSoFar();
  const tree = inside(f, placeholders, inputs.length);
  if (drawnSoFar() !== before)
    throw new ValueError(
      "compile",
      "the function",
      "it draws random numbers, which would be the same at every call",
      "draw them outside, and pass them as an argument",
    );
  const results = tensorsOf(tree);
  if (results.length === 0)
    throw new ValueError(
      "compile",
      `the result ${kindOf(tree)}`,
      tree instanceof Promise
        ? "a function that is compiled cannot wait"
        : "there is no tensor in it",
      tree instanceof Promise ? "await what it needs before" : "return what f computes",
    );
  const all = graph(...results);
  const outer = all.nodes.filter(({ id }) => id < start);
  refuseForeign(outer);
  return {
    inputs,
    outputs: simplify(all).outputs,
    tree,
    names: results.map(({ name }) => name),
    captured: new Set(outer.map(({ id }) => id)),
  };
}

/** What `f` calls its results, with placeholders for the names of its arguments; no names if it does not return so many. */
export function namePatterns(f: Traceable, args: readonly unknown[], { names }: Traced): Names {
  let count = 0;
  const again = mapTree(args, ({ shape, dtype }) =>
    named(input(undefined, shape, dtype), placeholder(count++)),
  );
  const found = tensorsOf(inside(f, again, count)).map(({ name }) => name);
  return found.length === names.length ? found : [];
}

/** What `f` returns while it is traced. */
function inside(f: Traceable, args: readonly unknown[], tensors: number): unknown {
  try {
    return transforming(() => withoutThis(f, args as never[]));
  } catch (error) {
    if (!(error instanceof TypeError) || error instanceof ValueError) throw error;
    const answer = LACKS.test(error.message)
      ? withoutPrivates()
      : tensors === 0
        ? withoutTensors(args, error.message)
        : error;
    throw answer === error ? error : Object.assign(answer, { cause: error });
  }
}

/** What engines say of an object that lacks the private members of its class. */
const LACKS = /private|(Receiver|Object) must be/;

const withoutPrivates = (): ValueError =>
  new ValueError(
    "compile",
    "an object of a class with private members (#…)",
    "its copy, with other tensors in it, lacks them",
    "hold what its methods read in public fields, or in an object of its own without tensors",
  );

const withoutTensors = (args: readonly unknown[], message: string): ValueError =>
  new ValueError(
    "compile",
    args.length === 0 ? "no arguments" : `the arguments ${args.map(kindOf).join(", ")}`,
    `there is no tensor in them, and the function failed: ${message}`,
    "call it with what the function takes, numbers that change as tensors",
  );

const refuseThis = (): never => {
  throw new ValueError(
    "compile",
    "this",
    "a compiled function has none: what changes in it would not reach the program",
    "pass the object as an argument: compile((self, x) => self.method(x))",
  );
};

/** What stands for `this`: nothing can be read from it. */
const noThis = new Proxy({}, { get: refuseThis, set: refuseThis, has: refuseThis });

/** What `f` returns; refused if it asks what it is a method of. */
export const withoutThis = <A extends readonly unknown[], R>(f: (...args: A) => R, args: A): R =>
  Reflect.apply(f, noThis, args);

/** Refuses what another function was traced with: it has no value, and never gets one. */
function refuseForeign(outer: readonly Tensor[]): void {
  const foreign = outer.find(
    ({ op: { kernel }, value }) => kernel.kind === "leaf" && kernel.input && value === undefined,
  );
  if (foreign === undefined) return;
  throw new ValueError(
    "compile",
    `the input ${describe(foreign)}`,
    "another function was traced with it, and it has no value",
    "take tensors out of a traced function as results",
  );
}
