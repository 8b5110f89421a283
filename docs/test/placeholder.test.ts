import fc from "fast-check";
import { expect, test } from "vitest";

test("runs", () => {
  fc.assert(fc.property(fc.integer(), (n) => n === Number(String(n))));
  expect(1).toBe(1);
});
