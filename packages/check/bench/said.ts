import type { DerivationReport } from "@chainrule/check";

/** What a report says of a claim that it blames. */
export interface Blamed {
  readonly name: string;
  /** Of the best explanation, each kind once; none if there is no explanation. */
  readonly kinds: readonly string[];
  readonly factor: number | undefined;
  readonly confidence: string;
}

/** What a report says, in its order. */
export interface Said {
  readonly blamed: readonly Blamed[];
  /** A factor left to the parameters: no mistake. */
  readonly convention: boolean;
}

export function said({ entries, convention }: DerivationReport): Said {
  const blamed = entries.flatMap(({ name, status, candidates, confidence }) => {
    if (status !== "wrong") return [];
    const [best] = candidates;
    const kinds = best === undefined ? [] : [...new Set([best.kind, ...best.more])];
    return [{ name, kinds, factor: best?.factor, confidence }];
  });
  return { blamed, convention: convention !== undefined };
}
