/** Training went wrong at a step: a loss, or a parameter, is no longer a finite number. */
export class TrainingError extends Error {
  override name = "TrainingError";
  /** Counted from 1 over all epochs. */
  readonly step: number;
  /** Counted from 1. */
  readonly epoch: number;

  constructor(what: string, step: number, epoch: number) {
    super(
      `fit: ${what}: not finite at step ${step} (epoch ${epoch}): ` +
        "take a smaller learning rate, standardize inputs and targets, or start from smaller weights",
    );
    this.step = step;
    this.epoch = epoch;
  }
}
