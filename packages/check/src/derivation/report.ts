import { isTracking } from "@chainrule/core/engine";
import { type Block, type Maths, heading, list, text } from "../report/block.ts";
import { lineOf } from "../report/line.ts";
import { Report } from "../report/report.ts";
import type { Confidence } from "./diagnose.ts";
import type { Kind } from "./edit.ts";
import type { FactorName } from "./factors.ts";
import type { Precision } from "./precision.ts";
import type { ShapeFinding } from "./shapes.ts";
import type { Status } from "./verdict.ts";
import { rounded } from "../numbers/quantity.ts";

/** An explanation that reproduces the learner's numbers. */
export interface Finding {
  readonly kind: Kind;
  readonly text: string;
  /** The factor, of this change or beside it, and what it may be equal to. */
  readonly factor: number;
  readonly names: readonly FactorName[];
  /** Kinds of the further changes. */
  readonly more: readonly Kind[];
  /** Other wrong claims that it explains, and right ones that it would spoil. */
  readonly explained: number;
  readonly broken: number;
  readonly cost: number;
  /** The line of user code of the step that was changed, and what the step is. */
  readonly line?: string;
  readonly step: string;
}

/** What was found of one claim. */
export interface Entry {
  readonly name: string;
  readonly of: "value" | "gradient";
  readonly status: Status;
  readonly shape: ShapeFinding;
  /** The claims that it is computed from, or "loss". */
  readonly upstream: readonly string[];
  /** What it should be, given those. */
  readonly should: Maths;
  /** Best first. */
  readonly candidates: readonly Finding[];
  readonly confidence: Confidence;
  /** The claim whose mistake explains this one. */
  readonly cause?: string;
  /** Largest error, relative to the largest true element. */
  readonly error: number;
  /** Of what is right to the digits handed in: how large an error they could hide, likewise. */
  readonly blur: number;
  /** What to say about it. */
  readonly text: string;
}

/** Whatever `checkDerivation` found. */
export interface Findings {
  readonly ok: boolean;
  readonly first?: Entry;
  /** Values in forward order, then gradients in backward order. */
  readonly entries: readonly Entry[];
  readonly precision: Precision;
  /** All intermediate gradients carry this factor while those of the parameters are right: a convention, if meant. */
  readonly convention?: FactorName;
  /** What this input cannot tell. */
  readonly warnings: readonly string[];
  /** How many changed passes were computed. */
  readonly runs: number;
}

const signs: Record<Status, string> = { right: "✓", wrong: "✗", follows: "→", same: "→" };

/** Which claim is the first wrong one, what was done to it, and which follow from it. */
export class DerivationReport extends Report implements Findings {
  readonly ok: boolean;
  declare readonly first?: Entry;
  readonly entries: readonly Entry[];
  readonly precision: Precision;
  declare readonly convention?: FactorName;
  readonly warnings: readonly string[];
  readonly runs: number;
  /** Whether lines were asked for. */
  readonly #lines = isTracking();

  constructor(found: Findings) {
    super();
    this.ok = found.ok;
    this.entries = found.entries;
    this.precision = found.precision;
    this.warnings = found.warnings;
    this.runs = found.runs;
    if (found.first !== undefined) this.first = found.first;
    if (found.convention !== undefined) this.convention = found.convention;
  }

  protected blocks(): readonly Block[] {
    const { entries, first, warnings, convention } = this;
    const wrong = entries.filter((e) => e.status === "wrong");
    const told = wrong.filter((e, i) => wrong.findIndex((f) => bare(f) === bare(e)) === i);
    const again = (e: Entry): string => {
      const like = wrong.filter((f) => f !== e && bare(f) === bare(e)).map(({ name }) => name);
      return like.length === 0 ? "" : ` The same again in ${like.join(", ")}.`;
    };
    const conventional =
      convention &&
      text(
        `No mistake, if meant: what lies between is ${convention.text} times the derivative of the loss, and your parameter gradients put that right.`,
      );
    return [
      list(entries.map((e) => line(e, entries))),
      ...(conventional
        ? [conventional]
        : first === undefined
          ? []
          : [heading(`The first wrong one is ${first.name}.`)]),
      ...(conventional
        ? []
        : told.map((e) => text(`${e.name}: ${e.text}${again(e)}${this.#place(e)}`))),
      ...blurred(entries).map((digits) => text(`Note: right is right ${digits}`)),
      ...warnings.map((warning) => text(`Note: ${warning}`)),
    ];
  }

  #place({ candidates: [best] }: Entry): string {
    if (!this.#lines || best?.line === undefined) return "";
    return ` The step is in ${lineOf(best.line)}.`;
  }
}

/** Unknown ones are told apart by their formulas. */
const bare = (e: Entry): string => e.candidates[0]?.text ?? e.name;

function line(e: Entry, all: readonly Entry[]): string {
  const head = `${signs[e.status]} ${e.name}`;
  switch (e.status) {
    case "right":
      return `${head} right${e.text && `: ${e.text}`}`;
    case "follows":
      return `${head} right given your ${e.upstream.filter((name) => name !== "loss").join(", ")}`;
    case "same":
      // What the learner's value was derived from is not known.
      return all.some(({ name, of }) => name === e.cause && of === "value")
        ? `${head} wrong, perhaps by the same mistake as ${e.cause}: put that right first`
        : `${head} wrong by the same mistake as ${e.cause}`;
    case "wrong":
      return `${head} wrong${Number.isFinite(e.error) && e.error > SLIGHT ? `: off by ${percent(e.error)} of its largest element` : ""}`;
  }
}

/** What few digits do not show is said where it is much. */
const MUCH = 0.01;

const blurred = (entries: readonly Entry[]): string[] => {
  const much = entries.filter(({ blur }) => blur >= MUCH);
  const shares = much.map(({ name, blur }) => `${name} ${percent(blur)}`).join(", ");
  return much.length === 0
    ? []
    : [
        `to the digits you gave. An error below this share of its largest element might not be seen: ${shares}.`,
      ];
};

/** No error, but that of rounding: the numbers are right. */
const SLIGHT = 1e-12;

const percent = (x: number): string => `${rounded(100 * x, 2)}%`;
