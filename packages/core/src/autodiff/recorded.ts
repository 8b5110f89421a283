import { isInterpreting } from "../graph/apply.ts";
import type { Tensor } from "../graph/tensor.ts";
import { evaluateRoots } from "../eval/evaluate.ts";
import { given } from "../ops/leaf.ts";
import { transforming } from "./transform.ts";

/** What `body` makes of ops, which it differentiates; given as values where a sweep runs on values. */
export function recorded(body: () => readonly (Tensor | null)[]): (Tensor | null)[] {
  const parts = transforming(body);
  if (!isInterpreting()) return [...parts];
  evaluateRoots(parts.filter((part) => part !== null));
  return parts.map((part) => part && given(part.value ?? NaN, part.shape, part.dtype));
}
