import { article } from "./article.ts";
import { attention } from "./attention.ts";
import { convolution } from "./convolution.ts";
import { formula } from "./formula.ts";
import { layerNorm } from "./layer-norm.ts";
import { logistic } from "./logistic.ts";
import { mlp } from "./mlp.ts";
import { type Planter, planter } from "./planted.ts";
import { recurrent } from "./recurrent.ts";

export const learners: readonly Planter[] = [
  planter(mlp),
  planter(article),
  planter(attention),
  planter(layerNorm),
  planter(convolution),
  planter(recurrent),
  planter(logistic),
  planter(formula),
];
