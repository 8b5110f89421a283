/** The ops that read well after their first operand, by what their methods look like. */
export * from "./binary.ts";
export * from "./other.ts";
export * from "./reduction.ts";
export * from "./unary.ts";
