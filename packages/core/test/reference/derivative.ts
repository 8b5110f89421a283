/** Derivatives of ops as the engine itself writes them. */
import { Graph } from "../../src/view/graph.ts";
import { type Tensor, gradients, print, simplify } from "../../src/index.ts";
import { input, isFloat, named, scopeOf, transforming } from "../../src/engine.ts";
import { type Fact, mapTensors, tensorsIn } from "./facts.ts";
import type { Call } from "./watch.ts";

/** The derivative in one argument: of an elementwise op the slope, of another one its pullback of a cotangent `g`. */
export interface Formula {
  readonly of: string;
  readonly text: string;
  readonly tex: string | undefined;
}

export interface Written {
  readonly formulas: readonly Formula[];
  /** Whether they are slopes of one element. */
  readonly elementwise: boolean;
  /** The pullbacks of the closed box, if the op states one, each with what it is for. */
  readonly boxes: readonly { readonly formula: string; readonly of: string }[];
  /** The shapes that the formulas are for. */
  readonly shapes: readonly string[];
}

const LONGEST = 110;

/** The names of the arguments, from how the op is called. */
const namesIn = ({ signature }: Fact): readonly string[] =>
  signature.slice(signature.indexOf("(") + 1).match(/[a-z]\w*/gi) ?? [];

/** Nothing, if no derivative flows. */
export function derivativeOf(fact: Fact): Written | undefined {
  const flat = fact.made.every(({ derivative }) => derivative.kind === "constant");
  const whole = fact.calls.every(({ result }) => !tensorsIn(result).some((y) => isFloat(y.dtype)));
  if (flat || whole) return undefined;
  const boxed = fact.calls.find((call) => boxOf(call) !== undefined);
  const call = boxed ?? fact.calls[0];
  if (call === undefined) return undefined;
  const elementwise = fact.made.every(({ kernel }) => kernel.kind === "map") && !fact.composite;
  return transforming(() => {
    const xs: Tensor[] = [];
    const names = namesIn(fact);
    const args = call.args.map((arg, i) =>
      mapTensors(arg, (x) => {
        const list = Array.isArray(arg) || fact.signature.includes("...");
        const name = list ? (letters[xs.length] ?? "x") : (names[i] ?? "x");
        // An index, and a mask that decides the shape of a result, must have a value.
        const value = isFloat(x.dtype) || elementwise ? undefined : x.data();
        const argument = named(input(value, elementwise ? [] : x.shape, x.dtype), name);
        if (isFloat(x.dtype)) xs.push(argument);
        return argument;
      }),
    );
    const y = flowing(call.f(...args));
    const g = named(input(undefined, y.shape, y.dtype), "g");
    const slopes = elementwise ? gradients(y, xs) : gradients(y, xs, g);
    const formulas = slopes.map((slope, i) => written(xs, g, slope, xs[i]?.name ?? "x"));
    const shapes = xs.map((x) => `${x.name} [${x.shape.join(", ")}]`);
    return { formulas, elementwise, boxes: boxesOf(fact), shapes };
  });
}

const letters = ["a", "b", "c", "d"];

/** The pullback that the box of a call states. */
const boxOf = ({ result }: Call): string | undefined =>
  tensorsIn(result)
    .map((y) => scopeOf(y)?.formula)
    .find((formula) => formula !== undefined && formula !== "");

/** What boxes state, and the attributes that the first one of another formula does not have. */
function boxesOf({ calls }: Fact): Written["boxes"] {
  const scopes = calls
    .flatMap(({ result }) => tensorsIn(result).map(scopeOf))
    .filter((scope) => scope !== undefined && scope.formula !== "");
  const each = new Map(scopes.toReversed().map((scope) => [scope?.formula ?? "", scope?.attrs]));
  return [...each].toReversed().map(([formula, attrs = {}], i, [first]) => ({
    formula,
    of:
      i === 0
        ? ""
        : Object.entries(attrs)
            .filter(([key]) => !(key in (first?.[1] ?? {})))
            .map(([key]) => `other ${key}`)
            .join(", "),
  }));
}

/** The first result through which something flows. */
function flowing(result: unknown): Tensor {
  const all = tensorsIn(result).filter((y) => isFloat(y.dtype));
  const y = all.find(({ op }) => op.derivative.kind !== "constant") ?? all[0];
  if (y === undefined) throw new Error("there is no result that has a derivative");
  return y;
}

function written(xs: readonly Tensor[], g: Tensor, slope: Tensor, of: string): Formula {
  const graph = simplify(new Graph([...xs, g], [slope]));
  const tex = forPages(print(graph, { format: "tex" }));
  return {
    of,
    text: String(graph),
    tex: tex.length > 2 * LONGEST || UNFIT.test(tex) ? undefined : tex,
  };
}

/** Several lines, attributes in words, and characters that Markdown may take for its own. */
const UNFIT = /\n|\\text\{\w+: |[$]|\\[{}_\\]/;

/** What a page can show as it stands: on one line, and short. */
export const fits = ({ text }: Formula): boolean => text.length <= LONGEST && !text.includes("\n");

/** GitHub does not allow \operatorname. */
const forPages = (tex: string): string =>
  tex.replaceAll(/\\operatorname\{(\w+)\}/g, String.raw`\mathop{\mathrm{$1}}`);
