import type { Tensor } from "@chainrule/core";
import { compute, evaluateAll, topological } from "@chainrule/core/engine";
import { isConstant } from "../pass/constant.ts";
import { type Numbers, dot, largest, numbersOf } from "../pass/numbers.ts";
import { type Precision, unit } from "./precision.ts";

/** How often is rounded: binary roundings only tell where numbers cancel. */
const [TRIALS, BINARY_TRIALS] = [8, 3];

/**
 * How far the right numbers move when every step of the forward and the backward pass is rounded as the handed-in
 * ones are: root mean square of each element, at least that of all, relative to the largest. Measured by running both
 * passes a few times with random roundings.
 */
export function roundingNoise(targets: readonly Tensor[], p: Precision): Numbers[] {
  for (const target of targets) evaluateAll(target);
  const exact = targets.map((x) => numbersOf(x).slice());
  const order = topological(targets);
  const computed = order.filter((x) => x.inputs.length > 0);
  const before = computed.map((x) => x.value);
  const rounds = new Set(order.filter(isRounded));
  const sums = exact.map((e) => new Float64Array(e.length));
  const shake = random();
  const shaken = (v: number): number => (isShort(v, p) ? v : v + shake() * unit(p, v));
  const trials = p.kind === "rounded" ? TRIALS : BINARY_TRIALS;
  for (let t = 0; t < trials; t++) {
    for (const x of computed) {
      const value = compute(x);
      const stays = !rounds.has(x) || isMask(value);
      x.value = stays ? value : typeof value === "number" ? shaken(value) : value.map(shaken);
    }
    targets.forEach((x, i) => {
      const now = numbersOf(x);
      sums[i]?.forEach((s, j) => {
        (sums[i] as Numbers)[j] = s + ((now[j] ?? 0) - (exact[i]?.[j] ?? 0)) ** 2 / trials;
      });
    });
  }
  computed.forEach((x, i) => (x.value = before[i]));
  return sums.map((squares, i) => {
    const top = largest(exact[i] ?? squares) || 1;
    const moved = squares.map((v) => Math.sqrt(v) / top);
    // Roundings as small as these move by so much only what jumps.
    const own = p.kind === "rounded" ? moved : moved.map((v) => (v > JUMP ? 0 : v));
    const all = Math.sqrt(dot(own, own) / (own.length || 1));
    return own.map((v) => Math.max(v, all));
  });
}

const JUMP = 1e-4;
/** Four places after the point. */
const SHORT = 1e4;

/** What is written with so few digits as it is needs no rounding: ties stay ties. */
function isShort(v: number, p: Precision): boolean {
  if (p.kind !== "rounded") return Math.round(v * SHORT) / SHORT === v;
  const quantum = unit(p, v);
  return quantum === 0 || Math.abs(v / quantum - Math.round(v / quantum)) < 1e-9;
}

/** Steps that compute; what only moves elements rounds nothing. */
const isRounded = (x: Tensor): boolean =>
  ["map", "fold", "scan", "contract"].includes(x.op.kernel.kind) &&
  (x.dtype === "float64" || x.dtype === "float32") &&
  !isConstant(x);

const isMask = (v: number | ArrayLike<number>): boolean =>
  typeof v === "number" ? v === 0 || v === 1 : Array.from(v).every((a) => a === 0 || a === 1);

/** The same numbers from −½ to ½ each time. */
function random(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
}
