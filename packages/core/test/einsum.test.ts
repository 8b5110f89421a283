import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as C from "../src/index.ts";
import { scopeOf } from "../src/engine.ts";
import { modesAgree, pullbackIsTheSlope } from "./checks/first.ts";
import { hasReferenceValue } from "./checks/value.ts";
import { loops } from "./table/einsum.ts";
import { anywhere } from "./table/domain.ts";
import { type Row, row } from "./table/row.ts";
import { loose, refuses } from "./refusal.ts";

const LABELS = "bcaB";

interface Subscripts {
  readonly text: string;
  readonly shapes: readonly C.Shape[];
}

/** One operand: its labels, where "..." stands among them, how many axes it is, and which of these are 1. */
const term = fc.record({
  labels: fc.array(fc.nat(LABELS.length - 1), { maxLength: 3 }),
  dots: fc.option(fc.nat(3), { nil: null }),
  further: fc.nat(2),
  ones: fc.nat(3),
});

/** Every kind of subscript: repeated labels, labels of one operand, "...", spaces, written and implied output. */
const subscripts = fc
  .record({
    terms: fc.array(term, { minLength: 1, maxLength: 4 }),
    sizes: fc.array(fc.constantFrom(2, 3, 1, 2, 0), { minLength: 4, maxLength: 4 }),
    further: fc.array(fc.constantFrom(2, 1, 3), { minLength: 2, maxLength: 2 }),
    output: fc.option(fc.nat(), { nil: null }),
    spaces: fc.boolean(),
  })
  .map(({ terms, sizes, further, output, spaces }): Subscripts => {
    const inserted = <T>(list: readonly T[], at: number, ...items: T[]): T[] =>
      list.toSpliced(Math.min(at, list.length), 0, ...items);
    const named = terms.map(({ labels }) => labels.map((l) => LABELS[l] ?? ""));
    const written = terms.map(({ dots }, i) =>
      dots === null ? (named[i] ?? []) : inserted(named[i] ?? [], dots, "..."),
    );
    const shapes = terms.map(({ labels, dots, further: n, ones }) => {
      const own = labels.map((l) => sizes[l] ?? 1);
      const stretched = further.slice(2 - n).map((d, axis) => ((ones >> axis) % 2 === 1 ? 1 : d));
      return dots === null ? own : inserted(own, dots, ...stretched);
    });
    const all = [...new Set(named.flat())];
    const chosen = all.filter((_, i) => ((output ?? 0) >> i) % 2 === 1).toReversed();
    const dotted = ((output ?? 0) >> 4) % 4 > 0;
    const right = inserted(chosen, (output ?? 0) % 3, ...(dotted ? ["..."] : []));
    const [between, arrow] = spaces ? [" , ", " -> "] : [",", "->"];
    const left = written.map((labels) => labels.join(spaces ? " " : "")).join(between);
    return { text: output === null ? left : `${left}${arrow}${right.join("")}`, shapes };
  });

const rowOf = ({ text, shapes }: Subscripts): Row =>
  row("einsum", text, shapes, anywhere, (...xs) => C.einsum(text, ...xs), {
    reference: loops(text),
  });

describe("random subscripts", () => {
  const check = (claim: (row: Row) => void, numRuns: number): void =>
    fc.assert(
      fc.property(subscripts, (given) => {
        claim(rowOf(given));
      }),
      { numRuns },
    );

  test("500 agree with loops", () => {
    check(hasReferenceValue, 500);
  });

  test("reverse mode is forward mode", () => {
    check((at) => {
      modesAgree(at);
    }, 150);
  });

  test("reverse mode is the slope by differences", () => {
    check(pullbackIsTheSlope, 60);
  });

  test("cover what there is to write", () => {
    const texts = fc.sample(subscripts, 500).map(({ text }) => text);
    const left = (text: string) => text.split("->")[0] ?? "";
    for (const has of [
      (text: string) => text.includes("->"),
      (text: string) => !text.includes("->"),
      (text: string) => /([a-z])[a-z]*\1/.test(left(text)),
      (text: string) => text.split("...").length > 3,
      (text: string) => left(text).split(",").length === 4,
      (text: string) => /(^|,),/.test(left(text)),
    ])
      expect(texts.filter(has).length).toBeGreaterThan(10);
  });
});

const a = C.ones([2, 3]).named("A");
const b = C.ones([3, 4]).named("B");
const k = C.tensor([1, 2], { dtype: "int32" }).named("k");
const remedy =
  'write a letter for each axis, "..." for any further ones, "," between operands, "->" before the output';

