import type { Tensor } from "@chainrule/core";
import { distinctNames } from "@chainrule/core/engine";

/** What the steps of a trace are called. */
export type Labels = ReadonlyMap<Tensor, string>;

/** Names, numbered where two are alike; v₁, v₂ … for what has none, or another letter if some names look like these. */
export function labelsOf(steps: readonly Tensor[]): Labels {
  const names = distinctNames(steps.filter(({ name = "" }) => name !== ""));
  const letter = [..."vuzstpqr"].find((c) => ![...names.values()].some(looksLike(c))) ?? "step";
  let count = 0;
  return new Map(steps.map((x) => [x, plain(names.get(x)) ?? letter + below(++count)]));
}

/** On one line, without the quotes that formulas put around what is no word. */
const plain = (name: string | undefined): string | undefined =>
  name?.replace(/^"(.*)"$/su, "$1").replaceAll(/\s+/g, " ");

const looksLike =
  (letter: string) =>
  (name: string): boolean =>
    new RegExp(`^${letter}_?\\d*$`, "u").test(name.normalize("NFKC"));

const below = (n: number): string =>
  String(n).replaceAll(/\d/g, (d) => String.fromCharCode(0x2080 + Number(d)));

/** The adjoint of a label: `v̄₁`, with a bar over the whole of a longer name. */
export const barred = (label: string): string => marked(label, "\u0304", "\u0305");

/** The tangent of a label: `v̇₁`, with dots over the whole of a longer name. */
export const dotted = (label: string): string => marked(label, "\u0307", "\u0307");

function marked(label: string, one: string, each: string): string {
  const [, letter, rest] = /^(\p{L}\p{M}*)([_\d₀-₉]*′*)$/u.exec(label) ?? [];
  return letter === undefined
    ? label.replaceAll(/\P{M}\p{M}*/gu, (c) => c + each)
    : letter + one + (rest ?? "");
}
