import { type Block, Report } from "@chainrule/check";

type Verdict = "right" | "wrong" | "incomplete" | "not handed in" | "not readable";

/** What became of one exercise. */
export interface Graded {
  readonly name: string;
  readonly verdict: Verdict;
  /** What is missing, why it cannot be read, or as much as the hints give away. */
  readonly remark?: string;
}

/** A folder of exercises, graded. */
export class GradeReport extends Report {
  readonly ok: boolean;
  readonly right: number;
  readonly of: number;
  readonly exercises: readonly Graded[];

  constructor(exercises: readonly Graded[]) {
    super();
    this.exercises = exercises;
    this.of = exercises.length;
    this.right = exercises.filter(({ verdict }) => verdict === "right").length;
    this.ok = this.right === this.of;
  }

  protected blocks(): readonly Block[] {
    const rows = this.exercises.map(({ name, verdict }) => [
      verdict === "right" ? "✓" : "✗",
      name,
      verdict,
    ]);
    const items = this.exercises.flatMap(({ name, remark }) =>
      remark === undefined ? [] : [`${name}: ${remark}`],
    );
    return [
      { kind: "heading", words: `${this.right} of ${this.of} right` },
      { kind: "table", head: ["", "exercise", "verdict"], rows },
      ...(items.length > 0 ? [{ kind: "list", items } as const] : []),
    ];
  }
}
