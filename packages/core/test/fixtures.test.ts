import { describe, expect, test } from "vitest";
import * as core from "../src/index.ts";
import { type Tensor, add, grad, jvp, mean, mul, square, sub, sum, vjp } from "../src/index.ts";
import {
  type Article,
  type OpCase,
  type Program,
  type Stored,
  articleCases,
  distance,
  expectClose,
  opCases,
  scalarPrograms,
  shapedLike,
  tensorOf,
  tensorPrograms,
} from "./fixture-cases.ts";
import { columnNetwork } from "./fixture-layers.ts";
import { adapted, notYet } from "./fixture-ops.ts";

type Outputs = readonly Tensor[];
type Build = (...inputs: readonly Tensor[]) => Tensor | Outputs;

const listed = (y: Tensor | Outputs): Outputs => (Array.isArray(y) ? y : [y]) as Outputs;

/** Σ a·b over all elements of all tensors. */
const dot = (a: Outputs, b: Outputs): Tensor =>
  a.map((x, i): Tensor => sum(mul(x, b[i]!))).reduce((total, part) => add(total, part));

/** How many comparisons were made, by what was compared. */
type Tally = Record<"values" | "gradients" | "jvps" | "hvps", number>;
const nothing = (): Tally => ({ values: 0, gradients: 0, jvps: 0, hvps: 0 });

/** Torch's `bce_loss` adds 1e-12 to what it divides by; everything else agrees to the last digits. */
const toleranceOf = (at: OpCase | Program): number =>
  "op" in at && at.op === "bce_loss" ? 1e-9 : 1e-12;

/** The value of one case, and its derivatives where it has any. */
function verify(at: OpCase | Program, f: Build, tally: Tally): void {
  const within = toleranceOf(at);
  const inputs = at.inputs.map(tensorOf);
  const outputs = at.outputs ?? [at.output!];
  const y = listed(f(...inputs));
  expect(y.length, `${at.id}: outputs`).toBe(outputs.length);
  outputs.forEach((output, i) => {
    expect(y[i]!.dtype, `${at.id}: dtype`).toBe(output.dtype ?? "float64");
    expectClose(y[i]!, output, `${at.id}: value`, within);
  });
  tally.values += outputs.length;
  const cotangents = at.cotangents ?? (at.cotangent === undefined ? undefined : [at.cotangent]);
  if (cotangents === undefined) return;
  const seeds = cotangents.map((seed, i) => shapedLike(seed, outputs[i]!));
  verifyDerivatives(at, f, inputs, seeds, tally);
}

/** Gradients, jvp and hvp, each in every way to get it. A direction is given exactly for those inputs that want a gradient. */
function verifyDerivatives(
  at: OpCase | Program,
  f: Build,
  inputs: Outputs,
  seeds: Outputs,
  tally: Tally,
): void {
  const within = toleranceOf(at);
  const wanted = [...inputs.keys()].filter((i) => at.inputs[i]!.grad !== false);
  for (const entries of [at.grads, at.v, at.hvp])
    expect(
      entries!.map((entry) => entry !== null),
      `${at.id}: wanted`,
    ).toEqual(inputs.map((_, i) => wanted.includes(i)));
  const primals = wanted.map((i) => inputs[i]!);
  const moves = wanted.map((i) => shapedLike(at.v![i]!, inputs[i]!));
  const g = (...xs: readonly Tensor[]): Tensor[] => {
    const all = [...inputs];
    wanted.forEach((i, k) => (all[i] = xs[k]!));
    return [...listed(f(...all))];
  };
  const pulled = (...xs: readonly Tensor[]): readonly Tensor[] => vjp(g, ...xs)[1]([...seeds]);
  const weighed = (xs: readonly Tensor[], h = g): Tensor => dot(h(...xs), seeds);

  const byPullback = pulled(...primals);
  const byGrad = grad(weighed)(primals);
  const [, pushed] = jvp(g, primals, moves);
  const [, bent] = jvp(pulled, primals, moves);
  const along = (xs: readonly Tensor[]): Tensor => weighed(xs, (...at) => jvp(g, at, moves)[1]);
  const back = (xs: readonly Tensor[]): Tensor => dot(pulled(...xs), moves);
  const [reverseOverForward, reverseOverReverse] = [grad(along)(primals), grad(back)(primals)];
  wanted.forEach((i, k) => {
    const { shape } = at.inputs[i]!;
    const gradient = { shape, data: at.grads![i]! };
    expectClose(byPullback[k]!, gradient, `${at.id}: gradient ${i}`, within);
    expectClose(byGrad[k]!, gradient, `${at.id}: gradient ${i} on values`, within);
    const hvp = { shape, data: at.hvp![i]! };
    expectClose(bent[k]!, hvp, `${at.id}: hvp ${i}`, within);
    expectClose(reverseOverForward[k]!, hvp, `${at.id}: hvp ${i}, reverse over forward`, within);
    expectClose(reverseOverReverse[k]!, hvp, `${at.id}: hvp ${i}, reverse over reverse`, within);
  });
  const jvps = at.jvps ?? [at.jvp!];
  seeds.forEach(({ shape }, i) => {
    expectClose(pushed[i]!, { shape, data: jvps[i]! }, `${at.id}: jvp`, within);
  });
  tally.gradients += wanted.length;
  tally.jvps += seeds.length;
  tally.hvps += wanted.length;
}

