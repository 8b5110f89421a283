import type { Row } from "../table/row.ts";
import {
  gradientFitsItsInput,
  jacobiansAgree,
  modesAgree,
  pullbackIsLinear,
  pullbackIsTheSlope,
  sweepsAgree,
} from "./first.ts";
import { choosesWithoutMultiplying, nothingFlows } from "./flat.ts";
import {
  gradientsMapAsALoop,
  mapsAsALoop,
  needsValues,
  nestedMapsAreNestedLoops,
  secondDerivativesMapAsALoop,
  tangentsMapAsALoop,
} from "./mapped.ts";
import {
  hessianIsSymmetric,
  hessianIsTheSlopeOfTheGradient,
  orderOfModesIsFree,
} from "./second.ts";
import { hasReferenceValue, repeats, worksInSinglePrecision } from "./value.ts";

/** A claim about a row, and the function that throws where it does not hold. */
interface Check {
  readonly claim: string;
  readonly run: (row: Row) => void;
}

const check = (claim: string, run: (row: Row) => void): Check => ({ claim, run });

const mappings = ({ order }: Row): Check[] => [
  check("vmap is a loop over examples", mapsAsALoop),
  check("vmap inside vmap is a loop in a loop", nestedMapsAreNestedLoops),
  ...(order > 0
    ? [
        check("gradients of and under vmap are those of a loop", gradientsMapAsALoop),
        check("tangents of and under vmap are those of a loop", tangentsMapAsALoop),
      ]
    : []),
  ...(order > 1
    ? [
        check(
          "second derivatives of and under vmap are those of a loop",
          secondDerivativesMapAsALoop,
        ),
      ]
    : []),
];

/** What is claimed of a row. */
export const checksOf = (row: Row): Check[] => [
  ...(row.order > 0
    ? [
        check("forward and reverse mode agree", (r) => modesAgree(r)),
        check("the Jacobians of both modes agree", jacobiansAgree),
        check("a zero cotangent gives zero, and the pullback is linear", pullbackIsLinear),
        check("each gradient fits its input, sizes 0 and 1 included", gradientFitsItsInput),
        check("the sweep on values agrees with the sweep on the graph", sweepsAgree),
      ]
    : [check("nothing flows", nothingFlows)]),
  ...(row.order > 0 && !row.rounds
    ? [
        check("the gradient is the slope, at every coordinate", pullbackIsTheSlope),
        check("the Hessian is the slope of the gradient", hessianIsTheSlopeOfTheGradient),
      ]
    : []),
  ...(row.order > 1
    ? [
        check("the Hessian is symmetric", hessianIsSymmetric),
        check("each mode may be differentiated by each", orderOfModesIsFree),
      ]
    : []),
  ...(row.selects ? [check("it chooses without multiplying", choosesWithoutMultiplying)] : []),
  ...(row.traces ? mappings(row) : [check("inside vmap it asks for values", needsValues)]),
  check("the value is that of the definition", hasReferenceValue),
  check("a second run gives the same bits and changes no input", repeats),
  ...(row.single ? [check("float32 agrees with float64", worksInSinglePrecision)] : []),
];
