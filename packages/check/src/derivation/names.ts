import { type Tensor, graph, simplify } from "@chainrule/core";
import {
  asTex,
  formulas,
  input,
  named,
  scopeOf,
  showShape,
  substitute,
  topological,
} from "@chainrule/core/engine";
import type { Maths } from "../report/block.ts";

/** The gradient of `x` as a learner writes it: dZ1. */
export const gradientName = (x: Tensor): string => `d${show(x)}`;

/** A name for any node: its own, that of the box it comes from, or its op, and what these were applied to. */
export function show(x: Tensor, depth = 2): string {
  if (x.name !== undefined) return x.name;
  const { kernel, name } = x.op;
  if (kernel.kind === "leaf")
    return typeof x.value === "number" ? `${Number(x.value.toPrecision(6))}` : showShape(x.shape);
  const box = scopeOf(x);
  const [first] = x.inputs;
  const isBox = box?.output === x;
  if (!isBox && first !== undefined && x.inputs.length === 1 && isCopy(x))
    return show(first, depth);
  const label = isBox ? box.name : name;
  if (depth <= 0) return label;
  return `${label}(${(isBox ? box.inputs : x.inputs).map((i) => show(i, depth - 1)).join(", ")})`;
}

/** Whether it only repeats or rearranges: a learner writes it without a word. */
const isCopy = ({ op: { kernel }, size, inputs: [x] }: Tensor): boolean =>
  kernel.kind === "reshape" ||
  kernel.kind === "first" ||
  (kernel.kind === "view" && size > (x?.size ?? 0));

/** Whether a formula stops at `x`: what has a name, or is a box, is not looked into. */
const isAtom = (x: Tensor): boolean => x.name !== undefined || scopeOf(x)?.output === x;

/** `x` as the formula that it is, in terms of what has a name. */
export function written(x: Tensor): Maths {
  const inner = topological([x], (y) => y === x || !isAtom(y));
  const atoms = new Set(inner.flatMap((y) => y.inputs).filter((y) => !inner.includes(y)));
  const symbols = new Map(
    [...atoms].map((y) => [y, named(input(undefined, y.shape, y.dtype), show(y))] as const),
  );
  const [alone = x] = substitute([x], symbols);
  const [simple = alone] = simplify(graph(alone)).outputs;
  return {
    text: joined(formulas([simple], [])).replaceAll('"', ""),
    tex: joined(formulas([simple], [], { style: asTex })),
  };
}

/** A formula with the parts that it shares after it. */
const joined = ({ parts, results }: ReturnType<typeof formulas>): string =>
  [results[0] ?? "", ...parts.map(({ name, text }) => `${name} = ${text}`)].join(", with ");
