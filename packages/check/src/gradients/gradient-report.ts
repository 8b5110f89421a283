import { type Block, heading, table, text } from "../report/block.ts";
import { Report } from "../report/report.ts";
import { scientific } from "../numbers/quantity.ts";
import type { Element, InputCheck } from "./elements.ts";
import type { Culprit, Verdict } from "./beside.ts";
import { type Size, factorName, short } from "./ratio.ts";

/** Rows shown of one input. */
const SHOWN = 8;

const VERDICTS: readonly (readonly [Verdict, string])[] = [
  ["right", "right"],
  ["wrong", "wrong"],
  ["kink", "at a kink"],
  ["precision", "where differences are too inexact to tell"],
];

const WHAT = {
  f: "",
  reverse: " of the gradient",
  forward: " of the derivative by forward mode",
} as const;

const CULPRITS: Readonly<Record<Culprit, string>> = {
  reverse: "Only reverse mode differs from the differences: a vjp rule is wrong.",
  forward: "Only forward mode differs from the differences: a jvp rule is wrong.",
  both: "Both modes differ from the differences: a rule that both follow from is wrong, or a path is cut (detach, stopGradient).",
};

/** The derivatives of a function by reverse mode, forward mode and differences. */
export class GradientReport extends Report {
  /** Whether no derivative is wrong. */
  readonly ok: boolean;
  readonly counts: Readonly<Record<Verdict, number>>;
  /** One for each input, and for an input once more for each derivative that is differentiated again. */
  readonly inputs: readonly InputCheck[];
  /** What was done in another way than one may expect. */
  readonly notes: readonly string[];
  /** How often the function was computed. */
  readonly evaluations: number;

  constructor(inputs: readonly InputCheck[], notes: readonly string[], evaluations: number) {
    super();
    const sum = (verdict: Verdict) => inputs.reduce((n, { counts }) => n + counts[verdict], 0);
    this.counts = {
      right: sum("right"),
      wrong: sum("wrong"),
      kink: sum("kink"),
      precision: sum("precision"),
    };
    this.ok = this.counts.wrong === 0;
    this.inputs = inputs;
    this.notes = notes;
    this.evaluations = evaluations;
  }

  protected blocks(): readonly Block[] {
    const { counts, inputs, notes } = this;
    const total = Object.values(counts).reduce((a, b) => a + b, 0);
    const said = VERDICTS.filter(([verdict]) => counts[verdict] > 0).map(
      ([verdict, words]) => `${counts[verdict]} ${words}`,
    );
    return [
      heading(
        `${this.ok ? "✓" : "✗"} ${total} ${total === 1 ? "derivative" : "derivatives"}: ${total === 0 ? "there is nothing to check" : said.join(", ")}`,
      ),
      ...inputs.flatMap(blocksOf),
      ...notes.map((note) => text(note)),
    ];
  }
}

/** What there is to say of an input with derivatives that are not simply right. */
function blocksOf({ input, shape, of, tried, ratio, elements, counts }: InputCheck): Block[] {
  const title = `${input} [${shape.join(", ")}]${WHAT[of]}${tried === "directions" ? ", along random directions" : ""}`;
  const odd = elements
    .filter(({ verdict }) => verdict !== "right")
    .toSorted((a, b) => rank(b) - rank(a));
  if (odd.length === 0) return tried === "directions" ? [text(`${title}: right.`)] : [];
  const culprits = new Set(odd.flatMap(({ culprit }) => (culprit === undefined ? [] : [culprit])));
  const left = odd.length - SHOWN;
  return [
    text(
      `${title}: ${counts.wrong > 0 ? `${counts.wrong} of ${elements.length} wrong.` : "none wrong."}`,
    ),
    ...[...culprits].map((culprit) => text(CULPRITS[culprit])),
    ...(ratio === undefined
      ? []
      : [
          text(
            ratio === 0
              ? "Every wrong one is 0."
              : `Every wrong one is ${factorName(ratio, sizesOf(input, shape))} times the difference.`,
          ),
        ]),
    rows(odd.slice(0, SHOWN)),
    ...(left > 0 ? [text(`and ${left} more`)] : []),
  ];
}

const sizesOf = (input: string, shape: readonly number[]): Size[] => [
  ...shape.map((size, axis) => ({ size, of: `the size of axis ${axis} of ${input}` })),
  { size: shape.reduce((a, b) => a * b, 1), of: `the number of elements of ${input}` },
];

/** Wrong ones first, the most wrong before the others. */
function rank({ verdict, reverse, forward, difference, error }: Element): number {
  const off = Math.max(Math.abs(reverse - difference), Math.abs(forward - difference));
  const share = off / (Math.abs(difference) + error);
  return (
    (verdict === "wrong" ? 1e9 : verdict === "kink" ? -1e9 : -2e9) +
    (share < 1e8 ? Number(share.toPrecision(3)) : 1e8)
  );
}

/** Whether the difference is surely not 0. */
const hasRatio = ({ verdict, sides, difference, error }: Element): boolean =>
  verdict === "wrong" && sides === undefined && Math.abs(difference) > error;

function rows(elements: readonly Element[]): Block {
  const many = elements.some(({ output }) => output !== null && output.length > 0);
  const where = (index: readonly number[] | null) =>
    index === null ? "a direction" : `[${index.join(", ")}]`;
  return table(
    [
      "element",
      ...(many ? ["result"] : []),
      "reverse",
      "forward",
      "differences",
      "±",
      "ratio",
      "verdict",
    ],
    elements.map((e) => [
      where(e.index),
      ...(many ? [e.output === null ? "" : `[${e.output.join(", ")}]`] : []),
      short(e.reverse),
      short(e.forward),
      e.sides === undefined ? short(e.difference) : `${short(e.sides[0])} and ${short(e.sides[1])}`,
      Number.isFinite(e.error) && Number.isFinite(e.difference) ? scientific(e.error, 0) : "",
      hasRatio(e) ? short(e.ratio) : "",
      e.verdict,
    ]),
    many ? [2, 3, 4, 5, 6] : [1, 2, 3, 4, 5],
  );
}
