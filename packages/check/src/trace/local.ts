import { type Tensor, graph, print, simplify } from "@chainrule/core";
import {
  boxOf,
  type Open,
  composite,
  apply,
  fill,
  fresh,
  input,
  named,
  pullback,
  pushforward,
  substitute,
} from "@chainrule/core/engine";
import type { Maths } from "../report/block.ts";
import { type Labels, barred, dotted } from "./labels.ts";

/** A rule of more nodes is not written out. */
const LONGEST = 40;

/**
 * The steps of a trace by themselves: each op again on leaves that are called as the steps are, so that its
 * rules write their own formulas.
 */
export class Local {
  readonly #labels: Labels;
  readonly #open: Open;
  readonly #leaves = new Map<Tensor, Tensor>();

  constructor(labels: Labels, open: Open) {
    this.#labels = labels;
    this.#open = open;
  }

  label(x: Tensor): string {
    return this.#labels.get(x) ?? "";
  }

  /** The name of a step as a formula. */
  name(x: Tensor): Maths {
    return written(this.#leaf(x));
  }

  bar(x: Tensor): Maths {
    return written(this.#like(x, barred(this.label(x))));
  }

  dot(x: Tensor): Maths {
    return written(this.#like(x, dotted(this.label(x))));
  }

  /** What a step is of the steps before it. */
  formula(x: Tensor): Maths | undefined {
    if (x.inputs.length === 0) return undefined;
    const box = boxOf(x, this.#open);
    if (box === undefined) return asSide(written(this.#alone(x)), x);
    const leaves = box.inputs.map((input) => this.#leaf(input));
    const something = leaves[0] ?? fill(0, x);
    return written(
      composite(box.name, leaves, () => fresh(fresh(something)), { attrs: box.attrs }),
    );
  }

  /** What input number `i` of `user` receives, in terms of the cotangent of `user`. */
  contribution(user: Tensor, i: number): Maths | undefined {
    return this.#ruleOf(user, (y) => pullback(y, this.#like(user, barred(this.label(user))), i));
  }

  /** The local derivative: a factor at every element, or what a small change of the input does to the result. */
  derivative(user: Tensor, i: number): Maths | undefined {
    if (hasSlope(user)) return this.#ruleOf(user, (y) => pullback(y, fill(1, y), i));
    const x = user.inputs[i];
    if (x === undefined) return undefined;
    const dx = this.#like(x, dotted(this.label(x)));
    const change = this.#ruleOf(user, (y) =>
      pushforward(
        y,
        y.inputs.map((_, k) => (k === i ? dx : null)),
      ),
    );
    const from = written(dx);
    return (
      change && {
        text: `${from.text} ↦ ${change.text}`,
        tex: `${from.tex} \\mapsto ${change.tex}`,
      }
    );
  }

  /** The tangent of a step, given which of its inputs move. */
  tangent(user: Tensor, moving: readonly boolean[]): Maths | undefined {
    const known = new Map(user.inputs.map((x) => [x, this.#like(x, dotted(this.label(x)))]));
    const dx = user.inputs.map((x, i) => (moving[i] === true ? (known.get(x) ?? null) : null));
    return this.#ruleOf(user, (y) => pushforward(y, dx));
  }

  /** The formula that a rule of `user` writes, unless it is long or looks into what it stands for. */
  #ruleOf(user: Tensor, rule: (y: Tensor) => Tensor | null): Maths | undefined {
    if (user.op.derivative.kind === "replaced" || boxOf(user, this.#open) !== undefined)
      return undefined;
    const y = this.#alone(user);
    const result = rule(y);
    if (result === null) return undefined;
    const alone = substitute([result], new Map([[y, this.#leaf(user)]]));
    const found = graph(...alone);
    if (found.nodes.length > LONGEST) return undefined;
    const { outputs } = simplify(found);
    // Numbers without a formula are shown as numbers.
    const bare = outputs.some(
      (y) =>
        y.size !== 1 &&
        y.inputs.length === 0 &&
        y.name === undefined &&
        typeof y.value !== "number",
    );
    return bare ? undefined : written(...outputs);
  }

  #alone(x: Tensor): Tensor {
    return apply(x.op, ...x.inputs.map((input) => this.#leaf(input)));
  }

  #leaf(x: Tensor): Tensor {
    const label = this.#labels.get(x);
    if (label === undefined) return x;
    const known = this.#leaves.get(x) ?? this.#like(x, label);
    this.#leaves.set(x, known);
    return known;
  }

  #like(x: Tensor, name: string): Tensor {
    return named(input(undefined, x.shape, x.dtype), name);
  }
}

/** Whether the derivative of a step is a number, or one for each element: it is one itself, or has each from the same place. */
export const hasSlope = (x: Tensor): boolean => x.size === 1 || x.op.kernel.kind === "map";

/** A formula on one line, the parts that it shares after it. */
function written(...outputs: readonly Tensor[]): Maths {
  const found = graph(...outputs);
  const tex = print(found, { format: "tex" })
    .replaceAll(/\\(?:begin|end)\{aligned\}|(?<!\\)& ?/g, "")
    .split(" \\\\\n");
  return {
    text: lastFirst(String(found).split("\n")).join(", with "),
    tex: lastFirst(tex)
      .map((line) => line.trim())
      .join(" \\text{, with } "),
  };
}

/** What stands beside an equals sign: in parentheses if it is a comparison. */
const asSide = ({ text, tex }: Maths, { dtype }: Tensor): Maths =>
  dtype === "bool" && text.includes(" ") ? { text: `(${text})`, tex: `(${tex})` } : { text, tex };

const lastFirst = (lines: readonly string[]): string[] => [
  ...lines.slice(-1),
  ...lines.slice(0, -1),
];
