export {
  type Compiled,
  type CompileOptions,
  type Running,
  type Views,
  compile,
} from "./compile.ts";
export type { Explanation, KernelReport } from "./run/explain.ts";
