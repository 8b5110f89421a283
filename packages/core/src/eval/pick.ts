import type { Data } from "../graph/dtype.ts";

/** `out[i] = x[places[i]]` */
export function pick(x: Data, places: Int32Array, out: Data): void {
  for (let i = 0; i < places.length; i++) out[i] = x[places[i] as number] as number;
}