/** ⟨ȳ, J v⟩ = ⟨Jᵀȳ, v⟩: needs no reference. */
function expectTransposed(at: Program, f: Build): void {
  const inputs = at.inputs.map(tensorOf);
  const moves = at.v!.map((v, i) => shapedLike(v!, at.inputs[i]!));
  const seed = shapedLike(at.cotangent!, at.output!);
  const [, pull] = vjp(f as (...xs: readonly Tensor[]) => Tensor, ...inputs);
  const [, dy] = jvp(f as (...xs: readonly Tensor[]) => Tensor, inputs, moves);
  const [forward, backward] = [dot([seed], [dy]).item(), dot(pull(seed), moves).item()];
  const gap = Math.abs(forward - backward);
  expect(gap, `${at.id}: ⟨ȳ, J v⟩ − ⟨Jᵀȳ, v⟩`).toBeLessThanOrEqual(
    1e-12 * Math.max(1, Math.abs(forward)),
  );
}

const functionOf =
  ({ nodes, out }: Program): Build =>
  (...inputs) => {
    const values = [...inputs];
    for (const { op, args, attrs = {} } of nodes)
      values.push(
        adapted[op]!(
          args.map((id) => values[id]!),
          attrs,
        ) as Tensor,
      );
    return values[out]!;
  };

const runnable = ({ nodes }: Program): boolean => nodes.every(({ op }) => op in adapted);

test("the comparison refuses NaN and infinities that are not the same", () => {
  const agree = (a: number, b: number) => distance(a, b) <= 1e-9;
  expect(agree(1, 1 + 1e-10)).toBe(true);
  expect(agree(1e10, 1e10 + 1)).toBe(true);
  expect(agree(Infinity, Infinity)).toBe(true);
  expect(agree(1, 1 + 1e-8)).toBe(false);
  for (const odd of [NaN, Infinity, -Infinity])
    for (const wanted of [0, 1, odd === Infinity ? -Infinity : Infinity]) {
      expect(agree(odd, wanted)).toBe(false);
      expect(agree(wanted, odd)).toBe(false);
    }
});

describe("single ops agree with PyTorch", () => {
  const names = [...new Set(opCases.map(({ op }) => op))];
  const tally = nothing();
  let cases = 0;

  test.each(names.filter((name) => name in adapted))("%s", (name) => {
    for (const at of opCases.filter(({ op }) => op === name)) {
      verify(at, (...xs) => adapted[name]!(xs, at.attrs), tally);
      cases++;
    }
  });

  test("every case has been run, but for ops that are not there yet", () => {
    expect({ names: names.length, cases, ...tally }).toEqual({
      names: 145,
      cases: 452,
      values: 460,
      gradients: 553,
      jvps: 442,
      hvps: 553,
    });
  });

  test("every fixture op is adapted, or listed as not there yet", () => {
    const absent = Object.keys(notYet).filter((name) => notYet[name] === "absent");
    expect(names.filter((name) => !(name in adapted)).toSorted()).toEqual(absent.toSorted());
    expect(Object.keys(notYet).filter((name) => !names.includes(name))).toEqual([]);
  });

  test("an op that is listed as not there yet is not there", () => {
    const plain = (name: string) => name.replaceAll("_", "").toLowerCase();
    const exported = new Set(Object.keys(core).map(plain));
    const spellings = (name: string) => (name === "inverse" ? [name, "inv"] : [name]);
    const here = Object.keys(notYet).filter((name) =>
      spellings(name).some((spelling) => exported.has(plain(spelling))),
    );
    expect(here, "to be adapted, and no longer listed").toEqual([]);
  });
});

