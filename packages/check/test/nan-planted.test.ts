import { findNaN } from "@chainrule/check";
import { trackSites } from "@chainrule/core";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { planted } from "./nan/planted.ts";

const source = readFileSync(join(import.meta.dirname, "nan/planted.ts"), "utf8");

/** The line that says that it does it. */
const lineOf = (name: string): number =>
  source.split("\n").findIndex((line) => line.endsWith(`// born: ${name}`)) + 1;

describe("planted", () => {
  beforeAll(() => trackSites(true));
  afterAll(() => trackSites(false));

  test("there are at least 15", () => {
    expect(planted.length).toBeGreaterThanOrEqual(15);
  });

  test.each(planted)("$name", ({ name, program, op, kind, index, mechanism, ...more }) => {
    const report = findNaN(program());
    const { first } = report;
    const said = String(report);
    expect(report.ok, said).toBe(false);
    expect(report.bad?.of, said).toBe(more.in);
    expect([first?.rule?.op ?? first?.op, first?.box], said).toContain(op);
    expect(first?.kind, said).toBe(kind);
    expect(first?.index, said).toEqual(index);
    expect(first?.mechanism, said).toContain(mechanism);
    if (kind !== "data")
      expect(first?.site, said).toMatch(new RegExp(`planted\\.ts:${lineOf(name)}:\\d+$`));
  });
});
