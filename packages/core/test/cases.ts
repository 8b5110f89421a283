import { slopesAreAsDecided } from "./checks/point.ts";
import { checksOf } from "./checks/row.ts";
import { rows } from "./op-table.ts";
import { kinks } from "./table/kinks.ts";
import { poles } from "./table/poles.ts";
import { implicits, thirds, transforms } from "./table/transforms.ts";

/** One claim, and the function that throws where it does not hold. */
interface Case {
  readonly claim: string;
  readonly run: () => void;
}

/** The claims about one row of the table, or about the points that differences cannot decide. */
interface Subject {
  readonly title: string;
  readonly cases: readonly Case[];
}

export const subjects: readonly Subject[] = [
  {
    title: "at kinks and poles",
    cases: [...kinks, ...poles].map((point) => ({
      claim: point.claim,
      run: () => slopesAreAsDecided(point),
    })),
  },
  { title: "third derivatives", cases: thirds },
  { title: "derivatives of roots", cases: implicits },
  ...[...rows, ...transforms].map((row) => ({
    title: row.title,
    cases: checksOf(row).map(({ claim, run }) => ({ claim, run: () => run(row) })),
  })),
];
