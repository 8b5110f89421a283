import type { BilinearAdjoint, Derivative, Gate, Modes, Partial, Tensor } from "./tensor.ts";

/** Flat almost everywhere: nothing flows. */
export const constant: Derivative = { kind: "constant" };

/** One adjoint per input. */
export const linear = (
  ...adjoints: ((g: Tensor, ...inputs: Tensor[]) => Tensor)[]
): Derivative => ({
  kind: "linear",
  adjoint: (g, input, inputs) => {
    const adjoint = adjoints[input];
    return adjoint === undefined ? g : adjoint(g, ...inputs);
  },
});

/** The same adjoint for any number of inputs, told which one it is. */
export const linearInEach = (
  adjoint: (g: Tensor, input: number, inputs: readonly Tensor[]) => Tensor,
): Derivative => ({ kind: "linear", adjoint });

export const bilinear = (...adjoints: [BilinearAdjoint, BilinearAdjoint]): Derivative => ({
  kind: "bilinear",
  adjoints,
});

export const pointwise = (...partials: Partial[]): Derivative => ({ kind: "pointwise", partials });

export const gated = (...gates: Gate[]): Derivative => ({ kind: "gated", gates });

export const custom = (modes: Modes): Derivative => ({ kind: "custom", ...modes });
