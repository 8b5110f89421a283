/** 1 − erf x */
import type { Value, Values } from "../wasm/values.ts";
import { excess } from "./error.ts";
import { expOf, expOfSum } from "./exp.ts";
import { exactProduct, exactSum, polynomial, split } from "./polynomial.ts";

/**
 * F = erfc(a)·e^(a²)·(a + shift) in 1/(a + shift) − middle, in f32 its logarithm, from 0.65 to `end`, where erfc is 0. Own
 * minimax fits: errors 2⁻²⁹·⁷ and 2⁻⁵⁹·⁶.
 */
const table = {
  4: {
    end: 10.1,
    shift: 2,
    middle: 0.2,
    tail: [
      128.624822168692077, -71.7337763152356109, -20.1564428476536698, 18.0098618474783616,
      5.0806763654031542, -4.35905844956057171, -2.2960010404262209, 1.15940133790245719,
      2.59384230386374706, -0.110925129272555798,
    ],
  },
  8: {
    end: 27.3,
    shift: 2.5,
    middle: 0.083984375,
    tail: [
      -12290353.430802483097, 24795543.58366234786, -20883790.314112185804, 8752558.4209302377784,
      -1380050.3951129918003, -214071.31117743052102, 41656.478299415659078, 37125.907271038795174,
      -1389.8755383704348607, -5719.5495137805016954, -663.78577412601158613, 834.3142814326049944,
      317.72862725941082853, -75.729638683697002335, -97.876461161865398284, -24.143097800948308321,
      15.006102194549389414, 19.079027188802308094, 11.910967833249025775, 5.5369741705124281618,
      2.1295618641503137135, 0.7101602301438670884,
    ],
  },
} as const;

/** Near 0 it is ½ − (x − ½ + (erf x − x)), where little is lost: fdlibm s_erf.c. */
export function erfc(m: Values, x: Value): Value {
  const a = m.make("pmin", [m.abs(x), m.const(table[m.lanes.bytes].end)]);
  const half = m.const(0.5);
  const small = m.sub(half, m.add(m.sub(x, half), excess(m, x)));
  const tail = m.lanes.bytes === 4 ? single(m, a) : double(m, a);
  const large = m.choose(m.make("lt", [x, m.const(0)]), m.sub(m.const(2), tail), tail);
  return m.choose(m.make("lt", [a, m.const(0.65)]), small, large);
}

/** The exponent −a² + ln … is taken in float64, in two halves, and reduced there. */
function single(m: Values, a: Value): Value {
  const { shift, middle, tail } = table[4];
  const w = m.wide;
  const halves = m.widened(a).map((h) => {
    const inverse = w.div(w.const(1), w.add(h, w.const(shift)));
    const log = polynomial(w, w.sub(inverse, w.const(middle)), tail);
    const e = w.sub(log, w.mul(h, h));
    const n = w.make("nearest", [w.mul(e, w.const(Math.LOG2E))]);
    return [n, w.sub(e, w.mul(n, w.const(Math.LN2))), inverse] as const;
  });
  const joined = (i: 0 | 1 | 2): Value =>
    m.narrowed(halves[0]?.[i] as Value, halves[1]?.[i] as Value);
  return expOf(m, joined(0), joined(1), joined(0), [joined(2), m.const(0)]);
}

/**
 * w·F(w)·e^−a² with w = 1/(a + shift), and a² = h² + (a − h)(a + h), where h² is exact. ln F·w moves with a at a slope of
 * about −w − 2.6w² − 5w³; so what w lacks by rounding is given back.
 */
function double(m: Values, a: Value): Value {
  const { shift, middle, tail } = table[8];
  const [d, dLow] = exactSum(m, m.const(shift), a);
  const w = m.div(m.const(1), d);
  const u = m.sub(w, m.const(middle));
  const [first, ...others] = tail.toReversed();
  const [rise, riseLow] = exactProduct(m, u, horner(m, u, others));
  const [f, fLow] = exactSum(m, m.const(first ?? 0), rise);
  const [y, yLow] = exactProduct(m, w, f);
  const low = m.add(yLow, m.mul(w, m.add(riseLow, fLow)));
  const [back, backLow] = exactProduct(m, w, d);
  const off = m.add(m.mul(m.add(m.sub(back, m.const(1)), backLow), d), dLow);
  const slope = m.mul(w, polynomial(m, w, [5, 2.6, 1]));
  const [h, rest] = split(m, a);
  const more = m.neg(m.add(m.mul(off, slope), m.mul(rest, m.add(a, h))));
  return expOfSum(m, m.neg(m.mul(h, h)), more, [y, low]);
}

/** The lowest powers, which weigh most, by Horner's rule, which errs less. */
const horner = (m: Values, x: Value, [first, second, ...others]: readonly number[]): Value => {
  const rest = polynomial(m, x, others.toReversed());
  const inner = m.add(m.mul(rest, x), m.const(second ?? 0));
  return m.add(m.mul(inner, x), m.const(first ?? 0));
};
