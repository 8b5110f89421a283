export { type Program, program } from "./program.ts";
