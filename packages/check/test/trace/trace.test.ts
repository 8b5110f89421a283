import { type AdjointStep, type PrimalStep, type Trace, explain } from "@chainrule/check";
import * as C from "@chainrule/core";
import { pushforward, tangents, topological } from "@chainrule/core/engine";
import fc from "fast-check";
import katex from "katex";
import { describe, expect, test } from "vitest";
import { type Program, scalarPrograms, tensorPrograms } from "./programs.ts";
import { formats, numbersIn, texIn } from "./read.ts";

const everything = { digits: 17, elements: Infinity };

const forwards = (trace: Trace) => trace.steps.filter((step) => step.pass === "forward");
const back = (trace: Trace) => trace.steps.filter((step) => step.pass === "reverse");

/** The steps of a program by the name that the trace gives them. */
const nodesOf = ({ y }: Program) => new Map(topological([y]).map((x) => [x.name, x]));

const flat = (x: C.Tensor): number[] => Array.from(C.data(x));
const listed = (value: unknown): number[] => [value].flat(Infinity) as number[];

/** Equal to the last bit, the sign of 0 apart: the engine leaves out what is 0. */
const same = (found: readonly number[], wanted: readonly number[]): void => {
  expect(found.map((x) => x + 0)).toEqual(wanted.map((x) => x + 0));
};

const node = (nodes: ReadonlyMap<string | undefined, C.Tensor>, name: string): C.Tensor => {
  const found = nodes.get(name);
  if (found === undefined) throw new Error(`no step is called ${name}`);
  return found;
};

const names = (trace: Trace) => new Map(forwards(trace).map((step) => [step.step, step.name.text]));

/** What the engine says of every step, found by other ways than the trace: values, adjoints, sums. */
function compare(program: Program, trace: Trace): void {
  const { y, leaves } = program;
  const nodes = nodesOf(program);
  const called = names(trace);
  for (const step of forwards(trace)) same(listed(step.value), flat(node(nodes, step.name.text)));
  const sums = new Map<number, number[]>();
  for (const step of back(trace)) {
    const before = sums.get(step.of);
    const part = listed(step.contribution);
    same(listed(step.sum), before === undefined ? part : part.map((p, i) => before[i]! + p));
    sums.set(step.of, listed(step.sum));
    if (step.through !== undefined) same(listed(step.upstream), sums.get(step.through)!);
  }
  const live = [...sums.keys()].map((step) => node(nodes, called.get(step)!));
  const slopes = C.gradients(y, live);
  [...sums.values()].forEach((sum, i) => same(sum, flat(slopes[i]!)));
  const found = C.backward(y);
  leaves.forEach((x, i) => {
    same(listed(trace.chains[i]!.gradient), flat(found.of(x)));
    const place = [...called].find(([, name]) => name === x.name)![0];
    same(sums.get(place) ?? flat(found.of(x)).map(() => 0), flat(found.of(x)));
  });
}

/** Every number in the tables is the one in the data, in each format. */
function reread(trace: Trace): void {
  const [first, second] = [forwards(trace), back(trace)];
  for (const [, read] of formats) {
    const [values = [], adjoints = []] = read(trace);
    expect([values.length, adjoints.length]).toEqual([first.length + 1, second.length + 1]);
    first.forEach((step, i) => {
      const row = values[i + 1]!;
      expect([row[0], row.at(-1)]).toEqual([String(step.step), shown(step)]);
      same(numbersIn(row[2]!), listed(step.value));
    });
    second.forEach((step, i) => {
      const row = adjoints[i + 1]!;
      expect([row[0], row.at(-1)]).toEqual([String(step.step), shown(step)]);
      expect(row[1]!.includes("+")).toBe(step.use > 1 || step.formula.tex.includes("+"));
      same(numbersIn(row[4]!), step.upstream === undefined ? [] : listed(step.upstream));
      same(numbersIn(row[5]!), listed(step.contribution));
      same(numbersIn(row[6]!), listed(step.sum));
      if (typeof step.local?.value === "number")
        same(
          [numbersIn(row[3]!.replaceAll("$", "").replaceAll("-", "−")).at(-1)!],
          [step.local.value],
        );
      else if (step.local?.value !== undefined && row[3]!.includes("= ["))
        same(numbersIn(row[3]!.slice(row[3]!.lastIndexOf("= ["))), listed(step.local.value));
    });
  }
}

const shown = ({ dtype, shape }: PrimalStep | AdjointStep): string =>
  `${dtype === "float64" ? "" : `${dtype} `}[${shape.join(", ")}]`;

