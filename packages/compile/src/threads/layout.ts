/** The words that threads meet at: indices of 32-bit integers in memory that they share. */
export interface Layout {
  /** Which parts are to be had: the program's number, the number of threads that it has, the parts that nobody has begun. */
  readonly open: number;
  /** Parts of the present stage that are done. */
  readonly done: number;
  /** Which stage it is. */
  readonly stage: number;
  /** Raised to wake workers; how many are asleep. */
  readonly wake: number;
  readonly asleep: number;
  /** 1 while the first thread is asleep. */
  readonly waiting: number;
  /** 1 after a part has failed. */
  readonly failed: number;
  /** From here on, for each worker: the number of messages sent to it. */
  readonly mail: number;
}

/** Words that several threads write often lie in cache lines of their own. */
export const layout: Layout = {
  open: 0,
  done: 16,
  stage: 32,
  wake: 48,
  asleep: 49,
  waiting: 50,
  failed: 51,
  mail: 64,
};

/** The most workers, parts of a stage, and programs in the life of a process, that the word `open` can say. */
export const WORKERS = 15;
export const PROGRAMS: number = 2 ** 19;

/** The word that offers parts. */
export const offer = (program: number, threads: number, parts: number): number =>
  (program << 12) | ((threads - 1) << 8) | parts;

/** Milliseconds that a thread spins before it sleeps. */
export const SPIN: number = 0.05;
