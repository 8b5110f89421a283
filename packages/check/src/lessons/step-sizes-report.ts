import { scientific, showNumber } from "../numbers/quantity.ts";
import { type Block, heading, list, table, text } from "../report/block.ts";
import { Report } from "../report/report.ts";

/** How far differences with the step `h` are off the derivative; NaN where f has no value. */
export interface StepErrors {
  readonly h: number;
  /** `(f(x + h) − f(x))/h` */
  readonly forward: number;
  /** `(f(x + h) − f(x − h))/2h` */
  readonly central: number;
  /** Central differences from `h` down, extrapolated to step 0. */
  readonly ridders: number;
}

type Method = Exclude<keyof StepErrors, "h">;

const METHODS = ["forward", "central", "ridders"] as const satisfies readonly Method[];

/** The errors of differences over their step. */
export class StepSizes extends Report {
  /** Whether some step of each method comes close: otherwise f has a kink or a jump there. */
  readonly ok: boolean;
  /** The derivative that the engine finds. */
  readonly derivative: number;
  /** Another slope, on which differences to either side agree; `null` if there is none. */
  readonly agreed: number | null;
  /** Whether errors are fractions of the derivative; they are not where that is next to 0. */
  readonly relative: boolean;
  readonly rows: readonly StepErrors[];
  /** The steps with the smallest error. */
  readonly best: Readonly<Record<Method, StepErrors>>;
  /** The rules of thumb: √ε for forward differences, ∛ε for central ones. */
  readonly rules: { readonly forward: number; readonly central: number };

  constructor(
    derivative: number,
    agreed: number | null,
    relative: boolean,
    rows: readonly StepErrors[],
    epsilon: number,
  ) {
    super();
    this.derivative = derivative;
    this.relative = relative;
    this.rows = rows;
    const best = (method: Method): StepErrors =>
      rows.reduce((a, b) => (b[method] < a[method] || Number.isNaN(a[method]) ? b : a));
    this.best = { forward: best("forward"), central: best("central"), ridders: best("ridders") };
    this.rules = { forward: Math.sqrt(epsilon), central: Math.cbrt(epsilon) };
    this.ok = METHODS.every((method) => this.best[method][method] < CLOSE);
    this.agreed = this.ok ? null : agreed;
  }

  protected blocks(): readonly Block[] {
    return [
      heading("The error of differences over their step"),
      text(
        `The derivative is ${showNumber(this.derivative)}. Errors are ${this.relative ? "fractions of it" : "absolute"}, and bars as long as digits are right.`,
      ),
      table(
        ["h", ...METHODS.flatMap((method) => [method, "digits"])],
        this.rows.map((row) => [
          scientific(row.h),
          ...METHODS.flatMap((method) => [errorOf(row[method]), bar(row[method])]),
        ]),
        [1, 3, 5],
      ),
      list(this.#lessons()),
    ];
  }

  #lessons(): readonly string[] {
    const { forward, central, ridders } = this.best;
    if (this.agreed !== null)
      return [
        `Differences agree on ${showNumber(this.agreed, 6)}, which is not the derivative: a rule is wrong, or a path is cut (detach, stopGradient). Ask checkGradients.`,
      ];
    if (!this.ok)
      return [
        "Not every method comes close at some step: f has a kink or a jump at x, or is not smooth near it.",
      ];
    const cancels = this.rows.some(({ h, central: error }) => h < 1e-8 && error > 1e-10);
    if (this.#isExact("forward"))
      return [
        `f is straight here: no step is too long, and ${cancels ? "the short ones lose digits to cancellation alone" : "nothing cancels in the short ones"}.`,
      ];
    return [
      `Long steps: f bends on the way (truncation). The error of forward differences falls as ${this.#power("forward", 1)}, ${this.#isExact("central") ? "and central ones have none, as of a parabola." : `that of central ones as ${this.#power("central", 2)}.`}`,
      ...(cancels
        ? [
            "Short steps: f(x + h) and f(x) agree in their first digits, which cancel. The error grows as 1/h.",
            `Forward, the best is h = ${scientific(forward.h)}: ${this.#compared("forward", "√ε")}`,
            `Central, the best is h = ${scientific(central.h)}: ${this.#compared("central", "∛ε")}`,
          ]
        : ["Short steps: nothing cancels here, so that the shorter is the better."]),
      `Ridders' extrapolation takes long steps and removes their truncation: ${errorOf(ridders.ridders)} from h = ${scientific(ridders.h)} down, where one central difference has ${errorOf(ridders.central)}.`,
    ];
  }

  /** The power of h as which an error falls where it is neither large nor rounding. */
  #power(method: Method, usual: number): string {
    const falls = this.rows.flatMap(({ h, [method]: error }, k) => {
      const next = this.rows[k + 1]?.[method] ?? NaN;
      const clear = error < 0.1 && next > 1e-9 && h > this.best[method].h;
      return clear ? [Math.round(Math.log10(error / next))] : [];
    });
    const [power = usual] = falls;
    return power <= 1 ? "h" : `h${"⁰¹²³⁴⁵⁶⁷⁸⁹"[power] ?? "²"}`;
  }

  /** Whether long steps have no error but that of rounding. */
  #isExact(method: Method): boolean {
    const rounding = 1e4 * this.rules.forward ** 2;
    return this.rows.every((row) => row.h < 1e-3 || row[method] <= rounding);
  }

  #compared(method: "forward" | "central", name: string): string {
    const rule = `${name} = ${scientific(this.rules[method], 1)}`;
    const ratio = this.best[method].h / this.rules[method];
    return ratio > 1 / FAR && ratio < FAR
      ? `the rule ${rule} holds.`
      : `not ${rule}, which is for x, f and its bends of size 1.`;
  }
}

/** An error that some step stays below where f is smooth. */
export const CLOSE = 1e-3;
/** By more than this factor a step is another one than a rule says. */
const FAR = 20;

const errorOf = (error: number): string => (Number.isNaN(error) ? "—" : scientific(error, 1));

/** As long as digits are right. */
const bar = (error: number): string =>
  "█".repeat(Math.min(16, Math.max(0, Math.round(-Math.log10(error)) || 0))) || "·";
