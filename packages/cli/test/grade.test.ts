import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { type Derivation, type DerivationReport, checkDerivation } from "@chainrule/check";
import { afterAll, describe, expect, test } from "vitest";
import { hint } from "../src/grade/hints.ts";
import { chainrule, folderWith, program, right, root, sweep, wrong } from "./command.ts";

afterAll(sweep);

const exercises = join(root, "docs/exercises");
const names = readdirSync(exercises, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

interface Grades {
  readonly ok: boolean;
  readonly right: number;
  readonly of: number;
  readonly exercises: readonly { name: string; verdict: string; remark?: string }[];
}

/** The report of a wrong answer. */
async function diagnosed(folder: string): Promise<DerivationReport> {
  const task = (await import(join(folder, "task.ts"))) as Derivation<unknown>;
  const { claimed } = (
    existsSync(join(folder, "wrong.ts"))
      ? await import(join(folder, "wrong.ts"))
      : JSON.parse(readFileSync(join(folder, "wrong.json"), "utf8"))
  ) as Derivation<unknown>;
  return checkDerivation({ ...task, claimed });
}

async function graded(folder: string, ...options: string[]) {
  const { code, out, err } = await chainrule(root, [
    "grade",
    folder,
    "--format",
    "json",
    ...options,
  ]);
  return { code, err, report: JSON.parse(out) as Grades };
}

describe("the exercises of the documentation", () => {
  test("right answers are right", async () => {
    const { code, err, report } = await graded(exercises, "--answer", "right");
    expect([code, err, report.ok, report.right, report.of]).toEqual([
      0,
      "",
      true,
      names.length,
      names.length,
    ]);
    expect(report.exercises).toEqual(names.map((name) => ({ name, verdict: "right" })));
  });

  test("wrong answers are wrong, and nothing more is given away", async () => {
    const { code, err, report } = await graded(exercises, "--answer", "wrong");
    expect([code, err, report.ok, report.right]).toEqual([1, "", false, 0]);
    expect(report.exercises).toEqual(names.map((name) => ({ name, verdict: "wrong" })));
  });

  test("hints say where, what kind of mistake, and everything", async () => {
    const said = await Promise.all(
      names.map(async (name) => {
        const report = await diagnosed(join(exercises, name));
        expect(hint(report, 0)).toBeUndefined();
        expect(hint(report, 3)).toBe(`${report.first?.name}: ${report.first?.text}`);
        return [hint(report, 1), hint(report, 2)];
      }),
    );
    expect(said).toMatchInlineSnapshot(`
      [
        [
          "dw is the first that is wrong.",
          "dw is the first that is wrong: it is off by a constant factor.",
        ],
        [
          "dz is the first that is wrong.",
          "dz is the first that is wrong: a derivative is taken at the wrong place.",
        ],
        [
          "dp is the first that is wrong.",
          "dp is the first that is wrong: a contribution is missing.",
        ],
        [
          "dz is the first that is wrong.",
          "dz is the first that is wrong: look at the sign.",
        ],
        [
          "dW is the first that is wrong.",
          "dW is the first that is wrong: look at its shape.",
        ],
        [
          "dZ is the first that is wrong.",
          "dZ is the first that is wrong: the formula of a derivative is wrong.",
        ],
        [
          "dZ1 is the first that is wrong.",
          "dZ1 is the first that is wrong: a factor of the chain rule is missing.",
        ],
        [
          "dW3 is the first that is wrong.",
          "dW3 is the first that is wrong: it is off by a constant factor.",
        ],
      ]
    `);
  });
});

test("the documentation shows what the command prints", async () => {
  const page = readFileSync(join(root, "docs/verifying.md"), "utf8");
  const shown = [...page.matchAll(/```sh\nnpx chainrule (.*)\n```\n\n```text\n([^`]*)```/g)];
  expect(shown).toHaveLength(2);
  for (const [, args = "", text] of shown)
    expect((await chainrule(root, args.split(" "))).out).toBe(text);
});

describe("grade", () => {
  test("prints a table, in the order of the numbers", async () => {
    const folder = folderWith({
      "10-last.ts": right,
      "2-second.ts": wrong,
      "1-first/task.ts": program,
      "1-first/answer.json": '{ "dw": [6, 32] }',
      "_shared.ts": "throw 1;",
      "notes.md": "",
      "lib/x.ts": "throw 1;",
    });
    expect(await chainrule(folder, ["grade", ".", "--hints", "1"])).toEqual({
      code: 1,
      err: "",
      out: `2 of 3 right

     exercise  verdict
  ✓  1-first   right
  ✗  2-second  wrong
  ✓  10-last   right

- 2-second: dw is the first that is wrong.
`,
    });
  });

  test("nothing handed in, or less than was asked for, is not right", async () => {
    const asked = `${program}export const asked = ["dw", "dx", "dp"];\n`;
    const folder = folderWith({
      "a/task.ts": asked,
      "b/task.ts": asked,
      "b/answer.ts": "export const claimed = { dx: [18, 64] };",
    });
    const { code, report } = await graded(folder);
    expect([code, report.exercises]).toEqual([
      1,
      [
        { name: "a", verdict: "not handed in" },
        { name: "b", verdict: "incomplete", remark: "dw, dp: asked for, but not there." },
      ],
    ]);
  });

  test("what cannot be read is named, the others are graded, and the exit code is 2", async () => {
    const folder = folderWith({
      "a.ts": right,
      "c/task.ts": program,
      "c/answer.ts": "export const claimed = { dw: [1, };",
      "d/task.ts": `${program}export const asked = "dw";`,
      "d/answer.ts": "export const claimed = { dw: [6, 32] };",
    });
    const { code, out, err } = await chainrule(folder, ["grade", ".", "--format", "json"]);
    expect(code).toBe(2);
    expect((JSON.parse(out) as Grades).exercises.map(({ verdict }) => verdict)).toEqual([
      "right",
      "not readable",
      "not readable",
    ]);
    expect(err).toBe(`chainrule: c/answer.ts:1:34: Expression expected
chainrule: d/task.ts: its asked is not a list of names: write ["dW1", "db1"]
`);
  });
});
