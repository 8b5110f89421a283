import { afterAll, describe, expect, test } from "vitest";
import { chainrule, folderWith, right, sweep } from "./command.ts";

afterAll(sweep);

const y = `import { tensor } from "@chainrule/core";

interface Place { readonly x: number }
const at: Place = { x: 2 };
const x = tensor(at.x, { name: "x" });
export const y = x
  .sin()
  .mul(x)
  .named("y");
`;

describe("explain", () => {
  test("writes both passes of a tensor, with the learner's lines", async () => {
    const args = ["explain", "y.ts", "--digits", "3"];
    const { code, out, err } = await chainrule(folderWith({ "y.ts": y }), args);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toMatch(/^Evaluation trace of y\n/);
    expect(out).toMatch(/ v₁ = sin\(x\) +0\.909 +\[\] +y\.ts:7$/m);
    expect(out).toMatch(/ x̄ \+= v̄₁·cos\(x\) .* y\.ts:7$/m);
    expect(out).toContain("∂y/∂x = ∂y/∂v₁·∂v₁/∂x + ∂y/∂x = 2·(−0.416) + 0.909 = 0.077\n");
  });

  test("writes those of a loss, by the names of what it is taken at", async () => {
    const folder = folderWith({ "net.ts": right });
    const { code, out, err } = await chainrule(folder, ["explain", "net.ts", "--format", "tex"]);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toContain(String.raw`\frac{\partial L}{\partial w}`);
  });

  test("writes its steps, one after the other", async () => {
    const { out } = await chainrule(folderWith({ "y.ts": y }), ["explain", "y.ts", "--steps"]);
    const steps = JSON.parse(out) as { pass: string; formula: { text: string }; site?: string }[];
    expect(steps.map(({ pass }) => pass)).toEqual([
      ...Array.from({ length: 3 }, () => "forward"),
      ...Array.from({ length: 4 }, () => "reverse"),
    ]);
    expect(steps.slice(1, 3).map(({ site }) => site)).toEqual(["y.ts:7:4", "y.ts:8:4"]);
  });
});

test.each([
  [
    "nothing to explain",
    "export const x = 1;",
    "net.ts: it exports x: export a tensor y, or loss and at",
  ],
  ["what is not scalar", y.replace(".mul(x)", ".mul(tensor([1, 2]))"), /^net\.ts: /],
])("refuses %s", async (_, text, sentence) => {
  const { code, out, err } = await chainrule(folderWith({ "net.ts": text }), ["explain", "net.ts"]);
  expect([code, out]).toEqual([2, ""]);
  expect(err.slice("chainrule: ".length).trimEnd()).toMatch(sentence);
});
