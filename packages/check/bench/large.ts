import { checkDerivation } from "@chainrule/check";
import { Draw } from "./learners/draw.ts";
import { type Handed, type Has, nothing } from "./learners/learner.ts";
import { derive } from "./learners/mlp-backward.ts";
import type { Network } from "./learners/mlp-forward.ts";
import { mlp, networkOf } from "./learners/mlp.ts";
import { exactly } from "./learners/paper.ts";
import type { Plant } from "./learners/planted.ts";

/** 784-128-10 at batch 32, tanh and cross-entropy. */
const build: Omit<Network, "at"> = {
  widths: [784, 128, 10],
  batch: 32,
  activation: "tanh",
  loss: "logits",
  bias: true,
  penalty: 0,
  skip: 0,
  layer: 1,
  kink: false,
  coincidence: false,
};

export const largeMistakes: readonly string[] = [
  "",
  "the output error has the wrong sign",
  "the mean over the batch is taken twice, at the loss and in every dW and db",
  "the derivative of the activation is left out",
  "the derivative of the activation is taken at A instead of at Z",
  "dW is that of the last sample only",
  "one element of dW is a slip of the pen",
];

/** The network with a mistake, the gradients of all parameters and of all between them handed in. */
export function large(
  mistake: string,
  parametersOnly: boolean,
): Pick<Plant, "loss" | "at" | "claimed"> {
  const problem = networkOf(new Draw(1), build);
  const has: Has = (m, layer) => m === mistake && (layer === undefined || layer === problem.layer);
  const { backward }: Handed = derive(problem, exactly, mistake === "" ? nothing : has);
  const all = Object.entries(Object.assign({}, ...backward) as Plant["claimed"]);
  const parameters = new Set(mlp.parameters(problem).map((name) => `d${name}`));
  const claimed = Object.fromEntries(
    all.filter(([name]) => !parametersOnly || parameters.has(name)),
  );
  return { loss: mlp.loss(problem), at: problem.at, claimed };
}

/** A diagnosis of the large network, its time and how much more memory the process held at its peak. */
export interface Measured {
  readonly name: string;
  readonly milliseconds: number;
  readonly megabytes: number;
}

/** The median of three, after one to warm up. Memory grows once and is then used again: it is that of all so far. */
export function measured(): Measured[] {
  const before = process.resourceUsage().maxRSS;
  return ["all gradients", "parameters only"].flatMap((handed, i) =>
    largeMistakes.map((mistake) => {
      const problem = large(mistake, i > 0);
      const times = Array.from({ length: 4 }, () => {
        const start = performance.now();
        checkDerivation(problem);
        return performance.now() - start;
      });
      const [, median = NaN] = times.slice(1).toSorted((a, b) => a - b);
      const megabytes = (process.resourceUsage().maxRSS - before) / 1024;
      return {
        name: `784-128-10, ${handed}: ${mistake || "all is right"}`,
        milliseconds: median,
        megabytes,
      };
    }),
  );
}
