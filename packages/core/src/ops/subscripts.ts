/** Subscripts as einsum reads them: a letter names an axis, "..." stands for any number of axes. */
import { ShapeError, ValueError } from "../graph/errors.ts";
import { describe } from "../graph/note.ts";
import type { Tensor } from "../graph/tensor.ts";
import { kindOf } from "./check.ts";

/** A tensor with one label for each axis. */
export interface Labelled {
  readonly x: Tensor;
  readonly labels: string;
}

interface Parsed {
  readonly text: string;
  readonly terms: readonly string[];
  readonly out: string | undefined;
}

/** An operand of einsum, and the term that labels it. */
interface Written extends Labelled {
  readonly term: string;
}

interface Subscripts {
  readonly inputs: readonly Written[];
  readonly out: string;
  /** The labels that "..." stands for. */
  readonly further: string;
}

const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const ALPHA = 0x3b1;

/** Label number `k`: a, b, …, z, A, …, Z, α, β, … */
export const labelAt = (k: number): string =>
  LETTERS[k] ?? String.fromCharCode(ALPHA + k - LETTERS.length);

/** The labels of a list, each once. */
export const unique = (labels: string): string => [...new Set(labels)].join("");

/** The operands with their labels and the labels of the output, as `text` says, "..." written out. */
export function labelled({ text, terms, out }: Parsed, xs: readonly Tensor[]): Subscripts {
  if (terms.length !== xs.length)
    throw new ValueError(
      "einsum",
      JSON.stringify(text),
      `it has subscripts for ${counted(terms.length, "operand")}, not for ${xs.length}`,
      'write subscripts for each operand, with "," between them',
    );
  const counts = xs.map((x, i) => furtherAxes(x, terms[i] ?? ""));
  const most = Math.max(...counts);
  const further = Array.from({ length: LETTERS.length + most }, (_, k) => labelAt(k))
    .filter((label) => !terms.some((term) => term.includes(label)))
    .slice(0, most)
    .join("");
  const written = (term: string, n: number) => term.replace("...", further.slice(most - n));
  const inputs = xs.map((x, i) => {
    const term = terms[i] ?? "";
    return { x, term, labels: written(term, counts[i] ?? 0) };
  });
  return { inputs, further, out: written(out ?? implied(terms), most) };
}

const counted = (n: number, one: string, many = `${one}s`): string =>
  `${n} ${n === 1 ? one : many}`;

/** How many axes "..." stands for. */
function furtherAxes(x: Tensor, term: string): number {
  const letters = term.replace("...", "").length;
  const n = x.shape.length - letters;
  if (n === 0 || (n > 0 && term.includes("..."))) return n;
  throw new ShapeError(
    "einsum",
    `${describe(x)} as "${term}"`,
    `${counted(letters, "label")} for ${counted(x.shape.length, "axis", "axes")}`,
    'write one letter for each axis, or "..." for the axes without one',
  );
}

/** The output where none is written: "...", then in alphabetical order the labels that occur once. */
const implied = (terms: readonly string[]): string => {
  const labels = [...terms.join("").replaceAll(".", "")];
  const once = labels.filter((label) => labels.indexOf(label) === labels.lastIndexOf(label));
  return `...${once.toSorted().join("")}`;
};

/** The subscripts of each operand and, if it is written, of the output. */
export function parsed(text: unknown): Parsed {
  if (typeof text !== "string")
    throw new ValueError(
      "einsum",
      kindOf(text),
      "subscripts are text and come first",
      'write einsum("ij,jk->ik", a, b)',
    );
  const given = JSON.stringify(text);
  const [left = "", out, ...more] = text.replaceAll(" ", "").split(/->|→/);
  if (more.length > 0)
    throw new ValueError("einsum", given, "it has two arrows", 'write one "->", before the output');
  const terms = left.split(",");
  for (const term of [...terms, ...(out === undefined ? [] : [out])]) refuseOdd(given, term);
  if (out === undefined) return { text, terms, out };
  const letters = out.replace("...", "");
  for (const label of letters) {
    if (letters.indexOf(label) !== letters.lastIndexOf(label))
      throw new ValueError(
        "einsum",
        given,
        `label ${label} stands twice in the output`,
        "name each axis of the output once; for a diagonal matrix use diag",
      );
    if (!left.includes(label))
      throw new ValueError(
        "einsum",
        given,
        `label ${label} of the output is in no operand`,
        "leave it out, or use expandDims or broadcastTo",
      );
  }
  return { text, terms, out };
}

/** Refuses what is neither a letter nor one "...". */
function refuseOdd(given: string, term: string): void {
  const odd = [...term.replace("...", "")].find((label) => !LETTERS.includes(label));
  if (odd === undefined) return;
  throw new ValueError(
    "einsum",
    given,
    odd === "." ? '"." is no part of the one "..." in a term' : `"${odd}" is no label`,
    'write a letter for each axis, "..." for any further ones, "," between operands, "->" before the output',
  );
}

/** The size of every label: a size of 1 under "..." stretches, all other sizes of a label agree. */
export function sizesOf({ inputs, further }: Subscripts): ReadonlyMap<string, number> {
  const found = new Map<string, Sized>();
  for (const of of inputs)
    for (const [axis, label] of [...of.labels].entries()) {
      const size = of.x.shape[axis] ?? 1;
      const known = found.get(label);
      const stretches = further.includes(label);
      if (known === undefined || (stretches && known.size === 1)) found.set(label, { size, of });
      else if (size !== known.size && !(stretches && size === 1))
        throw differ(stretches ? 'an axis of "..."' : `label ${label}`, known, { size, of });
    }
  return new Map([...found].map(([label, { size }]) => [label, size]));
}

interface Sized {
  readonly size: number;
  readonly of: Written;
}

function differ(what: string, a: Sized, b: Sized): ShapeError {
  const one = a.of === b.of;
  const given = (one ? [a.of] : [a.of, b.of]).map(({ x, term }) => `${describe(x)} as "${term}"`);
  const [first, second] = one ? ["on one axis", "on another"] : ["in one", "in the other"];
  return new ShapeError(
    "einsum",
    given.join(" and "),
    `${what} is ${a.size} ${first} and ${b.size} ${second}`,
    what.startsWith("label")
      ? "give axes of one label one size, or the axes two labels"
      : "make the sizes agree or be 1",
  );
}
