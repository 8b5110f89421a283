import { type BrokenEngines, brokenEngines } from "@chainrule/check";
import * as C from "@chainrule/core";
import { pushforward, topological } from "@chainrule/core/engine";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { scalarPrograms } from "../trace/programs.ts";
import { formats, numbersIn } from "../trace/read.ts";

const ORDER = "no topological order";
const EQUALS = "= for +=";
const STRETCHED = "no sum over stretched axes";
const TWICE = "not zeroed between two passes";
const UPDATED = "updated during the pass";

const engine = (report: BrokenEngines, name: string) => {
  const found = report.engines.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no engine ${name}`);
  return found;
};
const why = (report: BrokenEngines, name: string): string =>
  [engine(report, name).why]
    .flat()
    .map((part) => (typeof part === "string" ? part : part.text))
    .join("");
/** The engines that are found out. */
const found = (report: BrokenEngines): string[] =>
  report.engines.filter(({ differs }) => differs.length > 0).map(({ name }) => name);

const [w, x] = [C.tensor(0.5, { name: "w" }), C.tensor(2, { name: "x" })];

describe("without a topological order, or with = for +=", () => {
  test("a chain does not tell", () => {
    const report = brokenEngines(w.sin().exp().named("y"));
    expect(found(report)).toEqual([TWICE]);
    expect(why(report, ORDER)).toBe("Nothing is used more than once: every order is right.");
    expect(why(report, EQUALS)).toBe("Nothing is used more than once: there is nothing to add.");
  });

  test("a leaf that is used twice tells = only", () => {
    const report = brokenEngines(w.mul(x).add(w.sin()).named("y"), { of: ["w"] });
    expect(found(report)).toEqual([EQUALS, TWICE]);
    expect(engine(report, EQUALS).gradients).toEqual([2]);
    expect(report.gradients).toEqual([2 + Math.cos(0.5)]);
    expect(why(report, EQUALS)).toBe(
      "w is used twice: only the last contribution to its adjoint is left.",
    );
    expect(why(report, ORDER)).toBe(
      "What is used more than once passes nothing on, or has all that matters by then.",
    );
  });

  test("a step that is used three times tells both", () => {
    const z = w.mul(x).named("z");
    const report = brokenEngines(z.sin().add(z.square()).mul(z).named("y"), { of: ["x"] });
    expect(found(report)).toEqual([ORDER, EQUALS, TWICE]);
    const [slope] = engine(report, ORDER).gradients as number[];
    expect(slope).toBeCloseTo(1 * Math.cos(1) * 0.5, 12);
    expect(why(report, ORDER)).toBe(
      "z is used 3 times and passed its adjoint on when 1 contribution had arrived: that through v₂ = z² came too late.",
    );
  });

  test("what arrives late and is 0 does not tell, nor does what is overwritten and is 0", () => {
    const z = w.sin();
    expect(found(brokenEngines(z.exp().add(z.mul(0)).named("y")))).not.toContain(ORDER);
    expect(found(brokenEngines(z.mul(0).add(z.exp()).named("y")))).toContain(ORDER);
    const late = brokenEngines(C.relu(w.neg()).add(w.exp()));
    const early = brokenEngines(w.exp().add(C.relu(w.neg())));
    expect(found(late).includes(EQUALS)).toBe(!found(early).includes(EQUALS));
    const lucky = found(late).includes(EQUALS) ? early : late;
    expect(why(lucky, EQUALS)).toBe("What is overwritten is 0 here.");
  });

  test("random programs: the same as engines that were broken by hand", () => {
    fc.assert(
      fc.property(scalarPrograms, ({ y, leaves }) => {
        const report = brokenEngines(y, { of: leaves });
        const slopes = C.backward(y);
        close(
          report.gradients,
          leaves.map((leaf) => slopes.of(leaf).item()),
        );
        for (const [name, pass] of [
          [ORDER, depthFirst],
          [EQUALS, overwriting],
        ] as const) {
          const grads = pass(y, leaves);
          close(
            engine(report, name).gradients,
            leaves.map((leaf) => grads.get(leaf) ?? 0),
          );
        }
        close(
          engine(report, TWICE).gradients,
          (report.gradients as number[]).map((g) => 2 * g),
        );
        for (const { gradients, differs } of report.engines)
          gradients.forEach((g, i) => {
            const right = report.gradients[i] as number;
            expect(differs.includes(i)).toBe(
              Math.abs((g as number) - right) > 1e-10 * Math.abs(right),
            );
          });
        reread(report);
      }),
    );
  });
});

const close = (found: readonly unknown[], wanted: readonly number[]): void => {
  expect(found).toHaveLength(wanted.length);
  found.forEach((g, i) =>
    expect(Math.abs((g as number) - wanted[i]!)).toBeLessThanOrEqual(
      1e-11 * (1 + Math.abs(wanted[i]!)),
    ),
  );
};

/** The numbers of every format are those of the data, and so are the marks. */
function reread(report: BrokenEngines): void {
  for (const [, read] of formats) {
    const [rows = []] = read(report);
    const wanted = [
      { gradients: report.gradients, differs: [] as readonly number[] },
      ...report.engines,
    ];
    wanted.forEach(({ gradients, differs }, i) =>
      gradients.forEach((g, k) => {
        const cell = rows[i + 1]![k + 1]!;
        expect(cell.endsWith(differs.includes(k) ? "✗" : "✓")).toBe(true);
        const all = ([g] as unknown[]).flat(Infinity) as number[];
        numbersIn(cell).forEach((n, at) =>
          expect(n).toBeCloseTo(Number(all[at]!.toPrecision(6)), 12),
        );
      }),
    );
  }
}

type Grads = Map<C.Tensor, number>;

/** The operands of a number that lead to leaves, with its slopes by them. */
function operands(node: C.Tensor, leaves: readonly C.Tensor[]): [C.Tensor, number][] {
  return node.inputs.flatMap((input, i) => {
    if (!topological([input]).some((one) => leaves.includes(one)) || input.dtype !== "float64")
      return [];
    const dx = pushforward(
      node,
      node.inputs.map((_, k) => (k === i ? C.tensor(1) : null)),
    );
    return dx === null ? [] : [[input, dx.item()] as [C.Tensor, number]];
  });
}

const scaled = (g: number, slope: number): number => (g === 0 ? 0 : g * slope);

/** As it is written by somebody who forgot the sort. */
function depthFirst(y: C.Tensor, leaves: readonly C.Tensor[]): Grads {
  const grads: Grads = new Map([[y, 1]]);
  const visited = new Set<C.Tensor>();
  const visit = (node: C.Tensor): void => {
    visited.add(node);
    for (const [input, slope] of operands(node, leaves)) {
      grads.set(input, (grads.get(input) ?? 0) + scaled(grads.get(node)!, slope));
      if (!visited.has(input)) visit(input);
    }
  };
  visit(y);
  return grads;
}

/** As it is written by somebody who forgot the plus. */
function overwriting(y: C.Tensor, leaves: readonly C.Tensor[]): Grads {
  const grads: Grads = new Map([[y, 1]]);
  for (const node of topological([y]).toReversed())
    if (grads.has(node))
      for (const [input, slope] of operands(node, leaves))
        grads.set(input, scaled(grads.get(node)!, slope));
  return grads;
}

describe("without the sum over stretched axes", () => {
  const X = C.tensor(
    [
      [1, 2, 4],
      [3, 5, 9],
    ],
    { name: "X" },
  );
  const b = C.tensor([0.25, -0.5, 1], { name: "b" });
  const weights = (rows: number[][]) => C.tensor(rows);

  test("a bias gets the gradient of the first row", () => {
    const report = brokenEngines(X.add(b).square().mul(0.5).sum().named("L"), { of: ["b"] });
    expect(report.gradients).toEqual([[4.5, 6, 15]]);
    expect(engine(report, STRETCHED).gradients).toEqual([[1.25, 1.5, 5]]);
    expect(why(report, STRETCHED)).toBe(
      "b [3] was stretched to [2, 3]: its gradient is the sum over all copies. An engine that compares shapes stops here, one that does not takes the first.",
    );
  });

  test("a column gets that of the first column, a number that of the first element", () => {
    const c = C.tensor([[1], [2]], { name: "c" });
    const s = C.tensor(3, { name: "s" });
    const y = X.mul(c).mul(s.expandDims(0)).sum().named("L");
    const report = brokenEngines(y, { of: ["c", "s"] });
    expect(report.gradients).toEqual([[[21], [51]], 41]);
    expect(engine(report, STRETCHED).gradients).toEqual([[[3], [9]], 1]);
  });

  test("a matrix that was stretched to a stack gets that of the first matrix", () => {
    const stack = C.arange(12).reshape([2, 2, 3]);
    const report = brokenEngines(stack.mul(X).sum().named("L"), { of: ["X"] });
    expect(report.gradients).toEqual([
      [
        [6, 8, 10],
        [12, 14, 16],
      ],
    ]);
    expect(engine(report, STRETCHED).gradients).toEqual([
      [
        [0, 1, 2],
        [3, 4, 5],
      ],
    ]);
  });

  test("where only the first row matters, or nothing is stretched, it is right", () => {
    const first = X.add(b)
      .mul(
        weights([
          [1, 2, 3],
          [0, 0, 0],
        ]),
      )
      .sum();
    expect(found(brokenEngines(first, { of: [b] }))).toEqual([TWICE]);
    expect(found(brokenEngines(X.square().sum()))).toEqual([TWICE]);
    const whole = brokenEngines(X.square().sum());
    expect(why(whole, STRETCHED)).toBe("Nothing was stretched, or only the first copy matters.");
  });

  test("what stands in a box has a name before what has none", () => {
    const target = weights([
      [1, 0, 0],
      [0, 0, 1],
    ]);
    const report = brokenEngines(X.add(b).logSoftmax().mul(target).sum().neg().named("L"), {
      of: [b],
    });
    expect(why(report, STRETCHED)).toMatch(/^b \[3\] was stretched to \[2, 3\]/);
  });
});

describe("updated during the pass", () => {
  const W = C.tensor(
    [
      [1, 2],
      [3, 5],
    ],
    { name: "W" },
  );
  const A = C.tensor(
    [
      [1, 0],
      [2, 1],
    ],
    { name: "A" },
  );

  test("what is computed from the weights that were updated is off", () => {
    const H = A.sin();
    const G = C.ones([2, 2]);
    const dW = H.transpose().matmul(G);
    const dA = (weights: C.Tensor) => G.matmul(weights.transpose()).mul(A.cos()).toArray();
    const report = brokenEngines(H.named("H").matmul(W).sum().named("L"), { of: ["A", "W"] });
    expect(report.gradients).toEqual([dA(W), dW.toArray()]);
    expect(engine(report, UPDATED).gradients).toEqual([dA(W.sub(dW.mul(0.1))), dW.toArray()]);
    expect(engine(report, UPDATED).differs).toEqual([0]);
    expect(why(report, UPDATED)).toMatch(
      /^W was updated before the rule of v. = H @ W read it again\.$/,
    );
  });

  test("the value of a step stays what it was", () => {
    const report = brokenEngines(w.pow(x).named("y"));
    const [, slope] = engine(report, UPDATED).gradients as number[];
    expect(slope).toBeCloseTo(0.25 * Math.log(0.5 - 0.1), 12);
  });

  test("rules that do not read weights do not tell, nor does what is used by one layer only", () => {
    for (const y of [
      A.add(W).sum(),
      C.tensor([[1, 2]])
        .matmul(W)
        .sum(),
      W.sin().sum(),
      A.sub(W.mul(2)).sum(),
    ]) {
      const report = brokenEngines(y.named("L"));
      expect(engine(report, UPDATED).differs).toEqual([]);
      expect(why(report, UPDATED)).toBe("No rule reads what was updated before.");
    }
  });
});

test("where every gradient is 0, no engine tells", () => {
  const report = brokenEngines(C.relu(w.sub(1)).mul(x).named("y"), { of: ["w"] });
  expect(report.ok).toBe(true);
  expect(String(report)).toContain("No engine differs: this program does not tell them apart.");
  expect(why(report, TWICE)).toBe("All gradients are 0.");
});

test("a long chain is no matter", () => {
  let y: C.Tensor = w;
  for (let i = 0; i < 3000; i++) y = y.sin();
  expect(found(brokenEngines(y.named("y")))).toEqual([TWICE]);
});

test("what has no gradient is refused", () => {
  expect(() => brokenEngines(C.tensor([1], { name: "a" }).exp())).toThrow(C.GradientError);
  expect(() => brokenEngines(w.exp(), { open: true } as never)).toThrow(
    new C.ValueError("brokenEngines", "option open", "there is none of that name", "it takes of"),
  );
  expect(() => brokenEngines(w.exp(), { of: ["v"] })).toThrow(
    new C.ValueError(
      "brokenEngines",
      '"v"',
      "the result does not depend on a floating tensor of that name",
      "there are w",
    ),
  );
});
