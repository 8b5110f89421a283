/** Something that was handed in cannot be used. It ends the command, with one sentence and exit code 2. */
export class Failure extends Error {
  constructor(sentence: string) {
    super(sentence.trim().replaceAll(/\s*\n\s*/g, " "));
  }
}

/** The message of anything that can be thrown. */
export const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
