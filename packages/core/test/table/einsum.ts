import * as C from "../../src/index.ts";
import { anywhere } from "./domain.ts";
import { type Plain, type Reference, at, build, indices } from "./reference.ts";
import { type Options, type Row, row } from "./row.ts";

/** The size of each label, found by aligning "..." on the right, where size 1 gives way. */
export function loops(subscripts: string): Reference {
  const [left = "", right] = subscripts.replaceAll(" ", "").split("->");
  const terms = left.split(",");
  const letters = [...left.replaceAll(/[.,]/g, "")].toSorted();
  const implied = `...${letters.filter((l, i) => letters[i - 1] !== l && letters[i + 1] !== l).join("")}`;
  return (...xs) => {
    const named = xs.map((x, i) => axesOf(terms[i] ?? "", x.shape.length));
    const most = Math.max(0, ...xs.map((x, i) => x.shape.length - lettersIn(terms[i] ?? "")));
    const out = axesOf(right ?? implied, lettersIn(right ?? implied) + most);
    return summed(xs, named, out);
  };
}

const lettersIn = (term: string): number => term.replace("...", "").length;

/** A name for each axis; those of "..." are numbered from the right. */
function axesOf(term: string, rank: number): string[] {
  const further = rank - lettersIn(term);
  const [before = "", after = ""] = term.split("...");
  if (!term.includes("...")) return [...term];
  const numbers = Array.from({ length: further }, (_, i) => String(further - i));
  return [...before, ...numbers, ...after];
}

/** Every element of the result as a sum over the values of all other labels. */
function summed(xs: readonly Plain[], named: readonly (readonly string[])[], out: string[]): Plain {
  const sizes = new Map<string, number>();
  xs.forEach(({ shape }, i) =>
    shape.forEach((d, axis) => {
      const name = named[i]?.[axis] ?? "";
      if ((sizes.get(name) ?? 1) === 1) sizes.set(name, d);
    }),
  );
  const inner = [...sizes.keys()].filter((name) => !out.includes(name));
  const sizeOf = (name: string) => sizes.get(name) ?? 1;
  return build(out.map(sizeOf), (index) => {
    let sum = 0;
    for (const rest of indices(inner.map(sizeOf))) {
      const place = (name: string) =>
        (out.includes(name) ? index[out.indexOf(name)] : rest[inner.indexOf(name)]) ?? NaN;
      sum += xs.reduce((product, x, i) => product * at(x, (named[i] ?? []).map(place)), 1);
    }
    return sum;
  });
}

const einsum = (
  subscripts: string,
  shapes: readonly C.Shape[],
  edges: Row["edges"] = [],
  options: Options = {},
): Row =>
  row("einsum", subscripts, shapes, anywhere, (...xs) => C.einsum(subscripts, ...xs), {
    reference: loops(subscripts),
    edges,
    ...options,
  });

const tensordot = (
  axes: C.Paired | undefined,
  subscripts: string,
  a: C.Shape,
  b: C.Shape,
  edges: Row["edges"] = [],
): Row =>
  row(
    "tensordot",
    JSON.stringify(axes) ?? "",
    [a, b],
    anywhere,
    (x, y) => C.tensordot(x, y, axes),
    { reference: loops(subscripts), edges },
  );

/** Sums of products over axes that are named or counted. */
export const einsums: readonly Row[] = [
  einsum(
    "ij,jk->ik",
    [
      [2, 3],
      [3, 4],
    ],
    [
      [
        [2, 0],
        [0, 3],
      ],
      [
        [1, 1],
        [1, 1],
      ],
    ],
  ),
  einsum("ji,jk", [
    [2, 3],
    [2, 2],
  ]),
  einsum("ij->ji", [[2, 3]], [[[0, 2]]]),
  einsum("ba", [[2, 3]]),
  einsum("ii->i", [[3, 3]], [[[0, 0]], [[1, 1]]]),
  einsum("ii", [[3, 3]], [[[0, 0]]]),
  einsum("iji->ji", [[2, 3, 2]], [], { selects: true }),
  einsum("iii->i", [[2, 2, 2]]),
  einsum("iijj->ji", [[2, 2, 3, 3]]),
  einsum("ij->j", [[2, 3]], [[[0, 3]]]),
  einsum("i->", [[3]]),
  einsum(",->", [[], []]),
  einsum(",ij,->ij", [[], [2, 2], []]),
  einsum("ij, -> j", [[2, 3], []]),
  einsum("ij,ij->ij", [
    [2, 3],
    [2, 3],
  ]),
  einsum("ij,ji->ij", [
    [2, 3],
    [3, 2],
  ]),
  einsum("ij,ij->i", [
    [2, 3],
    [2, 3],
  ]),
  einsum("ij,ij->", [
    [2, 3],
    [2, 3],
  ]),
  einsum("i,j->ji", [[2], [3]]),
  einsum("i,ij->ij", [[2], [2, 3]]),
  einsum("ii,jk->k", [
    [2, 2],
    [2, 3],
  ]),
  einsum("i,ij,j->", [[2], [2, 3], [3]]),
  einsum("ij,jk,kl->il", [
    [2, 3],
    [3, 2],
    [2, 2],
  ]),
  einsum("aB,Bc,aB->ca", [
    [2, 3],
    [3, 2],
    [2, 3],
  ]),
  einsum("...ij,...jk->...ik", [
    [2, 1, 2, 3],
    [3, 3, 2],
  ]),
  einsum(
    "...i,...i",
    [
      [2, 3],
      [1, 3],
    ],
    [
      [
        [0, 2],
        [1, 2],
      ],
      [
        [1, 2],
        [1, 2],
      ],
    ],
  ),
  einsum("a...,...->a...", [
    [2, 3],
    [4, 1],
  ]),
  einsum("i...,i->...", [[2, 3, 2], [2]]),
  einsum("...ii->...i", [[2, 3, 3]]),
  einsum("...,...i->i", [
    [1, 2],
    [3, 1, 2],
  ]),
  tensordot(
    undefined,
    "iab,abj->ij",
    [2, 3, 2],
    [3, 2, 2],
    [
      [
        [2, 0, 1],
        [0, 1, 3],
      ],
    ],
  ),
  tensordot(0, "i,jk->ijk", [2], [3, 2]),
  tensordot(1, "ij,jk->ik", [2, 3], [3, 2]),
  tensordot(
    [
      [0, -1],
      [2, 0],
    ],
    "aib,bja->ij",
    [2, 3, 4],
    [4, 2, 2],
  ),
  tensordot([1, 1], "ij,kj->ik", [2, 3], [4, 3]),
  tensordot([[], []], "i,j->ij", [2], [2]),
];
