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

const places = new WeakMap<Op, Place>();

/** The place that `x` lies in, if it lies in one still. */
export function placeOf(x: Tensor): Place | undefined {
  const place = places.get(x.op);
  return place?.owner === x ? place : undefined;
}

/** A tensor of what lies in a place. It is copied out when it is read, or before the place is used again. */
export function resident(place: Place, shape: Shape, dtype: DType): Tensor {
  const op = leaf("compiled", () => {
    place.owner = undefined;
    return place.view.slice();
  });
  places.set(op, place);
  const x = new Tensor(op, shape, dtype);
  place.owner = x;
  return x;
}

/** Copy out what somebody might still read, since the place is about to be written. */
export function vacate(place: Place): void {
  const { owner } = place;
  if (owner === undefined) return;
  owner.value ??= owner.shape.length === 0 ? (place.view[0] ?? NaN) : place.view.slice();
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
