export type { Block, Maths, Words } from "./report/block.ts";
export { Report } from "./report/report.ts";
