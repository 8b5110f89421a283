import { activations } from "./table/activations.ts";
import { binary } from "./table/binary.ts";
import { claims } from "./table/claims.ts";
import { contraction } from "./table/contraction.ts";
import { einsums } from "./table/einsum.ts";
import { elementwise } from "./table/elementwise.ts";
import { images } from "./table/images.ts";
import { joining } from "./table/joining.ts";
import { lookup } from "./table/lookup.ts";
import { matrices } from "./table/matrices.ts";
import { parts } from "./table/parts.ts";
import { reductions } from "./table/reductions.ts";
import type { Row } from "./table/row.ts";
import { runnings } from "./table/running.ts";
import { shaping } from "./table/shaping.ts";
import { copying } from "./table/copying.ts";
import { sorting } from "./table/sorting.ts";
import { slices } from "./table/slices.ts";

/** Every op that is exported, under shapes and attributes that matter. */
export const rows: readonly Row[] = [
  ...elementwise,
  ...activations,
  ...binary,
  ...claims,
  ...reductions,
  ...shaping,
  ...slices,
  ...parts,
  ...joining,
  ...lookup,
  ...contraction,
  ...runnings,
  ...copying,
  ...sorting,
  ...einsums,
  ...images,
  ...matrices,
];
