/** The ops that read well after their first operand, by what their methods look like. */
export * from "./methods-binary.ts";
export * from "./methods-other.ts";
export * from "./methods-reduction.ts";
export * from "./methods-unary.ts";
