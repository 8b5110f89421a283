import type { Tensor } from "../src/index.ts";

type Scalar = Tensor<readonly []>;

/** Functions of one number as a person writes them, and their derivatives. */
export const formulas: [text: string, f: (x: Scalar) => Tensor, derivative: string][] = [
  ["x² − 4·x + 5", (x) => x.square().sub(x.mul(4)).add(5), "2·x − 4"],
  ["sin(x)", (x) => x.sin(), "cos(x)"],
  ["cos(x)", (x) => x.cos(), "−sin(x)"],
  ["exp(cos(x))", (x) => x.cos().exp(), "−exp(cos(x))·sin(x)"],
  ["σ(x)", (x) => x.sigmoid(), "σ(x)·(1 − σ(x))"],
  ["tanh(x)", (x) => x.tanh(), "1 − tanh(x)²"],
  ["ln(x)", (x) => x.log(), "1/x"],
  ["x³", (x) => x.pow(3), "3·x²"],
  ["√x", (x) => x.sqrt(), "0.5/√x"],
  ["x·exp(x)", (x) => x.mul(x.exp()), "exp(x) + x·exp(x)"],
  ["ln(x² + 1)", (x) => x.square().add(1).log(), "1/(x² + 1)·2·x"],
  ["−exp(−x)", (x) => x.neg().exp().neg(), "exp(−x)"],
  ["|x|", (x) => x.abs(), "sign(x)"],
  ["(x + 1)·(x − 1)", (x) => x.add(1).mul(x.sub(1)), "x + 1 + x − 1"],
  ["sin(2·x)", (x) => x.mul(2).sin(), "2·cos(2·x)"],
  ["exp(3·x)", (x) => x.mul(3).exp(), "3·exp(3·x)"],
  ["1/x", (x) => x.reciprocal(), "−(1/x)²"],
  ["x⁻²", (x) => x.pow(-2), "−2·x⁻³"],
  ["2·2·x", (x) => x.mul(2).mul(2), "4"],
  ["(2·x)²", (x) => x.mul(2).square(), "8·x"],
  ["sin(x)²", (x) => x.sin().square(), "2·sin(x)·cos(x)"],
];
