import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { chainrule, folderWith, program, right, root, sweep, wrong } from "./command.ts";

afterAll(sweep);

const dw = { code: 1, err: "", out: expect.stringContaining("✗ dw wrong") as string };

describe.concurrent("check", () => {
  test("says what is right, with exit code 0", async () => {
    expect(await chainrule(folderWith({ "net.ts": right }), ["check", "net.ts"])).toEqual({
      code: 0,
      out: "- ✓ dp right\n- ✓ dw right\n- ✓ dx right\n",
      err: "",
    });
  });

  test("says what is wrong, with exit code 1", async () => {
    const { code, out, err } = await chainrule(folderWith({ "net.ts": wrong }), [
      "check",
      "net.ts",
    ]);
    expect([code, err]).toEqual([1, ""]);
    expect(out).toContain("- ✓ dp right\n- ✗ dw wrong: off by 200% of its largest element\n");
    expect(out).toContain(
      "The first wrong one is dw.\n\ndw: The sign is wrong. It should be dw = dp·x.",
    );
  });

  test.each([
    ["markdown", "### The first wrong one is dw."],
    ["tex", "\\subsection*{The first wrong one is dw.}"],
    ["html", "<h3>The first wrong one is dw.</h3>"],
  ])("writes %s", async (format, part) => {
    const folder = folderWith({ "net.ts": wrong });
    const { code, out } = await chainrule(folder, ["check", "net.ts", "--format", format]);
    expect(code).toBe(1);
    expect(out).toContain(part);
  });

  test("names the line that the wrong step is in", async () => {
    const task = join(root, "docs/exercises/2-neuron");
    const args = ["check", join(task, "task.ts"), "--claimed", join(task, "wrong.ts")];
    expect((await chainrule(root, args)).out).toContain(" The step is in task.ts:8.\n");
  });

  test("writes JSON", async () => {
    const folder = folderWith({ "net.ts": wrong });
    const { out } = await chainrule(folder, ["check", "net.ts", "--format", "json"]);
    const report = JSON.parse(out) as {
      ok: boolean;
      first: { name: string; candidates: { kind: string }[] };
    };
    expect([report.ok, report.first.name, report.first.candidates[0]?.kind]).toEqual([
      false,
      "dw",
      "sign",
    ]);
  });

  test("holds a function's gradient against differences", async () => {
    const head = 'import { type Tensor, customDerivative, tensor } from "@chainrule/core";\n';
    const tail = "export const inputs = [tensor([0.3, 1.2], { name: 'x' })];\n";
    const f = (factor: number) => `const cube = customDerivative({
      name: "cube",
      evaluate: (x: Tensor) => x.mul(x).mul(x),
      vjp: (g: Tensor, _: Tensor, x: Tensor) => [g.mul(x.square().mul(${factor}))],
      check: false,
    });
    export const f = (x: Tensor) => cube(x).sum();\n`;
    const found = await Promise.all(
      [3, 2].map((factor) =>
        chainrule(folderWith({ "f.ts": head + f(factor) + tail }), ["check", "f.ts"]),
      ),
    );
    expect(found.map(({ code, err }) => [code, err])).toEqual([
      [0, ""],
      [1, ""],
    ]);
  });

  test("reads JavaScript, and exports by default", async () => {
    const text = `import { tensor } from "@chainrule/core";
      export default { loss: ({ w }) => w.mul(tensor(3)), at: { w: 2 }, claimed: { dw: 3 } };`;
    for (const name of ["net.mjs", "net.js"]) {
      const { code, err } = await chainrule(folderWith({ [name]: text }), ["check", name]);
      expect([code, err]).toEqual([0, ""]);
    }
  });

  test("follows imports of other files, as TypeScript does", async () => {
    const folder = folderWith({
      "net.ts": 'export * from "./a.js";\nexport * from "./b";\nexport { claimed } from "./c.ts";',
      "a.ts": program.replace("export const at", "const at"),
      "b.ts": "export const at: object = { x: [1, 2], w: [3, 4] };",
      "c.ts": "export const claimed = { dw: [6, 32] } as const;",
    });
    expect((await chainrule(folder, ["check", "net.ts"])).out).toBe("- ✓ dw right\n");
  });

  test("takes the claims from another module", async () => {
    const folder = folderWith({
      "net.ts": program,
      "anna.ts":
        "export const claimed = ({ w, x }: { w: number[]; x: number[] }) => ({ dw: w.map((w, i) => -2 * w * (x[i] ?? 0) ** 2) });",
    });
    expect(await chainrule(folder, ["check", "net.ts", "--claimed", "anna.ts"])).toEqual(dw);
  });

  test("passes on what the learner's code prints, beside the report", async () => {
    const noisy = `console.log("one");\nconsole.error("two");\n${right}`;
    const { code, out, err } = await chainrule(folderWith({ "net.ts": noisy }), [
      "check",
      "net.ts",
    ]);
    expect([code, out, err]).toEqual([
      0,
      "- ✓ dp right\n- ✓ dw right\n- ✓ dx right\n",
      "one\ntwo\n",
    ]);
  });

  test("shares the copy of the engine in the learner's folder, if there is one", async () => {
    const folder = folderWith({
      "net.ts": `console.log(import.meta.resolve("@chainrule/core"));\n${right}`,
    });
    const copy = join(folder, "node_modules/@chainrule/core");
    for (const part of ["package.json", "dist"])
      cpSync(join(root, "packages/core", part), join(copy, part), { recursive: true });
    const { code, out, err } = await chainrule(folder, ["check", "net.ts"]);
    expect(err).toBe(`file://${copy}/dist/index.js\n`);
    expect([code, out]).toEqual([0, "- ✓ dp right\n- ✓ dw right\n- ✓ dx right\n"]);
  });
});

