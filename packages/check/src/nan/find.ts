import { Tensor, ValueError } from "@chainrule/core";
import {
  asOptions,
  asTensor,
  evaluateRoots,
  hideFromSites,
  isFloat,
  kindOf,
  topological,
} from "@chainrule/core/engine";
import { type Backward, backwardOf, wantedIn } from "./backward.ts";
import { birthOf, stopOf } from "./birth.ts";
import { NaNReport } from "./nan-report.ts";
import { valueAt } from "./sources.ts";
import { type Origin, type Walk, isCopy, oddIn, walk } from "./walk.ts";

hideFromSites((import.meta as { url?: string }).url ?? "");

export interface FindOptions {
  /** The leaves whose gradients must be finite: all but unnamed constants unless given. */
  readonly of?: readonly Tensor[];
}

/**
 * Where the first NaN or infinity of `y`, or else of its gradients, is born: the operation, its operands, the line of user
 * code if `trackSites(true)` was on, and why. A NaN is looked for before an infinity, and only what reaches the value or a
 * gradient counts: an infinity that a softmax masks with, or a branch that is not taken, is no fault.
 */
export function findNaN(y: Tensor, options: FindOptions = {}): NaNReport {
  const { of } = asOptions("findNaN", options, "of");
  asTensor("findNaN", y);
  // The values on the way too, which are not kept where that of y was asked for before.
  evaluateRoots(topological([y]));
  const wanted: unknown = of ?? wantedIn(y);
  if (!(Array.isArray(wanted) && wanted.every((x) => x instanceof Tensor)))
    throw new ValueError(
      "findNaN",
      `of ${kindOf(of)}`,
      "it is a list of tensors",
      "write { of: [x] }",
    );
  const value = walk(oddIn(y));
  if (value !== undefined) return reported(y, "value", value, null, y);
  const backward = isFloat(y.dtype) ? backwardOf(y, wanted) : undefined;
  if (backward === undefined) return new NaNReport();
  const odd = backward.gradients.map(([x, g]) => ({ x, places: oddIn(g) }));
  const isNaNs = ({ places }: (typeof odd)[number]) =>
    places.some((place) => Number.isNaN(valueAt(place)));
  const walks = (odd.some(isNaNs) ? odd.filter(isNaNs) : odd).flatMap(({ x, places }) => {
    const way = walk(places);
    return way === undefined ? [] : [{ x, way }];
  });
  const [first] = walks.toSorted((a, b) => a.way.first.x.id - b.way.first.x.id);
  return first === undefined
    ? new NaNReport()
    : reported(first.x, "gradient", first.way, backward, y);
}

function reported(
  x: Tensor,
  of: "value" | "gradient",
  { first, turned, path }: Walk,
  backward: Backward | null,
  y: Tensor,
): NaNReport {
  const birth = (origin: Origin) => birthOf(origin, path, backward, y);
  return new NaNReport({
    bad: { of, ...stopOf(path.at(-1) ?? first), name: x.name ?? null },
    first: birth(first),
    turned: turned === undefined || turned.x === first.x ? null : birth(turned),
    path: path
      .filter((place) => !isCopy(place))
      .map((place) => {
        const rule = backward?.partOf(place.x)?.user.op.name;
        return { ...stopOf(place), ...(rule !== undefined && { derivativeOf: rule }) };
      }),
  });
}
