export type { Block, Maths, Words } from "./report/block.ts";
export { Report } from "./report/report.ts";
export { type Derivation, checkDerivation } from "./derivation/check-derivation.ts";
export type { Claims, Handed, Lifted } from "./derivation/claims.ts";
export { DerivationReport, type Entry, type Finding } from "./derivation/report.ts";
export { explain } from "./trace/explain.ts";
export type { ExplainOptions } from "./trace/options.ts";
export type { AdjointStep, Chain, Path, PrimalStep } from "./trace/steps.ts";
export type { Trace } from "./trace/trace.ts";
