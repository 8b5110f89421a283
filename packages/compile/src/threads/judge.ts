/** Whether threads pay, judged by the clock: the other cores may be busy, and no plan knows. */

/** After a loss of time, one thread goes on alone until it has worked for so many times as long. */
const SMALL = 20;
/** Milliseconds that this is stretched to at most when losses follow each other. */
const LONGEST = 1000;
/** Steps together, in times of a step alone, before the time of a step alone is taken again. */
const PATIENCE = 100;

export class Judge {
  /** What a step takes alone, in milliseconds; nobody knows at first. */
  #alone = Infinity;
  /** What steps together have gained lately, or lost. */
  #balance = 0;
  /** Time spent together since a step alone was timed, and how much is allowed, in steps alone. */
  #together = 0;
  #patience = 4;
  /** Time still to be worked alone, and how much it was at the last loss. */
  #rest = 0;
  #last = 0;

  /** Whether the step that begins now is one for all threads. */
  get together(): boolean {
    return (
      this.#rest <= 0 && this.#together < this.#patience * this.#alone && this.#alone < Infinity
    );
  }

  /** A step alone took so long. Quick ones are believed, slow ones may have been disturbed. */
  ranAlone(ms: number): void {
    this.#rest -= ms;
    if (this.#together > 0) this.#patience = Math.min(PATIENCE, 2 * this.#patience);
    this.#together = 0;
    this.#alone = ms < this.#alone ? ms : this.#alone + (ms - this.#alone) / 8;
  }

  /** A step together took so long. */
  ranTogether(ms: number): void {
    const half = this.#alone / 2;
    this.#together += ms;
    this.#balance = Math.min(half, this.#balance + this.#alone - ms);
    if (this.#balance === half) this.#last = 0;
    if (this.#balance > -half) return;
    this.#rest = Math.max(Math.min(LONGEST, 2 * this.#last), -SMALL * this.#balance);
    this.#last = this.#rest;
    this.#balance = 0;
  }
}