describe.concurrent("gradients as NumPy exports them", () => {
  const claims = '"dw": [-6, -32], "dx": [18, 64]';
  const files = {
    "nets/net.ts": program,
    "g.json": `{ "program": "./nets/net.ts", "claimed": { ${claims} } }`,
    "bare.json": `{ ${claims} }`,
    "elsewhere.json": '{ "claimed": { "dw": [54, 6] }, "at": { "w": [3, 3], "x": [3, 1] } }',
  };

  test.each([
    ["name their program", "check g.json"],
    ["are given one", "check bare.json --program nets/net.ts"],
    ["are given another", "check g.json --program ./nets/net.ts"],
    ["are given to one", "check nets/net.ts --claimed bare.json"],
  ])("they %s", async (_, args) => {
    expect(await chainrule(folderWith(files), args.split(" "))).toEqual(dw);
  });

  test("they bring values of their own", async () => {
    const args = ["check", "nets/net.ts", "--claimed", "elsewhere.json"];
    expect((await chainrule(folderWith(files), args)).out).toContain("- ✓ dw right\n");
  });
});

test("whoever ends the command ends the learner's process", async () => {
  const folder = folderWith({
    "net.ts":
      'import { writeFileSync } from "node:fs";\nwriteFileSync("pid", String(process.pid));\nwhile (true);',
  });
  const bin = join(root, "packages/cli/dist/main.js");
  const command = spawn(process.execPath, [bin, "check", "net.ts"], { cwd: folder });
  const pid = () =>
    Number(existsSync(join(folder, "pid")) && readFileSync(join(folder, "pid"), "utf8"));
  await expect.poll(pid, { timeout: 30_000 }).toBeGreaterThan(0);
  command.kill("SIGTERM");
  expect(await once(command, "exit")).toEqual([143, null]);
  await expect.poll(() => isRunning(pid()), { timeout: 5000 }).toBe(false);
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe.concurrent("where it is written", () => {
  test("to a file, whole, over what was there, and nothing beside it", async () => {
    const folder = folderWith({ "net.ts": wrong, "report.md": "old" });
    const args = ["check", "net.ts", "--format", "markdown", "--out", "report.md"];
    expect(await chainrule(folder, args)).toEqual({ code: 1, out: "", err: "" });
    expect(readFileSync(join(folder, "report.md"), "utf8")).toContain(
      "### The first wrong one is dw.",
    );
    expect(readdirSync(folder).toSorted()).toEqual(["net.ts", "report.md"]);
  });

  test("to a device, which is not replaced", async () => {
    const folder = folderWith({ "net.ts": right });
    expect((await chainrule(folder, ["check", "net.ts", "--out", "/dev/null"])).code).toBe(0);
    expect((await chainrule(folder, ["check", "net.ts", "--out", "/dev/null"])).code).toBe(0);
  });

  test("a file stays as it was if there is no report", async () => {
    const folder = folderWith({ "net.ts": "throw 1;", "report.md": "old" });
    expect((await chainrule(folder, ["check", "net.ts", "--out", "report.md"])).code).toBe(2);
    expect(readFileSync(join(folder, "report.md"), "utf8")).toBe("old");
    expect(readdirSync(folder).toSorted()).toEqual(["net.ts", "report.md"]);
  });

  test("without colours, unless they are asked for", async () => {
    const folder = folderWith({ "net.ts": right });
    const outs = await Promise.all(
      [{}, { FORCE_COLOR: "1" }, { NO_COLOR: "1" }].map(async (env) =>
        (await chainrule(folder, ["check", "net.ts"], env)).out.includes("\u001B[32m✓"),
      ),
    );
    expect(outs).toEqual([false, true, false]);
  });
});

test("help and version are no failures", async () => {
  const [help, version] = await Promise.all([
    chainrule(root, ["--help"]),
    chainrule(root, ["--version"]),
  ]);
  expect([help.code, version.code, version.out]).toEqual([0, 0, "0.1.0\n"]);
  for (const name of ["check", "grade"]) expect(help.out).toMatch(new RegExp(`^  ${name} `, "m"));
});
