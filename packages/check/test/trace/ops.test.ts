import { type PrimalStep, explain } from "@chainrule/check";
import * as C from "@chainrule/core";
import { isFloat } from "@chainrule/core/engine";
import katex from "katex";
import { expect, test } from "vitest";
import { inputsOf } from "../../../core/test/checks/sample.ts";
import { rows } from "../../../core/test/op-table.ts";
import { texIn } from "./read.ts";

const listed = (value: unknown): number[] => ([value].flat(Infinity) as number[]).map((x) => x + 0);

test("every op of the table: gradients to the last bit, and formulas that KaTeX reads", () => {
  rows
    .filter(({ order }, i) => order !== 0 && i % 2 === 0)
    .forEach((row, nth) => {
      const xs = inputsOf(row).map((x, i) => x.detach().named(`x_${i}`));
      const of = xs.filter(({ dtype }) => isFloat(dtype));
      const result = row.f(...xs);
      const weights = C.cast(
        C.arange(result.size)
          .add(1)
          .reshape([...result.shape]),
        result.dtype,
      );
      const y = C.sum(C.mul(result, weights)).named("L");
      const open = nth % 2 === 1;
      const trace = explain(y, { of, open, elements: Infinity });
      C.gradients(y, of).forEach((g, i) =>
        expect(listed(trace.chains[i]!.gradient)).toEqual(listed(g.toArray())),
      );
      const tangents = Object.fromEntries(of.map((x) => [x.name!, 1]));
      const last = explain(y, { tangents, open }).steps.at(-1) as PrimalStep;
      const along = C.gradients(y, of).reduce((sum, g) => sum + C.sum(g).item(), 0);
      expect(Math.abs((last.tangent!.value as number) - along)).toBeLessThanOrEqual(
        1e-6 * (1 + Math.abs(along)),
      );
      if (nth % 8 > 1) return;
      const inMarkdown = [...trace.toMarkdown().matchAll(/(?<!\\)\$([^$]+)(?<!\\)\$/g)].map(
        ([, tex = ""]) => tex,
      );
      for (const tex of [...texIn(trace), ...inMarkdown])
        katex.renderToString(tex, { throwOnError: true, strict: "ignore" });
    });
});
