import fc from "fast-check";
import { afterEach, beforeEach, expect, inject } from "vitest";

declare module "vitest" {
  interface ProvidedContext {
    fcSeed: number;
  }
}

fc.configureGlobal({ seed: inject("fcSeed") });

const { error, warn } = console;
let complaints: unknown[][] = [];

// Plain functions, not spies: a test that expects a complaint may put its own spy on top.
beforeEach(() => {
  complaints = [];
  console.error = console.warn = (...args: unknown[]) => void complaints.push(args);
});

afterEach(() => {
  Object.assign(console, { error, warn });
  expect(complaints, "calls of console.error and console.warn").toEqual([]);
});
