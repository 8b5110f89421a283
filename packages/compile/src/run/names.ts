/** What results are called: what the function calls them, which may be made of what its arguments are called. */
import type { Tensor } from "@chainrule/core";
import type { Leaf } from "@chainrule/core/engine";

/** One name for each result. */
export type Names = readonly (string | undefined)[];

/** A trace: the arguments, and what each result was called. */
interface Traced {
  readonly inputs: readonly Tensor[];
  readonly names: Names;
}

/** Where the name of argument `i` stands in a name. */
export const placeholder = (i: number): string => `\uE000${i}\uE001`;

/** `name`, with the names of these arguments in their places; none if one of them has none. */
function filled(name: string | undefined, leaves: readonly Leaf[]): string | undefined {
  let isWhole = true;
  const text = name?.replaceAll(/\uE000(\d+)\uE001/gu, (_, i) => {
    const own = leaves[Number(i)]?.tensor.name;
    isWhole &&= own !== undefined;
    return own ?? "";
  });
  return isWhole ? text : undefined;
}

/**
 * Names for the results of each call. Those of the trace are right as long as arguments are called what they were called
 * then. For others `patterns` says, once, how names are made of names.
 */
export class ResultNames {
  readonly #traced: Traced;
  readonly #any: boolean;
  #patterns: Names | undefined;

  constructor(traced: Traced) {
    this.#traced = traced;
    this.#any = traced.names.some((name) => name !== undefined);
  }

  of(leaves: readonly Leaf[], patterns: () => Names): Names {
    const { inputs, names } = this.#traced;
    if (!this.#any || inputs.every((x, i) => x.name === leaves[i]?.tensor.name)) return names;
    this.#patterns ??= patterns();
    return this.#patterns.map((name) => filled(name, leaves));
  }
}
