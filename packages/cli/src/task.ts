/** Formats that a report is written in. */
export const formats = ["text", "markdown", "tex", "html", "json"] as const;

export type Format = (typeof formats)[number];

/** What the process that runs the learner's code is asked for. Paths are absolute. */
export interface Task {
  readonly kind: "check" | "explain" | "steps";
  /** The module that states the task and, unless `answer` does, what is claimed. */
  readonly program: string;
  /** A module or a JSON file with the claims. */
  readonly answer?: string | undefined;
  readonly format: Format;
  /** Significant digits of the numbers in a trace. */
  readonly digits?: number;
}

/** What came of it: a report, written, or the sentence that says why there is none. */
export type Outcome =
  | { readonly kind: "failure"; readonly sentence: string }
  | {
      readonly kind: "report";
      readonly ok: boolean;
      readonly text: string;
      /** Gradients that an exercise asks for. */
      readonly asked: readonly string[];
    };
