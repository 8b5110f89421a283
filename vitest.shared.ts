import { join } from "node:path";

/** The condition under which workspace packages are imported from their sources, without a build. */
export const source = "@chainrule/source";

/** Property tests draw the same cases each time, unless `FC_SEED` says otherwise. */
export const fcSeed: number = Number(process.env["FC_SEED"] ?? 2023);

export const setupFile: string = join(import.meta.dirname, "packages/test-setup.ts");
