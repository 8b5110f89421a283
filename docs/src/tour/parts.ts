import type { Page } from "../terminal/page.ts";
import { build } from "./build.ts";
import { derive } from "./derive.ts";
import { verify } from "./verify.ts";

/** The tour, in the order in which it is walked. */
export const parts: Readonly<Record<"derive" | "build" | "verify", (page: Page) => unknown>> = {
  derive,
  build,
  verify,
};

export const isPart = (name: string): name is keyof typeof parts => Object.hasOwn(parts, name);

export const unknownPart = (name: string): string =>
  `tour: there is no part "${name}": write ${Object.keys(parts).join(", ")}, or nothing for all of them.`;
