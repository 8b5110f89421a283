import { type Quantity, showNumber, showQuantity } from "../numbers/quantity.ts";
import {
  type Block,
  type Maths,
  type Words,
  formula,
  heading,
  table,
  text,
} from "../report/block.ts";
import { lineOf } from "../report/line.ts";
import type { AdjointStep, Chain, Factor, LocalDerivative, Path, PrimalStep } from "./steps.ts";
import { dots, equation, joined, numeral, product, slope, sum } from "./symbols.ts";

/** Rows shown before the middle of a long table is left out. */
const SHOWN = 120;

/** A trace as its reader sees it. */
export function blocksOf(
  of: Maths,
  steps: readonly (PrimalStep | AdjointStep)[],
  chains: readonly Chain[],
  digits: number | undefined,
): readonly Block[] {
  const primals = steps.filter((step) => step.pass === "forward");
  const adjoints = steps.filter((step) => step.pass === "reverse");
  const tangents = primals.some(({ tangent }) => tangent !== undefined);
  const value = (q: Quantity): string => showQuantity(q, digits);
  const names = new Map(primals.map(({ step, name }) => [step, name]));
  const equality = (left: Maths, right: Maths | undefined): Maths =>
    right === undefined ? left : equation(left, right);
  const forwards = rowsOf(
    primals,
    ({ step, name, formula: right, value: v, tangent, shape, dtype, site }): Row => [
      String(step),
      equality(name, right),
      value(v),
      ...(tangent ? [equality(tangent.name, tangent.formula), value(tangent.value)] : []),
      shapeOf(shape, dtype),
      site,
    ],
  );
  const head = [
    "step",
    "formula",
    "value",
    ...(tangents ? ["tangent", "value"] : []),
    "shape",
    "line",
  ];
  const back = rowsOf(adjoints, (step): Row => [
    String(step.step),
    adds(step),
    step.through === undefined ? "—" : (names.get(step.through) ?? "—"),
    step.local === undefined ? "—" : localOf(step.local, value),
    step.upstream === undefined ? "—" : value(step.upstream),
    value(step.contribution),
    value(step.sum),
    shapeOf(step.shape, step.dtype),
    step.site,
  ]);
  return [
    heading(["Evaluation trace of ", of]),
    text(tangents ? "Forwards: every value beside its tangent." : "Forwards: every value."),
    table(...withLines(head, forwards), tangents ? [0, 2, 4] : [0, 2]),
    ...(adjoints.length === 0
      ? []
      : [
          text([
            "Back: the adjoint ",
            { text: "v̄", tex: "\\bar{v}" },
            " of v is ",
            slope(of, { text: "v", tex: "v" }),
            ". Each use of v adds to it: upstream times local derivative.",
          ]),
          table(...withLines(BACK, back), [0, 4, 5, 6]),
        ]),
    ...chains.flatMap((chain) => chainBlocks(chain, digits)),
  ];
}

type Row = readonly (Words | undefined)[];

const BACK = [
  "step",
  "adjoint",
  "through",
  "local derivative",
  "upstream",
  "contribution",
  "sum",
  "shape",
  "line",
];

/** A row for each step, the middle of a long list left out. */
function rowsOf<S>(steps: readonly S[], row: (step: S) => Row): readonly Row[] {
  const left = steps.length - SHOWN;
  if (left <= 0) return steps.map(row);
  const ends = [...steps.slice(0, SHOWN / 2), ...steps.slice(-SHOWN / 2)].map(row);
  const gap: Row =
    ends[0]?.map((_, i) => (i === 1 ? `${left} more` : i === 0 ? "…" : undefined)) ?? [];
  return [...ends.slice(0, SHOWN / 2), gap, ...ends.slice(SHOWN / 2)];
}

/** The last column, of lines, is there if some are known. */
function withLines(head: readonly string[], rows: readonly Row[]): [readonly Words[], Words[][]] {
  const known = rows.some((row) => row.at(-1) !== undefined);
  const shown = known ? rows : rows.map((row) => row.slice(0, -1));
  return [
    known ? head : head.slice(0, -1),
    shown.map((row) =>
      row.map((cell, i) =>
        cell === undefined ? "—" : known && i === row.length - 1 ? shortly(cell) : cell,
      ),
    ),
  ];
}

/** `main.ts:12` of a whole path. */
const shortly = (site: Words): Words => (typeof site === "string" ? lineOf(site) : site);

const shapeOf = (shape: readonly number[], dtype: string): string =>
  `${dtype === "float64" ? "" : `${dtype} `}[${shape.join(", ")}]`;

/** `x̄ = …` for the first use, `x̄ += …` for another one. */
const adds = ({ name, formula: right, use }: AdjointStep): Maths =>
  use === 1 ? equation(name, right) : joined([name, right], " += ", " \\mathrel{+}= ");

function localOf(
  { name, formula: right, value, rule }: LocalDerivative,
  show: (q: Quantity) => string,
): Words {
  const shown = value === undefined ? undefined : show(value);
  const said = rule === undefined ? "" : `: g ↦ ${rule}`;
  if (right === undefined) return shown === undefined ? [name, said] : [name, said, ` = ${shown}`];
  if (shown === undefined) return [name, ": ", right];
  return right.text === shown || /^−?[\d.]+$/.test(right.text)
    ? [equation(name, right)]
    : [equation(name, right), ` = ${shown}`];
}

/** The chain rule for one leaf: in symbols, then in numbers. */
function chainBlocks(
  { of, paths, count, gradient }: Chain,
  digits: number | undefined,
): readonly Block[] {
  if (count === 0) return [text([of, " = 0: no path leads there."])];
  const rest = count > paths.length ? [dots] : [];
  const symbols = sum([...paths.map((path) => times(path, ({ name }) => name)), ...rest]);
  const numeric = typeof gradient === "number" && paths.every(({ value }) => value !== undefined);
  const sides = [of, symbols];
  if (numeric) {
    const shown = (x: number, inner = false): Maths => numeral(showNumber(x, digits), inner);
    const numbers = (path: Path): Maths =>
      times(path, (factor) => shown(factor.value ?? NaN, true));
    sides.push(sum([...paths.map(numbers), ...rest]), shown(gradient));
  }
  return [
    text([
      of,
      `: a sum over ${count === 1 ? "one path" : `${howMany(count)} paths`}${rest.length === 0 ? "." : `, of which ${paths.length} are written.`}`,
    ]),
    formula(equation(...sides.filter(({ text: side }, i) => side !== sides[i - 1]?.text))),
  ];
}

/** The product of the factors of a path. */
const times = ({ factors }: Path, write: (factor: Factor) => Maths): Maths =>
  factors.length === 0
    ? numeral("1")
    : product(...factors.map((factor) => (factor === null ? dots : write(factor))));

const howMany = (n: number): string =>
  n < 1e6 ? String(n) : n < Infinity ? `about ${showNumber(n, 2)}` : "more than 1e308";
