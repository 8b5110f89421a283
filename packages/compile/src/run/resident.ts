/** Tensors whose elements lie in the memory of a program until somebody reads them. */
import { type Data, type DType, type Shape, Tensor, ValueError } from "@chainrule/core";
import { type Op, constant, describe, settle } from "@chainrule/core/engine";

/** A place in a program's memory, and whose elements lie there now. */
export interface Place {
  /** The elements, as they lie in memory. */
  readonly view: Data;
  /** The tensor that was last said to be there; undefined once it has been copied out, or donated. */
  owner: Tensor | undefined;
}

const leaf = (name: string, run: () => Data): Op => ({
  name,
  attrs: {},
  arity: 0,
  shape: () => [],
  kernel: { kind: "routine", run },
  derivative: constant,
});

/** What a tensor in a program's memory is to those who know it. */
interface Residence {
  readonly place: Place;
  /** Its elements: from memory the first time, later a copy that was made then. */
  readonly read: () => Data;
}

const residences = new WeakMap<Op, Residence>();

/** The place that `x` lies in, if it lies in one still. */
export function placeOf(x: Tensor): Place | undefined {
  const place = residences.get(x.op)?.place;
  return place?.owner === x ? place : undefined;
}

/** A tensor of what lies in a place. It is copied out when it is read, or before the place is used again. */
export function resident(place: Place, shape: Shape, dtype: DType): Tensor {
  let copy: Data | undefined;
  // An evaluation may forget the value again. The memory is then no longer what it was.
  const read = (): Data => {
    if (place.owner === x) place.owner = undefined;
    copy ??= place.view.slice();
    return copy;
  };
  const op = leaf("compiled", read);
  residences.set(op, { place, read });
  const x = new Tensor(op, shape, dtype);
  place.owner = x;
  return x;
}

/** Copy out what somebody might still read, since the place is about to be written. */
export function vacate(place: Place): void {
  const { owner } = place;
  if (owner === undefined) return;
  residences.get(owner.op)?.read();
  place.owner = undefined;
}

/** Make `x` a tensor that can no longer be read: its memory holds something else. */
export function donate(x: Tensor, argument: string): void {
  const place = placeOf(x);
  if (place !== undefined) place.owner = undefined;
  const gone = leaf("donated", () => {
    throw new ValueError(
      "compile",
      describe(x),
      `its memory was handed over when it was donated to a compiled function, as ${argument}`,
      "use what the function returned in its place, or leave the argument out of donate",
    );
  });
  settle(x, gone, undefined);
}
