import { expect, test } from "vitest";
import * as core from "../src/index.ts";

/** What the compiler lets be called in any way. */
interface Loose {
  (...args: readonly unknown[]): Free;
}
export type Free = Loose & { readonly [K in keyof core.Tensor]: Loose };
/** The library as a program without types sees it. */
export const loose = core as unknown as { readonly [K in keyof typeof core]: Loose };
export const free = (x: core.Tensor): Free => x as unknown as Free;

/** A mistake, and the error that answers it. */
export type Refusal = readonly [what: string, mistake: () => unknown, error: string];

function errorOf(mistake: () => unknown): unknown {
  try {
    mistake();
  } catch (error) {
    return error;
  }
  return undefined;
}

/** Every mistake is answered by its error, which says, in this order, where, what was given, what is wrong, and what to write. */
export const refuses = (refusals: readonly Refusal[]): void =>
  test.each(refusals)("%s", (_, mistake, text) => {
    const error = errorOf(mistake);
    expect(String(error)).toBe(text);
    expect(error).toBeInstanceOf(Error);
    expect((error as Error).constructor.name).toBe((error as Error).name);
    expect((error as Error).message.split(": ").length).toBeGreaterThanOrEqual(4);
  });
