import { type Block, heading, list, text } from "../report/block.ts";
import { Report } from "../report/report.ts";
import type { Kind } from "./event.ts";

/** A number on its way: what computed or holds it, where it stands there, and what it is. */
export interface Stop {
  /** `null` for what was given. */
  readonly op: string | null;
  /** Of the tensor, if it has one. */
  readonly name: string | null;
  readonly index: readonly number[];
  /** As text, since JSON has neither NaN nor ∞. */
  readonly value: string;
  /** On the way back: the op whose derivative this is a step of. */
  readonly derivativeOf?: string;
}

/** An operation whose result is not finite. */
export interface Birth extends Stop {
  readonly kind: Kind;
  /** What was computed there: `log of 0`. */
  readonly mechanism: string;
  /** What that is: `−∞`. */
  readonly makes: string;
  /** What it was computed from, and where that comes from. */
  readonly operands: readonly Stop[];
  /** The composition that it is a part of: `logSoftmax`. */
  readonly box: string | null;
  /** The line of user code, if `trackSites(true)` was on. */
  readonly site: string | null;
  /** On the way back: whose derivative is taken, in which input, and between what numbers. */
  readonly rule: Rule | null;
}

export interface Rule {
  readonly op: string;
  readonly input: number;
  /** What the op was applied to, at this place. */
  readonly at: readonly Stop[];
  readonly upstream: string | null;
  readonly local: string | null;
}

const KINDS: Readonly<Record<Kind, string>> = {
  pole: "a pole",
  overflow: "too large to be stored",
  domain: "not defined there",
  undetermined: "undetermined",
  data: "as it was given",
  routine: "its algorithm breaks down",
};

/** Where the first number that is not finite comes from. */
export class NaNReport extends Report {
  /** Whether the value and all gradients are finite. */
  readonly ok: boolean;
  /** What is not finite: the value, or the gradient of a leaf, by its name. */
  readonly bad: (Stop & { readonly of: "value" | "gradient" }) | null;
  readonly first: Birth | null;
  /** Where an infinity became NaN, if that is what happened. */
  readonly turned: Birth | null;
  /** The number on its way, from the first place to the last. */
  readonly path: readonly Stop[];

  constructor(found?: Pick<NaNReport, "bad" | "first" | "turned" | "path">) {
    super();
    this.ok = found === undefined;
    this.bad = found?.bad ?? null;
    this.first = found?.first ?? null;
    this.turned = found?.turned ?? null;
    this.path = found?.path ?? [];
  }

  protected blocks(): readonly Block[] {
    const { bad, first, turned, path } = this;
    if (bad === null || first === null)
      return [heading("✓ The value and its gradients are finite.")];
    const whose = `The ${bad.of}${bad.name !== null ? ` of ${bad.name}` : bad.of === "gradient" ? " of a leaf" : ""}`;
    return [
      heading(`✗ ${whose} is ${bad.value}${indexed(bad.index)}.`),
      ...told(first, "It begins"),
      ...(turned === null ? [] : told(turned, "It becomes NaN")),
      ...wayOf(path).map(text),
    ];
  }
}

function told(birth: Birth, verb: string): Block[] {
  const { box, rule, mechanism, makes, kind, value, site, index, operands } = birth;
  const constant = box !== null && birth.op === null && birth.name === null;
  const where =
    rule !== null
      ? `the derivative of ${rule.op}`
      : constant
        ? `a constant of ${box}`
        : called(birth);
  const inside = box === null || constant || box === (rule ?? birth).op ? "" : `, a part of ${box}`;
  const what = mechanism === "" ? value : `${mechanism} is ${makes}`;
  const facts = [
    ...operands.map(standing),
    ...(rule === null ? [] : ruled(rule)),
    ...(site === null ? [] : [`at ${site}`]),
  ];
  return [
    text(
      `${verb} in ${where}${inside}${indexed(index)}: ${what}${constant ? "" : `, ${KINDS[kind]}`}.`,
    ),
    ...(facts.length > 0 ? [list(facts)] : []),
  ];
}

const standing = (stop: Stop): string =>
  `${stop.value} ${stop.op === null ? "is given" : "comes from"}${stop.op === null && stop.name === null ? "" : `${stop.op === null ? " in" : ""} ${called(stop)}`}${indexed(stop.index)}`;

const ruled = ({ op, input, at, upstream, local }: Rule): string[] => [
  ...at.map(
    (stop, i) =>
      `${at.length > 1 ? `input ${i}${i === input ? " (whose derivative it is)" : ""}` : `what ${op} is applied to`}: ${standing(stop)}`,
  ),
  ...(upstream === null ? [] : [`the cotangent that arrives is ${upstream}`]),
  ...(local === null ? [] : [`the local derivative is ${local}`]),
];

const indexed = (index: readonly number[]): string =>
  index.length === 0 ? "" : ` at [${index.join(", ")}]`;

/** What a place is called: by its name or its op, or as what was given. */
const called = ({ op, name }: Stop): string => name ?? op ?? "what was given";

/** The way, each rule once, without the middle of a long one; nothing of a short one. */
function wayOf(path: readonly Stop[]): string[] {
  const stops = path
    .filter(
      (stop, i) =>
        stop.derivativeOf === undefined || path[i + 1]?.derivativeOf !== stop.derivativeOf,
    )
    .map(
      (stop) =>
        `${stop.derivativeOf === undefined ? called(stop) : `the derivative of ${stop.derivativeOf}`}${indexed(stop.index)}`,
    );
  if (stops.length < 3) return [];
  const few = stops.length > 8 ? [...stops.slice(0, 4), "…", ...stops.slice(-3)] : stops;
  return [`The way from there: ${few.join(" → ")}.`];
}
