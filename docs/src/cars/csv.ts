import { CsvError, parse } from "csv-parse/sync";

/** A row of a table, and the line of the file on which it stands. */
export interface Row {
  readonly line: number;
  /** The text in a column. */
  text(column: string): string;
  /** The number in a column, refused unless it is finite. */
  number(column: string): number;
}

/** A file that is not the table it should be. */
class TableError extends Error {
  override name = "TableError";
}

interface Record {
  readonly record: Readonly<{ [column: string]: string }>;
  readonly info: { readonly lines: number };
}

/**
 * The rows of a CSV text whose first line names the columns.
 *
 * @throws TableError with the line number for a missing column, a row with too few or too many fields, an
 * open quote, an empty field, and a number that is not finite.
 */
export function readTable(name: string, text: string, columns: readonly string[]): Row[] {
  const fail = (line: number, wrong: string): never => {
    throw new TableError(`${name}: line ${line}: ${wrong}`);
  };
  const header = (found: readonly string[]): string[] => {
    const missing = columns.filter((column) => !found.includes(column));
    if (missing.length > 0)
      fail(1, `there is no column ${missing.join(", ")}: the columns are ${found.join(", ")}`);
    return [...found];
  };
  const records = parsed(text, header, fail);
  if (records.length === 0) fail(1, "there is no row below the names of the columns");
  return records.map(({ record, info: { lines: line } }) => {
    const field = (column: string): string =>
      record[column] || fail(line, `column ${column} is empty`);
    return {
      line,
      text: field,
      number(column) {
        const value = Number(field(column));
        return Number.isFinite(value)
          ? value
          : fail(line, `column ${column} is ${field(column)}, which is not a finite number`);
      },
    };
  });
}

type Fail = (line: number, wrong: string) => never;

function parsed(
  text: string,
  columns: (found: readonly string[]) => string[],
  fail: Fail,
): readonly Record[] {
  try {
    const options = { columns, info: true, trim: true, bom: true, skip_empty_lines: true };
    return parse(text, options) as unknown as readonly Record[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const {
      lines,
      columns: names,
      record,
    } = error as CsvError & {
      readonly lines: number;
      readonly columns?: readonly unknown[];
      readonly record?: readonly unknown[];
    };
    return fail(
      lines,
      record !== undefined && Array.isArray(names)
        ? `${record.length} fields, but there are ${names.length} columns`
        : error.message,
    );
  }
}
