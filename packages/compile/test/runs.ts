/** How many random programs: as many as RUNS says, where there is an environment. */
export const runs = (otherwise: number): number =>
  Number((typeof process === "undefined" ? undefined : process.env["RUNS"]) ?? otherwise);
