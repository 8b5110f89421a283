import type { Tensor } from "@chainrule/core";
import { scopeOf, showShape } from "@chainrule/core/engine";
import type { Candidate } from "./diagnose.ts";
import type { Edit, Kind } from "./edit.ts";
import { isCopy, show, written } from "./names.ts";
import type { ShapeFinding } from "./shapes.ts";
import { rounded } from "../numbers/quantity.ts";

/** What an explanation is told with. */
export interface Told {
  readonly candidate: Candidate;
  readonly of: Tensor;
  readonly shape: ShapeFinding;
  /** Whether it is computed from nothing that was handed in. */
  readonly fromLoss: boolean;
}

/** One explanation in a sentence, or two, that a learner understands. */
export function sentence(told: Told): string {
  const { candidate: c } = told;
  const [second] = c.more ?? [];
  const first = sentences[c.edit.kind](c.edit, told);
  if (second !== undefined && second.kind === c.edit.kind && (c.names[0]?.value ?? 1) === 1)
    return `${first} The same at ${(c.more ?? []).length} more ${(c.more ?? []).length === 1 ? "step" : "steps"}.`;
  const also = second === undefined ? "" : ` Besides: ${sentences[second.kind](second, told)}`;
  const isFactor = c.edit.kind === "scale" || c.edit.kind === "sign" || c.edit.kind === "path";
  const times =
    isFactor || c.names[0] === undefined || c.names[0].value === 1
      ? ""
      : ` Besides, all is multiplied by ${c.names[0].text}.`;
  return first + also + times;
}

type Say = (edit: Edit, told: Told) => string;

/** What the function that `x` is the result of is called. */
export const functionOf = (x: Tensor | undefined): string =>
  x === undefined ? "the step" : (scopeOf(x)?.name ?? x.op.name);
const formulaOf = (x: Tensor | undefined): string =>
  x === undefined ? "it" : (x.name ?? short(written(plain(x)).text, x));
/** A learner writes no word for copies along an axis. */
function plain(x: Tensor): Tensor {
  let y = x;
  while (y.name === undefined && y.inputs[0] !== undefined && isCopy(y)) y = y.inputs[0];
  return y;
}
const short = (text: string, x: Tensor): string => (text.length <= 60 ? text : show(x));
const isLocal = ({ user }: Edit): boolean =>
  user !== undefined && ["pointwise", "gated"].includes(user.op.derivative.kind);

