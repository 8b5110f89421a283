import type { Plant } from "./learners/planted.ts";
import type { Blamed, Said } from "./said.ts";

/** How a diagnosis of a planted mistake was. */
export interface Outcome {
  /** The first wrong claim was named as such. */
  readonly first: boolean;
  /** The kind of the mistake was named, and the factor if it has one. */
  readonly kind: boolean;
  readonly high: boolean;
  /** Claims blamed besides that are right, or follow from what was wrong before. */
  readonly more: number;
  readonly expected: string;
  readonly said: string;
}

const close = (a: number, b: number): boolean => Math.abs(a / b - 1) < 0.02;

/** Kinds that are a factor themselves. */
const factors = new Set(["sign", "scale", "path"]);

/** Whether the explanation of one blamed claim is that of the plant. */
function explained(
  { kinds, factor, besides }: Plant,
  { kinds: said, factor: k = 1 }: Blamed,
): boolean {
  const [kind, other] = said;
  if (kinds.includes("unknown")) return kind === undefined;
  if (kind === undefined || said.length > (besides.length > 0 ? 2 : 1)) return false;
  if (besides.length > 0) {
    if (other === undefined) return false;
    const fit = (a: string, b: string): boolean => kinds.includes(a) && besides.includes(b);
    return fit(kind, other) || fit(other, kind);
  }
  return (
    kinds.includes(kind) && (close(k, factor ?? 1) || (factor === undefined && factors.has(kind)))
  );
}

export function judged(plant: Plant, { blamed, convention }: Said): Outcome {
  const [expected = "right"] = plant.kinds;
  const [first] = blamed;
  if (expected === "convention" || expected === "another convention") {
    const none = expected === "convention" ? convention : blamed.length === 0;
    const said = none ? expected : nameOf(first);
    return { first: none, kind: none, high: false, more: 0, expected, said };
  }
  const named = first !== undefined && plant.first.includes(first.name);
  const { also } = plant;
  const both =
    also === undefined || blamed.some((b) => b.name === also[0] && b.kinds.includes(also[1]));
  const kind =
    first !== undefined && (expected === "forward" ? named : explained(plant, first)) && both;
  return {
    first: named,
    kind,
    high: first?.confidence === "high",
    more: plant.often ? 0 : Math.max(0, blamed.length - (also === undefined ? 1 : 2)),
    expected: plant.besides.length > 0 ? "two at once" : expected,
    said: convention ? "convention" : kind && plant.besides.length === 0 ? expected : nameOf(first),
  };
}

function nameOf(first: Blamed | undefined): string {
  if (first === undefined) return "no alarm";
  return first.kinds.length > 1 ? "two at once" : (first.kinds[0] ?? "unknown");
}
