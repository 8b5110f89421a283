import { describe, expect, test } from "vitest";
import * as core from "../src/index.ts";
import * as engine from "../src/engine.ts";
import * as methods from "../src/methods/index.ts";
import { rows } from "./op-table.ts";

/** The ops among the exports of the engine's own entry. */
const inner = ["cofactors", "permuteTo", "product", "reshapeTo", "scale", "sumOver", "sumTo"];

/** Exports that need no row, by the reason. */
const others: Record<string, readonly string[]> = {
  "makes a tensor of numbers, so that there is nothing to differentiate": [
    ..."arange eye full linspace ones tensor zeros".split(" "),
    ..."Random random".split(" "),
  ],
  "reads values, after which nothing flows": "data detach evaluate item toArray".split(" "),
  "differentiates, and is what the rows are tested with":
    "backward checkpoint customDerivative fixedPoint grad gradients hessian hvp implicit jacobian jvp minimize root valueAndGrad vjp".split(
      " ",
    ),
  "maps functions over examples, which the rows are tested with": ["vmap"],
  "looks at graphs": "derive graph print readGraph simplify siteOf trackSites".split(" "),
  "is a class":
    "AxisError ConvergenceError DTypeError GradientError ShapeError Tensor ValueError".split(" "),
};

const covered = new Set(rows.flatMap(({ ops }) => ops));
const reasoned = new Set(Object.values(others).flat());
const exported = new Set([...Object.keys(core), ...Object.keys(methods), ...inner]);

describe("the op table", () => {
  test("has a row for every exported op", () => {
    expect([...exported].filter((name) => !covered.has(name) && !reasoned.has(name))).toEqual([]);
  });

  test("names no op that is not exported", () => {
    expect([...covered].filter((name) => !exported.has(name))).toEqual([]);
    expect(inner.filter((name) => !(name in engine))).toEqual([]);
  });

  test("gives a reason only for exports without a row", () => {
    expect([...reasoned].filter((name) => covered.has(name) || !exported.has(name))).toEqual([]);
  });

  test("has no two rows of one title, whose samples would be the same", () => {
    const titles = rows.map(({ title }) => title);
    expect(titles.filter((title, i) => titles.indexOf(title) !== i)).toEqual([]);
  });

  test("has a reference for every row", () => {
    expect(rows.filter(({ reference }) => reference === undefined)).toEqual([]);
  });
});
