import type {
  BilinearAdjoint,
  Derivative,
  Gate,
  Modes,
  Partial,
  Replacement,
  Tensor,
} from "./tensor.ts";

/** Flat almost everywhere: nothing flows. */
export const constant: Derivative = { kind: "constant" };

/** One adjoint per input; where none is given, the cotangent is passed on as it is. */
export const linear = (
  ...adjoints: ((g: Tensor, ...inputs: Tensor[]) => Tensor)[]
): Derivative => ({
  kind: "linear",
  adjoint: (g, input, y) => {
    const adjoint = adjoints[input];
    return adjoint === undefined ? g : adjoint(g, ...y.inputs);
  },
});

/** The same adjoint for any number of inputs, told which one it is. */
export const linearInEach = (
  adjoint: (g: Tensor, input: number, inputs: readonly Tensor[]) => Tensor,
): Derivative => ({ kind: "linear", adjoint: (g, input, y) => adjoint(g, input, y.inputs) });

export const bilinear = (...adjoints: [BilinearAdjoint, BilinearAdjoint]): Derivative => ({
  kind: "bilinear",
  adjoints,
});

export const pointwise = (...partials: Partial[]): Derivative => ({ kind: "pointwise", partials });

export const gated = (...gates: Gate[]): Derivative => ({ kind: "gated", gates });

export const custom = (modes: Modes): Derivative => ({ kind: "custom", ...modes });

export const replaced = (rule: Replacement): Derivative => ({ kind: "replaced", ...rule });
