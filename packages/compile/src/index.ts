export { type CompileOptions, type Compiled, compile } from "./compile.ts";
