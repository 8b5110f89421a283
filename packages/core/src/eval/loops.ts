import type { Data } from "../graph/dtype.ts";
import type { Scalar, ScalarMath } from "../graph/scalar.ts";

/** One word over whole arrays; storing an element rounds it to the type of `out`. */
type Loop = (out: Data, ...operands: Data[]) => void;

/** The commonest words of floating point, as loops. An engine calls a function for each element four times as slowly. */
const loops: Readonly<Record<string, Loop>> = {
  add(out, a, b) {
    for (let i = 0; i < out.length; i++) out[i] = (a[i] as number) + (b[i] as number);
  },
  sub(out, a, b) {
    for (let i = 0; i < out.length; i++) out[i] = (a[i] as number) - (b[i] as number);
  },
  mul(out, a, b) {
    for (let i = 0; i < out.length; i++) out[i] = (a[i] as number) * (b[i] as number);
  },
  div(out, a, b) {
    for (let i = 0; i < out.length; i++) out[i] = (a[i] as number) / (b[i] as number);
  },
  less(out, a, b) {
    for (let i = 0; i < out.length; i++) out[i] = (a[i] as number) < (b[i] as number) ? 1 : 0;
  },
  lessOrEqual(out, a, b) {
    for (let i = 0; i < out.length; i++) out[i] = (a[i] as number) <= (b[i] as number) ? 1 : 0;
  },
  select(out, mask, a, b) {
    for (let i = 0; i < out.length; i++) out[i] = (mask[i] === 0 ? b[i] : a[i]) as number;
  },
};

/** An operand by its number, or a word of such terms. */
type Term = number | { readonly word: string; readonly operands: readonly Term[] };

const spelled = new Proxy(
  {},
  {
    get:
      (_, word: string) =>
      (...operands: Term[]): Term => ({ word, operands }),
  },
) as ScalarMath<Term, Term>;

interface Word {
  readonly loop: Loop;
  /** Which operands of the op the word takes, in its order. */
  readonly places: readonly number[];
}

const known = new WeakMap<Scalar, Word | null>();

/** What `scalar` is as one loop, if it is nothing but one of these words. */
export function wordOf(scalar: Scalar): Word | null {
  const found = known.get(scalar);
  if (found !== undefined) return found;
  const term = scalar(spelled, 0, 1, 2);
  const loop = typeof term === "number" ? undefined : loops[term.word];
  const places = typeof term === "number" ? [] : term.operands;
  const word =
    loop !== undefined && places.every((place) => typeof place === "number")
      ? { loop, places }
      : null;
  known.set(scalar, word);
  return word;
}
