import { describe, expect, test } from "vitest";
import { type Worst, worst } from "./accuracy.ts";
import type { Floats } from "./lanewise.ts";
import { binaryWords, drawing, picks, unaryWords } from "./operands.ts";

const asked = (name: string, otherwise: number): number =>
  Number((typeof process === "undefined" ? undefined : process.env[name]) ?? otherwise);

/** Every so manieth pattern of float32, and points in float64; `STEP=1 POINTS=10000000` for all that there is. */
const STEP = asked("STEP", 2053);
const POINTS = asked("POINTS", 2 ** 15);

const close = (word: string, { ulps, at, got }: Worst, limit = 2): void => {
  if (typeof process !== "undefined" && process.env["STEP"] !== undefined)
    console.log(`${word}: ${ulps.toFixed(3)} ulp at ${at.join(", ")}`);
  if (!(ulps <= limit)) expect.fail(`${ulps} ulp: ${word}(${at.join(", ")}) = ${got}`);
};

/** All patterns of float32, `STEP` apart. */
function patterns(): (a: Floats, b: Floats) => number {
  let next = 0;
  return (a) => {
    const as = new Uint32Array(a.buffer, a.byteOffset, a.length);
    let n = 0;
    for (; n < a.length && next < 2 ** 32; next += STEP) as[n++] = next;
    return n;
  };
}

function drawn(word: string, dtype: "float32" | "float64"): (a: Floats, b: Floats) => number {
  const d = drawing(7, dtype);
  let [left, kind] = [POINTS, 0];
  return (a, b) => {
    const n = Math.min(left, a.length);
    left -= n;
    for (let i = 0; i < n; i++) {
      const [p, q] = picks[word]?.(d, kind++) ?? [NaN, NaN];
      a[i] = p;
      b[i] = q;
    }
    return n;
  };
}

describe("float32, over all patterns", () => {
  test.each(unaryWords)("%s", (word) => close(word, worst(word, "float32", patterns(), 1 << 16)));
});

describe("float64, at random", () => {
  test.each(unaryWords)("%s", (word) =>
    close(word, worst(word, "float64", drawn(word, "float64"))),
  );
});
describe.each(["float32", "float64"] as const)("two operands, %s, at random", (dtype) => {
  test.each(binaryWords)("%s", (word) => close(word, worst(word, dtype, drawn(word, dtype))));
});
