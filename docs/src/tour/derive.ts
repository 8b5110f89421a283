import {
  type Tensor,
  derive as derivativeOf,
  evaluate,
  grad,
  graph,
  linspace,
  print,
  simplify,
  tensor,
  trace,
  valueAndGrad,
} from "@chainrule/core";
import { sgd } from "@chainrule/nn";
import { fixed, scientific, short } from "../terminal/numbers.ts";
import { type Page, heading, indented, say, space, title } from "../terminal/page.ts";
import { plot } from "../terminal/plot.ts";
import { table } from "../terminal/table.ts";

/** The article's function. */
const f = (x: Tensor): Tensor => x.square().sub(x.mul(4)).add(5);

const START = -1;
const RATE = 0.1;
const STEPS = 40;

export interface Derived {
  /** f, f′ and f″ as text. */
  readonly formulas: readonly [string, string, string];
  /** Where gradient descent ends. */
  readonly minimum: number;
  readonly chain: Chain;
}

/** The article's example: a function, its derivatives as formulas, and the way down. */
export function derive(page: Page): Derived {
  title(page, "1 · derive");
  say(
    page,
    "A function is a graph of operations. Its gradient is another such graph, so it can be printed,",
    "simplified, evaluated, and differentiated again.",
  );
  const formulas = showFormulas(page);
  showTable(page);
  const minimum = showDescent(page);
  showRates(page);
  return { formulas, minimum, chain: showChain(page) };
}

function showFormulas(page: Page): Derived["formulas"] {
  const formulas = [
    String(simplify(trace(f, []))),
    String(derivativeOf(f, [])),
    String(derivativeOf(grad(f), [])),
  ] as const;
  heading(page, "const f = (x: Tensor) => x.square().sub(x.mul(4)).add(5)");
  for (const [i, name] of ["f(x)   = ", "f′(x)  = ", "f″(x)  = "].entries())
    page.write(`  ${name}${page.colors.green(formulas[i] ?? "")}`);
  space(page);
  say(
    page,
    "f″ is positive everywhere, so f is convex (the article says concave) and what descent finds is the minimum.",
  );
  return formulas;
}

function showTable(page: Page): void {
  heading(page, "At seven places, by the engine and by hand");
  const xs = [...linspace(-1, 5, 7).data()];
  table(
    page,
    ["x", "f(x)", "f′(x)", "2x − 4", "step goes"],
    ["right", "right", "right", "right", "left"],
    xs.map((at) => {
      const [value, slope] = valueAndGrad(f)(tensor(at)).map((y) => y.item()) as [number, number];
      const side = slope > 0 ? "left" : slope < 0 ? "right" : "nowhere: this is x*";
      return [...[at, value, slope, 2 * at - 4].map((number) => fixed(number, 0)), side];
    }),
  );
}

/** The places that gradient descent visits, the start first. */
export function descent(rate: number, steps: number): number[] {
  const optimizer = sgd(rate);
  const slope = grad(f);
  let x: Tensor = tensor(START);
  let state = optimizer.init(x);
  const visited = [x.item()];
  for (let k = 0; k < steps; k++) {
    [x, state] = optimizer.update(x, slope(x), state);
    visited.push(x.item());
  }
  return visited;
}

function showDescent(page: Page): number {
  const visited = descent(RATE, STEPS);
  const valueAt = (x: number): number => f(tensor(x)).item();
  heading(page, `Gradient descent from x = ${short(START)}: x ← x − ${RATE} · f′(x)`);
  const xs = [...linspace(-1, 5, 61).data()];
  const series = (name: string, places: readonly number[]) => ({
    name,
    points: places.map((x) => [x, valueAt(x)] as const),
  });
  plot(page, series("f", xs), {
    dots: series("steps", visited),
    xTicks: [-1, 0, 1, 2, 3, 4, 5],
    yTicks: [1, 2, 4, 6, 8, 10],
  });
  space(page);
  const shown = [0, 1, 2, 5, 10, 20, STEPS];
  table(
    page,
    ["step", ...shown.map(String)],
    ["left", ...shown.map(() => "right" as const)],
    [
      ["x", ...shown.map((k) => fixed(visited[k] ?? NaN, 4))],
      ["f(x)", ...shown.map((k) => fixed(valueAt(visited[k] ?? NaN), 4))],
    ],
  );
  return visited.at(-1) ?? NaN;
}

/** What the learning rate does: too low, right, too high. */
function showRates(page: Page): void {
  const rates = [0.01, 0.1, 0.5, 0.95, 1.05];
  heading(page, "The learning rate: too low is slow, too high overshoots");
  table(
    page,
    ["rate", "x after 1 step", "2 steps", "3 steps", "25 steps", ""],
    ["right", "right", "right", "right", "right", "left"],
    rates.map((rate) => {
      const visited = descent(rate, 25);
      const places = [1, 2, 3, 25].map((k) => fixed(visited[k] ?? NaN, 3));
      const factor = 1 - 2 * rate;
      return [String(rate), ...places, `the distance to 2 is multiplied by ${short(factor)}`];
    }),
  );
}

interface Chain {
  /** ∂L/∂w as text, and its value by the engine and by central differences. */
  readonly formula: string;
  readonly engine: number;
  readonly differences: number;
}

interface Neuron {
  readonly w: Tensor;
  readonly b: Tensor;
}

/** One neuron and its squared error: `(tanh(w·x + b) − y)²`. */
const neuronLoss = ({ w, b }: Neuron, x: Tensor, y: Tensor): Tensor => {
  const a = w.mul(x).add(b).named("z").tanh().named("a");
  return a.sub(y).square().named("L");
};

function showChain(page: Page): Chain {
  heading(page, "A composite function: one neuron, L = (tanh(w·x + b) − y)²");
  const scalar = (value: number, name: string): Tensor => tensor(value, { name });
  const neuron = { w: scalar(0.8, "w"), b: scalar(0.1, "b") };
  const [x, y] = [scalar(0.5, "x"), scalar(1, "y")];
  page.write(indented(print(graph(neuronLoss(neuron, x, y)), { values: true })));
  const slopes = simplify(trace(grad(neuronLoss), neuron, x, y));
  const [formula = "", bias = ""] = slopes.outputs.map((y) => String(graph(y)));
  const { w, b } = evaluate(grad(neuronLoss)(neuron, x, y));
  const h = 1e-5;
  const lossAt = (move: number) => neuronLoss({ ...neuron, w: neuron.w.add(move) }, x, y).item();
  const differences = (lossAt(h) - lossAt(-h)) / (2 * h);
  space(page);
  say(page, "The chain rule, from L back to its parameters, as the engine writes it:");
  page.write(`  ∂L/∂w = ${page.colors.green(formula)} = ${short(w.item(), 6)}`);
  page.write(`  ∂L/∂b = ${page.colors.green(bias)} = ${short(b.item(), 6)}`);
  say(
    page,
    `Central differences of L in w say ${short(differences, 6)}: they agree to ${scientific(Math.abs(differences - w.item()))}.`,
  );
  return { formula, engine: w.item(), differences };
}