const sentences: Record<Kind, Say> = {
  sign: (edit, { candidate }) =>
    candidate.partial === true
      ? `The contribution ${formulaOf(edit.site)} has the wrong sign.`
      : "The sign is wrong.",
  scale,
  path: (edit) =>
    edit.note !== undefined && edit.of !== undefined && edit.note !== "cut short"
      ? `Inside the derivative of ${edit.note} a part is missing: ${formulaOf(edit.site)}.`
      : `The contribution ${formulaOf(edit.site)} is missing: what is used more than once gets a share from every use (= where += belongs would do this).`,
  overwritten: ({ of, note }) =>
    `Only the ${note === "last" ? "last" : "share of one"} use of ${formulaOf(of)} counts: = stands where += belongs.`,
  "left-out": (edit) =>
    isLocal(edit)
      ? `The derivative of ${functionOf(edit.user)} was left out: the incoming gradient was passed on as it came.`
      : `The factor ${formulaOf(edit.of)} was left out.`,
  twice: (edit) => `The derivative of ${functionOf(edit.user)} is there twice.`,
  inverse: ({ of }) => `It is divided by ${formulaOf(of)} where it has to be multiplied.`,
  "wrong-place": ({ user, of, instead }) =>
    (user?.inputs.length ?? 1) > 1
      ? `${formulaOf(instead)} is used where ${formulaOf(of)} belongs.`
      : `The derivative of ${functionOf(user)} is taken at the wrong place: at ${formulaOf(instead)} where ${formulaOf(of)} belongs.`,
  "wrong-operand": ({ of, instead }) =>
    `${formulaOf(instead)} is used where ${formulaOf(of)} belongs.`,
  formula: ({ of, instead, note, user }) =>
    instead === undefined
      ? `The formula ${formulaOf(of)} was used ${note ?? "in another form"}.`
      : note === undefined
        ? `${formulaOf(instead)} stands where ${formulaOf(of)} belongs${user ? `, in the derivative of ${functionOf(user)}` : ""}.`
        : `The derivative of ${functionOf(of)} was used ${note}.`,
  "other-function": ({ user, instead }) =>
    `This is the derivative of ${functionOf(instead)}, but the function is ${functionOf(user)}.`,
  "not-derived": ({ user, note = "" }) =>
    `${functionOf(user)} itself stands where its derivative belongs${note}.`,
  "other-loss": ({ of }) =>
    `This is the gradient of an absolute value: only the sign of ${formulaOf(of)} is used where its size counts (MAE for MSE).`,
  mask: ({ user }) =>
    user?.inputs.some(({ dtype }) => dtype === "bool") === true
      ? "The gradient goes to the other branch: it passes where the condition is false, and is stopped where it is true."
      : `The gradient passes where ${functionOf(user)} is off, and is stopped where it is on.`,
  "not-transposed": ({ of, note = "" }) =>
    `${of === undefined ? "A transposition" : `A transposition of ${formulaOf(of)}`} is missing, or one too many${note && ` (${note})`}.`,
  reordered: ({ note }) =>
    note === undefined
      ? "The elements were put into another order: a reshape where a transposition belongs."
      : `The elements stand in another order: ${note}.`,
  swapped: ({ note }) =>
    note === undefined
      ? "The factors of the product are in the wrong order."
      : `The wrong product was used: ${note}.`,
  "one-slice": ({ note }) =>
    `Only the ${note} term of a sum is there: = where += belongs, or a sum forgotten?`,
  "wrong-axis": ({ note }) => `The sum runs over the wrong axis: ${note}.`,
  skipped: ({ note }) =>
    `The derivative of ${note} was left out: the gradient of its result was passed on as it came.`,
  updated: ({ of, note }) =>
    `${formulaOf(of)} was already updated (step size ${note}) when you used it: use the old one.`,
  added: ({ of, note }) =>
    `${note}·${formulaOf(of)} was added, as for a weight penalty that is not in this loss.`,
  transposed: (_, { of, shape }) =>
    `It is transposed: you gave ${showShape(shape.given)}, ${show(of)} is ${showShape(of.shape)}; the numbers are right.`,
  "missing-sum": (_, { of, shape }) =>
    `A sum is missing: you gave ${showShape(shape.given)}, ${show(of)} is ${showShape(of.shape)}; it was broadcast along ${(shape.axes ?? []).length > 1 ? "axes" : "axis"} ${(shape.axes ?? []).join(" and ")}, so its gradient is summed over that.`,
  slip: ({ note }) => `Only ${note} differs: a slip rather than a wrong rule.`,
  unknown: () => "",
};

function scale(edit: Edit, { candidate: c, fromLoss }: Told): string {
  const what = c.partial === true ? `One contribution, ${formulaOf(edit.site)},` : "All";
  const [name, ...others] = c.names;
  if (name === undefined)
    return `${what} is ${rounded(c.factor)} times the right numbers, a factor that I know no name for.`;
  const why =
    name.mean === "1/n"
      ? fromLoss
        ? ": the mean is taken twice, or stands where a sum belongs"
        : ": a mean stands where a sum belongs"
      : name.mean === "n"
        ? ": the division of a mean is missing"
        : "";
  const same = others.filter(({ cost }) => cost < 1.4).map(({ text }) => text);
  const or =
    same.length === 0
      ? ""
      : ` (Or ${same.join(", or ")}: the same number here. Other sizes would tell.)`;
  return `${what} is ${name.text} times the right numbers${why}.${or}`;
}
