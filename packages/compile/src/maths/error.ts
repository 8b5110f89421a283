/** The error function. */
import type { Value, Values } from "../wasm/values.ts";
import { exp } from "./exp.ts";
import { polynomial, signOf } from "./polynomial.ts";

/**
 * Own minimax fits. `near`: erf(x)/x − 1 in x² for |x| < 0.875; errors 2⁻²⁶·⁸ and 2⁻⁶¹. `log`: ln(1 − erf a) in a, from
 * there to `one`, where erf is 1 to the last bit; errors of erf 2⁻²⁹ and 2⁻⁵⁸.
 */
const table = {
  4: {
    one: 3.95,
    near: [
      -0.000620328252506, 0.00503218657465, -0.0267914666135, 0.112824554317, -0.376125504749,
      0.128379157494,
    ],
    log: [
      0.000200994804962, -0.00309227978731, 0.0224201741633, -0.104327424641, -0.636737311787,
      -1.12793608294, -0.000133584636537,
    ],
  },
  8: {
    one: 5.95,
    near: [
      -8.6551223359336016541e-10, 1.4118061560296712242e-8, -1.6288381192373613807e-7,
      1.6456518639136846874e-6, -0.00001492538149410681818, 0.00012055324326305775634,
      -0.00085483268394502602054, 0.0052239776229562176833, -0.026866170644932619644,
      0.11283791670954303839, -0.37612638903183739108, 0.12837916709551257354,
    ],
    log: [
      1.4514697439927733971e-12, -6.4537982553211271639e-11, 1.3439241894530926692e-9,
      -1.7403246669432576095e-8, 1.5675321966642026342e-7, -1.0383496669367801003e-6,
      5.1928031547354684572e-6, -0.000019625462625880729918, 0.00005387431495587099102,
      -0.0000903486172569679989, -8.7610361995517550158e-6, 0.00058934937142136889656,
      -0.0017101295595465306254, 0.00022833228003713810887, 0.019113405389008274641,
      -0.10276479207645631489, -0.63662243681604692146, -1.12837862180831258,
      -5.0996524609734492745e-8,
    ],
  },
} as const;

/** erf(x) − x near 0 */
export const excess = (m: Values, x: Value): Value =>
  m.mul(x, polynomial(m, m.mul(x, x), table[m.lanes.bytes].near));

/** 2/√π·∫₀ˣ e^−t² dt: near 0 a polynomial, elsewhere 1 − e^polynomial. */
export function erf(m: Values, x: Value): Value {
  const { one, log } = table[m.lanes.bytes];
  const a = m.make("pmin", [m.abs(x), m.const(one)]);
  const small = m.add(a, excess(m, a));
  const large = m.sub(m.const(1), exp(m, polynomial(m, a, log)));
  return m.make("or", [m.choose(m.make("lt", [a, m.const(0.875)]), small, large), signOf(m, x)]);
}
