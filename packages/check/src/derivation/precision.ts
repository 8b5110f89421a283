import { type Numbers, largest } from "../pass/numbers.ts";

/** How exactly the learner's numbers are known, read off the numbers themselves. */
export interface Precision {
  readonly kind: "float64" | "float32" | "rounded";
  /** Places after the point, and significant digits, that suffice to write every number handed in; 0 where none do. */
  readonly decimals: number;
  readonly digits: number;
}

/** Fewer digits than this are read as this many, more than `MOST` as not rounded at all. */
const FEWEST = 3;
const MOST = 9;

function fewest(values: readonly number[], fits: (v: number, d: number) => boolean): number {
  for (let d = FEWEST; d <= MOST; d++) if (values.every((v) => fits(v, d))) return d;
  return 0;
}

/** All numbers handed in are judged together: a single short number says nothing. */
export function precisionOf(all: readonly Numbers[], single: boolean): Precision {
  const values = all.flatMap((a) => [...a]).filter((v) => v !== 0 && Number.isFinite(v));
  const decimals = fewest(values, (v, d) => Math.abs(v * 10 ** d - Math.round(v * 10 ** d)) < 1e-6);
  const digits = fewest(values, (v, d) => Number(v.toPrecision(d)) === v);
  const rounded = decimals + digits > 0 && values.some((v) => Math.fround(v) !== v);
  const floats = single || values.every((v) => Math.fround(v) === v);
  return { kind: rounded ? "rounded" : floats ? "float32" : "float64", decimals, digits };
}

/** Two units of the last binary digit of a number, relative to it. */
const BINARY = { float64: 2 ** -51, float32: 2 ** -22 } as const;

/** One unit of the last digit of `v`, as it was handed in. */
export function unit({ kind, decimals, digits }: Precision, v: number): number {
  if (v === 0) return 0;
  if (kind !== "rounded") return BINARY[kind] * Math.abs(v);
  const fixed = decimals === 0 ? 0 : 10 ** -decimals;
  const floating = digits === 0 ? 0 : 10 ** (Math.floor(Math.log10(Math.abs(v))) - digits + 1);
  return Math.max(fixed, floating);
}

/** How far each element may lie from a number that is right: for rounded ones one unit of the last digit. */
export function tolerance(p: Precision, value: Numbers): Numbers {
  const top = largest(value);
  return value.map((v) => {
    const a = Math.abs(v);
    if (p.kind === "float64") return 1e-9 * top + 1e-9 * a + 1e-14;
    if (p.kind === "float32") return 1e-5 * top + 1e-5 * a + 1e-12;
    return 1.01 * unit(p, a || top || 1) + 1e-12;
  });
}
