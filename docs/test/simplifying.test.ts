import { readFileSync } from "node:fs";
import { type Graph, type Tensor, grad, graph, random, simplify, trace } from "@chainrule/core";
import { opKey } from "@chainrule/core/engine";
import { describe, expect, test } from "vitest";
import { gradientsByHand } from "../src/article/byhand.ts";
import { type Weights, articleLoss } from "../src/article/compare.ts";

interface Flat {
  readonly shape: readonly number[];
}

const file = new URL("./fixtures/article.json", import.meta.url);
const { cases } = JSON.parse(readFileSync(file, "utf8")) as {
  readonly cases: readonly {
    readonly id: string;
    readonly batch: number;
    readonly params: readonly Flat[];
    readonly X: Flat;
    readonly Y: Flat;
  }[];
};

/** The article's three layers and its data, as shapes. */
const specs = ({ params, X, Y }: (typeof cases)[number]) => {
  const at = (i: number, name: string) => ({ shape: params[i]?.shape ?? [], name });
  const layers = [0, 1, 2].map((l) => ({
    W: at(2 * l, `W${l + 1}`),
    b: at(2 * l + 1, `b${l + 1}`),
  }));
  return [layers, { shape: X.shape, name: "X" }, { shape: Y.shape, name: "Y" }] as const;
};

type Pass = (layers: readonly Weights[], X: Tensor, Y: Tensor) => unknown;

const traced = (fixture: (typeof cases)[number], f: Pass): Graph =>
  trace(f as never, ...specs(fixture));

/** Inputs and constants aside. */
const ops = (g: Graph): number => g.nodes.filter((x) => x.inputs.length > 0).length;

describe.each(cases)("the gradient of the article's network, $id", (fixture) => {
  const { batch } = fixture;
  const engine = traced(fixture, grad(articleLoss as never) as Pass);
  const simple = simplify(engine);
  const hand = traced(fixture, gradientsByHand);

  test("has no dead, no duplicate and no identity node once it is simplified", () => {
    const known = new Set<string>();
    for (const x of simple.nodes) {
      const key = [opKey(x.op), x.dtype, x.shape, x.value, x.name, x.inputs.map(({ id }) => id)];
      expect(known, String(key)).not.toContain(String(key));
      known.add(String(key));
      if (x.inputs.length !== 1) continue;
      const { kind } = x.op.kernel;
      const [from] = x.inputs;
      if (kind === "reshape" || kind === "view")
        expect([x.op.name, x.shape]).not.toEqual([x.op.name, from?.shape]);
    }
    expect(graph(...simple.outputs).nodes).toHaveLength(simple.nodes.length);
    expect(simplify(simple).nodes).toHaveLength(simple.nodes.length);
  });

  test("is the one by hand, with as many nodes as the page says", () => {
    const rng = random(1);
    const values = specs(fixture)[0].map(({ W, b }) => ({
      W: rng.normal(W.shape),
      b: rng.normal(b.shape),
    })) as Weights[];
    const [X, Y] = [rng.normal(fixture.X.shape), rng.normal(fixture.Y.shape)] as [Tensor, Tensor];
    const truth = grad(articleLoss)(values, X, Y);
    for (const [l, { W, b }] of gradientsByHand(values, X, Y).entries()) {
      expect(
        W.sub(truth[l]?.W as Tensor)
          .abs()
          .max()
          .item(),
      ).toBeLessThan(1e-12);
      expect(
        b
          .sub(truth[l]?.b as Tensor)
          .abs()
          .max()
          .item(),
      ).toBeLessThan(1e-12);
    }
    if (batch === 1) return; // Nothing is copied along an axis of size 1.
    const page = readFileSync(new URL("../simplifying.md", import.meta.url), "utf8");
    const row = (title: string): number[] =>
      (page.split("\n").find((line) => line.startsWith(`| ${title} |`)) ?? "")
        .split("|")
        .slice(2, 4)
        .map(Number);
    expect(row("as the rules build it")).toEqual([engine.nodes.length, ops(engine)]);
    expect(row("simplified")).toEqual([simple.nodes.length, ops(simple)]);
    expect(row("by hand")).toEqual([hand.nodes.length, ops(hand)]);
    expect(row("by hand, simplified")).toEqual([simplify(hand).nodes.length, ops(simplify(hand))]);
  });
});
