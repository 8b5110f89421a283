/** Functions of the host that a module may call for single numbers: where arguments are rare, and exactness is dear. */

export type HostFunction = "sin" | "cos" | "tan" | "fmod";

/** What they are. */
export const hostFunctions: Readonly<Record<HostFunction, (a: number, b: number) => number>> = {
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  fmod: (a: number, b: number): number => a % b,
};

/** In the order of their indices: every module imports them first. */
export const hostNames = Object.keys(hostFunctions) as readonly HostFunction[];

/** Number of operands, all float64, as the result is. */
export const hostArity = (name: HostFunction | undefined): number =>
  name === undefined ? 0 : hostFunctions[name].length;
