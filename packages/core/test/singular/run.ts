/** A row of the table as a program. */
import * as core from "../../src/index.ts";
import { type Tensor, tensor } from "../../src/index.ts";
import type { Exact, Row } from "./row.ts";

export type Expression = (...xs: readonly Tensor[]) => Tensor;

/** The text that the document shows is the program that is tested. */
export const expressionOf = ({ f, at }: Row): Expression => {
  const names = Object.keys(core);
  // oxlint-disable-next-line no-new-func, no-implied-eval
  const make = new Function(...names, ...Object.keys(at), `return ${f}`) as (
    ...values: readonly unknown[]
  ) => Tensor;
  return (...xs) => make(...Object.values(core), ...xs);
};

export const pointOf = ({ at }: Row): Tensor[] => Object.values(at).map((x): Tensor => tensor(x));

/** Equal: the same NaN, infinity or zero, and other numbers within 4 units in the last place. */
function agrees(a: number, b: number, signedZero: boolean): boolean {
  if (Object.is(a, b) || (!signedZero && a === 0 && Object.is(b, 0))) return true;
  return Number.isFinite(a) && a !== 0 && Math.abs(a - b) <= 4 * Number.EPSILON * Math.abs(b);
}

/** The answer as nested numbers, in which those that agree with what is wanted are replaced by it. */
export function matched(answer: Exact, wanted: Exact | undefined, signedZero: boolean): Exact {
  if (typeof answer === "number")
    return typeof wanted === "number" && agrees(answer, wanted, signedZero) ? wanted : answer;
  return answer.map((x, i) =>
    matched(x, Array.isArray(wanted) ? (wanted as readonly Exact[])[i] : undefined, signedZero),
  );
}
