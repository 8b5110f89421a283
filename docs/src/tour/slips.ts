import { absoluteError, flatBias, outputRelu, recursion } from "../article/slips.ts";
import { fixed, short } from "../terminal/numbers.ts";
import { type Page, heading, remark, say, space } from "../terminal/page.ts";

/** What else in the article does not hold, with the number that shows it. */
export function showSlips(page: Page): void {
  const [errors, output, chain, bias] = [
    absoluteError(20),
    outputRelu(500, 0.05),
    recursion(),
    flatBias(),
  ];
  heading(page, "Four more, each run");
  slip(
    page,
    "MAE = 1/n Σ (ŷ − y)",
    `The bars are missing, and errors of opposite sign cancel. For predictions 1, 7 of 3, 5 the formula gives`,
    `${short(errors.formula)}, the mean absolute error is ${short(errors.truth)}. There is no lowest value: 20 steps down, the formula is at`,
    `${short(errors.descended)} and the true error has grown to ${short(errors.error)}.`,
  );
  slip(
    page,
    "a3 = relu(z3)",
    `forward_pass_nn ends with relu, so no prediction is below 0. For targets below 0 the loss after 500 steps`,
    `is ${fixed(output.withRelu, 4)}, that of always saying 0, and the gradient is exactly ${short(output.slope)}: it cannot learn any more.`,
    `Without that relu it reaches ${fixed(output.linear, 4)}. (MLPRegressor has it right.)`,
  );
  slip(
    page,
    "g₁ = g₂ · ∂a₁/∂z₂ · ∂z₁/∂a₁",
    `Both factors are upside down. For one neuron with tanh, w₂ = 1.5, z₁ = 0.5: the engine has ∂L/∂z₁ =`,
    `${short(chain.engine, 6)}, g₂ · ∂z₂/∂a₁ · ∂a₁/∂z₁ = ${short(chain.upright, 6)}, the line as printed ${short(chain.printed, 6)}.`,
  );
  slip(
    page,
    "b1 = np.random.randn(6)",
    `A bias of shape (6,) lies along the samples, not along the neurons. One sample, a column, becomes`,
    `[${bias.one.join(", ")}]. Six samples pass, with z₁ wrong by up to ${short(bias.six, 3)}. NumPy and the engine refuse five:`,
  );
  remark(page, page.colors.dim(bias.refused));
  space(page);
  say(
    page,
    "In words only: f'' = 2 > 0 makes f convex, not concave (f(2) = 1 lies below the chord of −1 and 5, which is",
    "at 10). A bias b(m, batch) would have a number for every sample. Z is the value before the activation in the code,",
    "after it in the formula. MAE and relu are not smooth, and are trained all the same.",
  );
}

/** A line of the article, and what happens when it is run. */
function slip(page: Page, line: string, ...sentences: readonly string[]): void {
  page.write(`\n  ${page.colors.yellow(line)}`);
  remark(page, ...sentences);
}
