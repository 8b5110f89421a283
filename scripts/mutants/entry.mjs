// What the bundle gives: the claims of the op table, and the switch that wakes mutants.
export { subjects } from "../../packages/core/test/cases.ts";
export { visited, wake } from "./switch.mjs";