describe("einsum", () => {
  test("multiplies integers as integers", () => {
    const y = C.einsum("i,i->", k, k);
    expect([y.dtype, y.item()]).toEqual(["int32", 5]);
  });

  test("takes the arrow that formulas have", () => {
    expect(C.einsum("ij,jk→ki", a, b).shape).toEqual([4, 2]);
  });

  test("labels more axes than there are letters", () => {
    const many = C.ones(new Array<number>(60).fill(1));
    expect(C.einsum("...,...a->...", many, C.ones([2])).shape).toEqual(many.shape);
    expect(C.tensordot(many, many, 1).rank).toBe(118);
  });

  test("is a box that says its subscripts, unless it is one product, which says them itself", () => {
    const d = C.ones([4, 2]).named("D");
    const y = C.einsum("ij,jk,kl->il", a, b, d);
    expect(scopeOf(y)).toMatchObject({ name: "einsum", attrs: { subscripts: "ij,jk,kl->il" } });
    expect(String(C.graph(y))).toBe('einsum(A, B, D, subscripts: "ij,jk,kl->il")');
    expect(C.print(C.graph(y), { open: true, format: "tex" })).toBe("A B D");
    const one = C.einsum("ij,jk->ik", a, b);
    expect(scopeOf(one)).toBeUndefined();
    expect(String(C.graph(one))).toBe("A @ B");
  });

  refuses([
    [
      "operands first",
      () => loose.einsum(a, "ij->ji"),
      'ValueError: einsum: a Tensor: subscripts are text and come first: write einsum("ij,jk->ik", a, b)',
    ],
    [
      "an array",
      () => loose.einsum("i", [1, 2]),
      "ValueError: einsum: an array: it takes a tensor: write tensor(…)",
    ],
    [
      "a digit",
      () => C.einsum("i1->i", a),
      `ValueError: einsum: "i1->i": "1" is no label: ${remedy}`,
    ],
    [
      "two lists of outputs",
      () => C.einsum("ij->i,j", a),
      `ValueError: einsum: "ij->i,j": "," is no label: ${remedy}`,
    ],
    [
      "half an arrow",
      () => C.einsum("ij>ji", a),
      `ValueError: einsum: "ij>ji": ">" is no label: ${remedy}`,
    ],
    [
      "two dots",
      () => C.einsum("..i", a),
      `ValueError: einsum: "..i": "." is no part of the one "..." in a term: ${remedy}`,
    ],
    [
      "two ellipses in a term",
      () => C.einsum("...i...", a),
      `ValueError: einsum: "...i...": "." is no part of the one "..." in a term: ${remedy}`,
    ],
    [
      "two arrows",
      () => C.einsum("ij->ji->ij", a),
      'ValueError: einsum: "ij->ji->ij": it has two arrows: write one "->", before the output',
    ],
    [
      "a label twice in the output",
      () => C.einsum("ij->ii", a),
      'ValueError: einsum: "ij->ii": label i stands twice in the output: name each axis of the output once; for a diagonal matrix use diag',
    ],
    [
      "a label out of nowhere",
      () => C.einsum("ij->ik", a),
      'ValueError: einsum: "ij->ik": label k of the output is in no operand: leave it out, or use expandDims or broadcastTo',
    ],
    [
      "an operand too few",
      () => C.einsum("ij,jk->ik", a),
      'ValueError: einsum: "ij,jk->ik": it has subscripts for 2 operands, not for 1: write subscripts for each operand, with "," between them',
    ],
    [
      "an operand too many",
      () => C.einsum("ij", a, b),
      'ValueError: einsum: "ij": it has subscripts for 1 operand, not for 2: write subscripts for each operand, with "," between them',
    ],
    [
      "no operand",
      () => C.einsum(""),
      'ValueError: einsum: "": it has subscripts for 1 operand, not for 0: write subscripts for each operand, with "," between them',
    ],
    [
      "a label too few",
      () => C.einsum("i,jk", a, b),
      'ShapeError: einsum: A [2, 3] as "i": 1 label for 2 axes: write one letter for each axis, or "..." for the axes without one',
    ],
    [
      "labels too many",
      () => C.einsum("...ij", C.sum(a, 0).named("s")),
      'ShapeError: einsum: s [3] as "...ij": 2 labels for 1 axis: write one letter for each axis, or "..." for the axes without one',
    ],
    [
      "sizes of a label",
      () => C.einsum("ij,kj->ik", a, b),
      'ShapeError: einsum: A [2, 3] as "ij" and B [3, 4] as "kj": label j is 3 in one and 4 in the other: give axes of one label one size, or the axes two labels',
    ],
    [
      "a size of 1 under a letter",
      () => C.einsum("ij,ij", a, C.ones([1, 3]).named("r")),
      'ShapeError: einsum: A [2, 3] as "ij" and r [1, 3] as "ij": label i is 2 in one and 1 in the other: give axes of one label one size, or the axes two labels',
    ],
    [
      "the diagonal of no square",
      () => C.einsum("ii", a),
      'ShapeError: einsum: A [2, 3] as "ii": label i is 2 on one axis and 3 on another: give axes of one label one size, or the axes two labels',
    ],
    [
      "further axes that do not broadcast",
      () => C.einsum("...j,...k", a, b),
      'ShapeError: einsum: A [2, 3] as "...j" and B [3, 4] as "...k": an axis of "..." is 2 in one and 3 in the other: make the sizes agree or be 1',
    ],
    [
      "truth values",
      () => C.einsum("ij->i", a.greater(0).named("mask")),
      'DTypeError: einsum: mask [2, 3] bool: it is defined for numbers: write cast(mask, "float64")',
    ],
    [
      "two dtypes",
      () => C.einsum("ij,i", a, k),
      'DTypeError: einsum: A [2, 3] float64 and k [2] int32: dtypes do not mix: write cast(k, "float64")',
    ],
  ]);
});

