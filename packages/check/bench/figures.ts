import type { Outcome } from "./judge.ts";
import type { Trial } from "./trials.ts";

/** A figure, and what is required of it. */
export interface Figure {
  readonly what: string;
  readonly got: string;
  readonly required: string;
  readonly met: boolean;
}

const count = (trial: Trial, f: (o: Outcome) => boolean): string =>
  String(trial.outcomes.filter(f).length);

export const rowHead = [
  "mistake",
  "first",
  "kind",
  "high",
  "high but wrong",
  "blamed besides",
] as const;

const astray = (o: Outcome): boolean => o.high && !o.kind;

export const rowOf = (t: Trial): string[] => [
  t.mistake,
  count(t, (o) => o.first),
  count(t, (o) => o.kind),
  count(t, (o) => o.high),
  count(t, astray),
  String(t.outcomes.reduce((s, o) => s + o.more, 0)),
];

/** The least share of kinds that must be right. */
const SHARE = 0.99;

export function figuresOf(
  trials: readonly Trial[],
  alarms: readonly string[],
  right: number,
): Figure[] {
  const all = trials.flatMap((t) => t.outcomes);
  const [first, kind] = [all.filter((o) => o.first).length, all.filter((o) => o.kind).length];
  const wrong = all.filter(astray).length;
  const of = ` of ${all.length}`;
  const part = `${((100 * kind) / all.length).toFixed(2)} %`;
  return [
    {
      what: "first wrong claim named",
      got: `${first}${of}`,
      required: "all",
      met: first === all.length,
    },
    {
      what: "kind right",
      got: `${kind}${of}, ${part}`,
      required: `at least ${100 * SHARE} %`,
      met: kind >= SHARE * all.length,
    },
    { what: "high confidence, but wrong", got: String(wrong), required: "0", met: wrong === 0 },
    {
      what: `alarms in ${right} right derivations`,
      got: String(alarms.length),
      required: "0",
      met: alarms.length === 0,
    },
  ];
}

export const missedOf = (figures: readonly Figure[]): string[] =>
  figures.filter(({ met }) => !met).map(({ what, got }) => `${what}: ${got}`);
