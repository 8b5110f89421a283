import { format, inspect } from "node:util";

/** What a page says at a line, and what is the case. */
export interface Claim {
  readonly line: number;
  readonly said: string;
  readonly found: string;
}

/** Collects what the blocks of a page claim while they run. */
export class Claims {
  readonly all: Claim[] = [];
  #printed: string[] = [];

  /** Stands in for the console of the page. */
  readonly console = {
    log: (...items: unknown[]): void => void this.#printed.push(format(...items)),
  };

  /** The value of an expression, as Node shows it; line breaks do not count. */
  shows(line: number, value: unknown, said: string): void {
    const text =
      typeof value === "string"
        ? value
        : inspect(value, { breakLength: Infinity, depth: 8, maxArrayLength: 20 });
    this.#note(line, said, text.replaceAll(/\s+/g, " "));
  }

  /** Everything printed since the last such claim. */
  prints(line: number, said: string): void {
    const lines = this.#printed.flatMap((text) => text.split("\n"));
    this.#printed = [];
    this.#note(line, said, lines.map((text) => text.trimEnd()).join("\n"));
  }

  /** The error of an expression. */
  throws(line: number, run: () => unknown, said: string): void {
    try {
      this.#note(line, said, `no error, but ${inspect(run())}`);
    } catch (error) {
      this.#note(line, said, String(error));
    }
  }

  /** What was printed and never mentioned is a claim that somebody forgot. */
  end(line: number): void {
    this.prints(line, "");
  }

  #note(line: number, said: string, found: string): void {
    this.all.push({ line, said, found });
  }
}