describe("tensordot", () => {
  test("is a method too", () => {
    expect(a.tensordot(b, 1).shape).toEqual([2, 4]);
  });

  refuses([
    [
      "sizes that differ",
      () => C.tensordot(a, b, [0, 0]),
      "ShapeError: tensordot: A [2, 3] and B [3, 4]: axis 0 of the first is 2, axis 0 of the second 3: pair axes of one size: write [axes of the first, axes of the second]",
    ],
    [
      "more axes than there are",
      () => C.tensordot(a, C.ones([3]).named("v")),
      "ShapeError: tensordot: v [3]: it has fewer than 2 axes: write how many axes to sum over, or [axes of the first, axes of the second]",
    ],
    [
      "half an axis",
      () => C.tensordot(a, b, 0.5),
      "ValueError: tensordot: axis count 0.5: it is not a whole number from 0 up: write one such as 3",
    ],
    [
      "one list of axes",
      () => loose.tensordot(a, b, [1]),
      "ValueError: tensordot: axes an array: it is neither a number nor a pair of lists: write [axes of the first, axes of the second]",
    ],
    [
      "text",
      () => loose.tensordot(a, b, "1"),
      'ValueError: tensordot: axes "1": it is neither a number nor a pair of lists: write [axes of the first, axes of the second]',
    ],
    [
      "lists of two lengths",
      () => C.tensordot(a, b, [[0, 1], [0]]),
      "ValueError: tensordot: axes [0, 1] and [0]: they do not pair up: name as many axes of the first as of the second",
    ],
    [
      "an axis twice",
      () =>
        C.tensordot(a, b, [
          [1, -1],
          [0, 1],
        ]),
      "AxisError: tensordot: A [2, 3]: axes [1, 1] name one twice: name each once",
    ],
    [
      "an axis that does not exist",
      () => C.tensordot(a, b, [2, 0]),
      "AxisError: tensordot: A [2, 3]: axis 2 does not exist: use -2 to 1",
    ],
    [
      "a number",
      () => loose.tensordot(a, 2),
      "ValueError: tensordot: 2: it takes a tensor: write tensor(…)",
    ],
  ]);
});

describe("formulas", () => {
  const text = (subscripts: string, ...xs: C.Tensor[]) =>
    String(C.trace(() => C.einsum(subscripts, ...xs), []));
  const t = C.ones([5, 2, 3]).named("T");

  test("write a product that is no matrix product as einsum", () => {
    expect(text("bik,kj->bij", t, b)).toBe('einsum("bik,kj→bij", T, B)');
    expect(text("ij,ij->i", a, a)).toBe('einsum("ij,ij→i", A, A)');
    expect(text("...ij,jk->...ki", t, b)).toBe('einsum("aij,jk→aki", T, B)');
  });

  test("write a matrix product as one", () => {
    expect(text("ij,jk->ik", a, b)).toBe("A @ B");
    expect(text("ji,jk->ki", a, a)).toBe("(Aᵀ @ A)ᵀ");
    expect(text("ij,kl->ijkl", a, b)).toBe("A ⊗ B");
  });

  test("open, what is no single product is written by its parts", () => {
    const tex = (subscripts: string, ...xs: C.Tensor[]) =>
      C.print(C.graph(C.einsum(subscripts, ...xs)), { format: "tex", open: true });
    expect(tex("ij,ji->ij", a, C.ones([3, 2]).named("C"))).toBe("A \\odot C^{\\top}");
    expect(tex(",ij->ij", C.tensor(2, { name: "s" }), a)).toBe("s \\cdot A");
  });

  test("write products by a scalar with a dot", () => {
    const dotted = C.derive(
      (x: C.Tensor, c: C.Tensor) => C.einsum("i,i->", x, c).square(),
      {
        shape: [3],
        name: "x",
      },
      { shape: [3], name: "c" },
    );
    expect(String(dotted)).toBe("(2·(x @ c))·c");
  });
});
