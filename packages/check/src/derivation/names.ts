import { type Tensor, graph, simplify } from "@chainrule/core";
import {
  type Scope,
  asTex,
  formulas,
  input,
  named,
  scopeOf,
  showShape,
  substitute,
  topological,
} from "@chainrule/core/engine";
import type { Backward } from "../pass/backward.ts";
import type { Maths } from "../report/block.ts";
import { rounded } from "../numbers/quantity.ts";

/** The gradient of `x` as a learner writes it: dZ1. */
export const gradientName = (x: Tensor): string => `d${show(x)}`;

/** A name for any node: its own, that of the box it comes from, or its op, and what these were applied to. */
export function show(x: Tensor, depth = 2, byName = true): string {
  if (byName && x.name !== undefined) return x.name;
  const { kernel, name } = x.op;
  if (kernel.kind === "leaf")
    return typeof x.value === "number" ? rounded(x.value) : showShape(x.shape);
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
export const isCopy = ({ op: { kernel }, size, inputs: [x] }: Tensor): boolean =>
  kernel.kind === "reshape" ||
  kernel.kind === "first" ||
  (kernel.kind === "view" && size > (x?.size ?? 0));

/** Whether a formula stops at `x`: what has a name, or is a box, is not looked into. */
const isAtom = (x: Tensor): boolean => x.name !== undefined || scopeOf(x)?.output === x;

/** `x` as the formula that it is, in terms of what has a name. */
export function written(x: Tensor): Maths {
  const box = scopeOf(x);
  if (box?.output === x) {
    const within = (y: Tensor): string => (isAtom(y) ? show(y) : written(y).text);
    const text = `${box.name}(${box.inputs.map(within).join(", ")})`;
    return { text, tex: String.raw`\text{${text}}` };
  }
  const inner = topological([x], (y) => y === x || !isAtom(y));
  const atoms = new Set(inner.flatMap((y) => y.inputs).filter((y) => !inner.includes(y)));
  const symbols = new Map(
    [...atoms].map((y) => [y, named(input(undefined, y.shape, y.dtype), show(y))] as const),
  );
  const [alone = x] = substitute([x], symbols);
  const [simple = alone] = simplify(graph(alone)).outputs;
  const text = legible(joined(formulas([simple], [])).replaceAll('"', ""));
  if (text.length > LONGEST) {
    const brief = `${text.slice(0, LONGEST / 2)} … ${text.slice(-LONGEST / 2)}`;
    return { text: brief, tex: String.raw`\text{${brief}}` };
  }
  return { text, tex: legible(joined(formulas([simple], [], { style: asTex }))) };
}

/** A formula of more characters loses its middle. */
const LONGEST = 400;

/** What the value, or the gradient, of `x` should be, which `target` computes: of a closed box by the rule that says it in one line. */
export function pulledBack(x: Tensor, target: Tensor, back: Backward | undefined): Maths {
  const box = back && boxBelow(x, back);
  if (box === undefined) return written(target);
  const words = new Map([
    ["g", gradientName(box.output)],
    ["y", show(box.output)],
    ["x", show(x)],
  ]);
  const text = box.formula.replaceAll(
    /(?<![\p{L}\d])[gxy](?![\p{L}\d])/gu,
    (w) => words.get(w) ?? w,
  );
  return { text, tex: String.raw`\text{${text}}` };
}

/** The one box that `x` goes into, if all of its gradient comes from there and the box has a rule. */
function boxBelow(x: Tensor, { parts, origin, forward }: Backward): Scope | undefined {
  const users = (parts.get(x) ?? []).map((part) => origin.get(part)?.user);
  for (const y of forward) {
    const box = scopeOf(y);
    if (box?.output !== y || box.formula === "" || box.inputs.length !== 1) continue;
    if (box.inputs[0] !== x || users.length === 0) continue;
    if (users.every((user) => user !== undefined && user.id >= box.first && user.id <= y.id))
      return box;
  }
  return undefined;
}

/** Numbers with many digits as quotients, or with six. */
const legible = (text: string): string =>
  text.replaceAll(/\d+\.\d{6,}/g, (digits) => {
    const inverse = 1 / Number(digits);
    const whole = Math.round(inverse);
    return whole > 1 && Math.abs(inverse - whole) < 1e-9 * whole
      ? `1/${whole}`
      : rounded(Number(digits));
  });

/** A formula with the parts that it shares after it. */
const joined = ({ parts, results }: ReturnType<typeof formulas>): string =>
  [results[0] ?? "", ...parts.map(({ name, text }) => `${name} = ${text}`)].join(", with ");