describe("random programs of numbers", () => {
  test("each number is the engine's, and the contributions sum to its gradients to the last bit", () => {
    fc.assert(
      fc.property(scalarPrograms, (program) => {
        const trace = explain(program.y, { of: program.leaves });
        compare(program, trace);
        reread(trace);
        const nodes = nodesOf(program);
        const called = names(trace);
        for (const step of back(trace)) {
          if (step.through === undefined) continue;
          const user = node(nodes, called.get(step.through)!);
          const of = node(nodes, called.get(step.of)!);
          const local = step.local!.value as number;
          same(
            [step.contribution as number],
            [(step.upstream as number) === 0 ? 0 : (step.upstream as number) * local],
          );
          const slopes = user.inputs.map((x, i) =>
            x === of
              ? pushforward(
                  user,
                  user.inputs.map((_, k) => (k === i ? C.tensor(1) : null)),
                )?.item()
              : undefined,
          );
          expect(
            slopes.some((slope) => Math.abs((slope ?? NaN) - local) <= 1e-12 * Math.abs(local)),
          ).toBe(true);
        }
      }),
      { numRuns: 50 },
    );
  });

  test("the chain rule: every path, its numbers, and their sum", () => {
    fc.assert(
      fc.property(scalarPrograms, ({ y, leaves }) => {
        const trace = explain(y, { of: leaves });
        leaves.forEach((x, i) => {
          const { count, paths, gradient } = trace.chains[i]!;
          expect(count).toBe(pathsBetween(y, x));
          expect(paths).toHaveLength(Math.min(count, 8));
          const text = String(trace)
            .split("\n")
            .find((line) => line.startsWith(`  ∂${y.name}/∂${x.name} = `));
          if (count === 0) return expect(text).toBeUndefined();
          const sides = text!.trim().split(" = ");
          const numeric = sides.find((side) => !side.includes("∂"))!;
          expect(numbersIn(sides.at(-1)!)).toEqual([gradient]);
          const written = numeric
            .split(" + ")
            .slice(0, paths.length)
            .map((term) => numbersIn(term));
          written.forEach((factors, k) => {
            if (!paths[k]!.factors.includes(null))
              same([factors.reduce((product, factor) => product * factor, 1)], [paths[k]!.value!]);
          });
          if (count > paths.length) return expect(numeric.endsWith("⋯")).toBe(true);
          const values = paths.map(({ value }) => value!);
          const bound = values.reduce((sum, value) => sum + Math.abs(value), 1e-300);
          const total = values.reduce((sum, value) => sum + value, 0);
          return expect(Math.abs(total - (gradient as number)) / bound).toBeLessThan(
            1e-14 * count + 1e-14,
          );
        });
      }),
    );
  });

  test("forward mode: each tangent is the engine's", () => {
    fc.assert(
      fc.property(scalarPrograms, fc.double({ min: -2, max: 2, noNaN: true }), (program, move) => {
        const [x] = program.leaves;
        const trace = explain(program.y, { tangents: { [x!.name!]: move } });
        movesAreThose(program, trace, new Map([[x!, C.tensor(move)]]));
      }),
      { numRuns: 50 },
    );
  });
});

function movesAreThose(
  program: Program,
  trace: Trace,
  seeds: ReadonlyMap<C.Tensor, C.Tensor>,
): void {
  const nodes = nodesOf(program);
  for (const [name, read] of formats) {
    const [rows = []] = read(trace);
    expect([name, rows.length]).toEqual([name, trace.steps.length + 1]);
    forwards(trace).forEach((step, i) => {
      const [dx] = tangents([node(nodes, step.name.text)], seeds);
      const wanted = dx ? flat(dx) : [0];
      same(listed(step.tangent!.value), wanted);
      same(numbersIn(rows[i + 1]![4]!), wanted);
      same(numbersIn(rows[i + 1]![2]!), listed(step.value));
    });
  }
}

/** Ways down, where steps that are used twice by one step are one. */
function pathsBetween(y: C.Tensor, x: C.Tensor): number {
  const counts = new Map([[x, 1]]);
  for (const step of topological([y])) {
    if (step === x) continue;
    const flows = step.op.derivative.kind !== "constant" && step.dtype === "float64";
    const below = [...new Set(step.inputs)].reduce((n, input) => n + (counts.get(input) ?? 0), 0);
    if (flows && below > 0) counts.set(step, below);
  }
  return counts.get(y) ?? 0;
}

describe("random programs of tensors", () => {
  test.each([false, true])(
    "every number in every format is the engine's; boxes open: %s",
    (open) => {
      fc.assert(
        fc.property(tensorPrograms, (program) => {
          const trace = explain(program.y, { of: program.leaves, open, ...everything });
          compare(program, trace);
          reread(trace);
        }),
        { numRuns: 25 },
      );
    },
  );

  test("forward mode: each tangent is the engine's", () => {
    fc.assert(
      fc.property(tensorPrograms, (program) => {
        const [x] = program.leaves;
        const dx = C.tensor(
          Float64Array.from({ length: x!.size }, (_, i) => 1 - i / 4),
          { shape: x!.shape },
        );
        const trace = explain(program.y, { tangents: { [x!.name!]: dx }, ...everything });
        movesAreThose(program, trace, new Map([[x!, dx]]));
      }),
      { numRuns: 25 },
    );
  });

  test("to a few digits, numbers are rounded; of large tensors there is a summary", () => {
    fc.assert(
      fc.property(tensorPrograms, (program) => {
        const nodes = nodesOf(program);
        const trace = explain(program.y, { of: program.leaves, digits: 4, elements: 3 });
        const [rows = []] = formats[0]![1](trace);
        forwards(trace).forEach((step, i) => {
          const all = flat(node(nodes, step.name.text));
          const mean = all.reduce((sum, x) => sum + x, 0) / all.length;
          const wanted = all.length <= 3 ? all : [Math.min(...all), Math.max(...all), mean];
          numbersIn(rows[i + 1]![2]!).forEach((x, k) =>
            expect(Math.abs(x - wanted[k]!)).toBeLessThanOrEqual(5.01e-4 * Math.abs(wanted[k]!)),
          );
        });
      }),
      { numRuns: 30 },
    );
  });

  test("KaTeX reads every formula, and JSON every step", () => {
    fc.assert(
      fc.property(tensorPrograms, fc.boolean(), ({ y, leaves }, open) => {
        const trace = explain(y, { of: leaves, open });
        const formulas = texIn(trace);
        expect(formulas.length).toBeGreaterThan(trace.steps.length);
        for (const text of formulas)
          katex.renderToString(text, { throwOnError: true, strict: "ignore" });
        expect(JSON.parse(JSON.stringify(trace))).toMatchObject({ ok: true, steps: trace.steps });
      }),
      { numRuns: 20 },
    );
  });
});
