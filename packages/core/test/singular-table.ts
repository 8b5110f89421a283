/** What every op answers at its kinks, ties, poles and saturations: the specification, and the source of `docs/singular-points.md`. */
import { branches, floats, structure } from "./singular/branches.ts";
import { kinks, ties } from "./singular/kinks.ts";
import { matrices } from "./singular/matrices.ts";
import { norms, powers } from "./singular/powers.ts";
import type { Family } from "./singular/row.ts";
import { saturation } from "./singular/saturation.ts";
import { exponentials, sums } from "./singular/sums.ts";

export const families: readonly Family[] = [
  kinks,
  ties,
  powers,
  norms,
  sums,
  exponentials,
  matrices,
  saturation,
  branches,
  structure,
  floats,
];