describe.each([
  [
    "scalar programs",
    scalarPrograms,
    { cases: 60, values: 60, gradients: 146, jvps: 60, hvps: 146 },
  ],
  [
    "tensor programs",
    tensorPrograms,
    { cases: 80, values: 80, gradients: 162, jvps: 80, hvps: 162 },
  ],
] as const)("%s agree with PyTorch", (_, programs, expected) => {
  const tally = nothing();
  let cases = 0;

  test.each(programs.filter(runnable).map((program) => [program.id, program] as const))(
    "%s",
    (_, program) => {
      const f = functionOf(program);
      verify(program, f, tally);
      expectTransposed(program, f);
      cases++;
    },
  );

  test("every program has been run, but for those with ops that are not there yet", () => {
    expect({ cases, ...tally }).toEqual(expected);
  });

  test("programs left out have an op that is listed as not there yet", () => {
    const missing = programs.flatMap(({ nodes }) =>
      nodes.map(({ op }) => op).filter((op) => !(op in adapted)),
    );
    expect([...new Set(missing)].filter((op) => notYet[op] !== "absent")).toEqual([]);
  });
});

describe("the network of the article", () => {
  const activations = { relu: core.relu, tanh: core.tanh, sigmoid: core.sigmoid };
  const flat = (xs: readonly (readonly number[])[]) => xs.flat();

  const run = ({ params, X, Y, activation }: Article) => {
    const [x, y] = [tensorOf(X), tensorOf(Y)];
    const network = (ws: readonly Tensor[]) => columnNetwork(ws, x, activations[activation]);
    const loss = (ws: readonly Tensor[]): Tensor => mean(square(sub(network(ws), y)));
    const weights = params.map(tensorOf);
    return { output: network(weights), loss: loss(weights), gradients: grad(loss)(weights) };
  };

  test.each(articleCases.map((at) => [at.id, at] as const))("%s: true gradients", (_, at) => {
    const { output, loss, gradients } = run(at);
    expectClose(output, at.output, "output", 1e-12);
    expectClose(loss, { shape: [], data: [at.loss] }, "loss", 1e-12);
    at.params.forEach(({ shape }: Stored, i) => {
      expectClose(gradients[i]!, { shape, data: at.true_grads[i]! }, `gradient ${i}`, 1e-12);
    });
  });

  test.each(articleCases.map((at) => [at.id, at] as const))(
    "%s: the article's own gradients are 1/batch of ours",
    (_, at) => {
      const { gradients } = run(at);
      const ours = gradients.flatMap((g) => [...g.data()]);
      const theirs = flat(at.article_grads);
      const product = (a: readonly number[], b: readonly number[]) =>
        a.reduce((s, x, i) => s + x * b[i]!, 0);
      const ratio = product(theirs, ours) / product(ours, ours);
      expect(ratio).toBeCloseTo(1 / at.batch, 14);
      theirs.forEach((theirOne, i) => {
        expect(Math.abs(theirOne * at.batch - ours[i]!)).toBeLessThanOrEqual(1e-12);
      });
      const agree = theirs.every((theirOne, i) => Math.abs(theirOne - ours[i]!) <= 1e-9);
      expect(agree, "only a batch of 1 hides the factor").toBe(at.batch === 1);
    },
  );

  test("six networks, two of them with a batch of 1", () => {
    expect(articleCases.map(({ batch }) => batch)).toEqual([1, 2, 8, 32, 1, 2]);
  });
});
