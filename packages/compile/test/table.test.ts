import { describe, expect, test } from "vitest";
import { type Tensor, data, gradients } from "@chainrule/core";
import { evaluateRoots, input, isFloat, topological } from "@chainrule/core/engine";
import { directionFor, inputsOf } from "../../core/test/checks/sample.ts";
import { rows } from "../../core/test/op-table.ts";
import type { Row } from "../../core/test/table/row.ts";
import { roleOf } from "../src/plan/roles.ts";
import { program } from "../src/program.ts";

type Floating = "float64" | "float32";

/** The value of a row, and its gradients where it has some. */
function outputsOf(row: Row, xs: readonly Tensor[]): Tensor[] {
  const y = row.f(...xs);
  if (row.order === 0 || !isFloat(y.dtype)) return [y];
  return [y, ...gradients(y, xs, directionFor(y, `${row.title}: cotangent`))];
}

const twins = (xs: readonly Tensor[]): Tensor[] => xs.map((x) => input(x.value, x.shape, x.dtype));

function agrees(row: Row, dtype: Floating, shapes = row.shapes): void {
  const plain = outputsOf(row, twins(inputsOf(row, dtype, shapes)));
  evaluateRoots(plain);
  const compiled = outputsOf(row, twins(inputsOf(row, dtype, shapes)));
  for (const node of topological(compiled))
    if (node.op.kernel.kind === "map" && [node, ...node.inputs].every((x) => isFloat(x.dtype)))
      expect(roleOf(node), `the role of ${node.op.name}`).not.toBe("reference");
  const p = program(compiled);
  p.step();
  const eps = dtype === "float32" ? 2 ** -20 : 2 ** -44;
  for (const [i, y] of compiled.entries()) {
    const got = p.view(y);
    const wanted = data(plain[i] as Tensor);
    const scale = Math.max(1, ...[...wanted].filter(Number.isFinite).map(Math.abs));
    expect(got.length).toBe(wanted.length);
    for (const [j, w] of wanted.entries()) {
      const g = got[j] as number;
      if (Object.is(g, w)) continue;
      if (!(Math.abs(g - w) <= eps * scale)) expect.fail(`output ${i} at ${j}: ${g} for ${w}`);
    }
  }
}

describe.each(rows.map((row) => [row.title, row] as const))("%s", (_, row) => {
  test("float64", () => {
    for (const shapes of [row.shapes, ...row.edges]) agrees(row, "float64", shapes);
  });
  if (row.single)
    test("float32", () => {
      for (const shapes of [row.shapes, ...row.edges]) agrees(row, "float32", shapes);
    });
});
