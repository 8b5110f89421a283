export { type Compiled, type Running, type Views, compile } from "./compile.ts";
export type { CompileOptions } from "./run/options.ts";
export type { Explanation, KernelReport } from "./run/explain.ts";
export type { BufferReport, MemoryReport } from "./run/memory.ts";
